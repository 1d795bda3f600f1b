"""Writing to standard output."""

import json
import sys
from typing import Any


def print_json(document: Any) -> None:
    """JSON for scripts, and nothing else; letters that standard output lacks are escaped."""
    text = json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False)
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        text = json.dumps(document, indent=2, allow_nan=False)
    print(text)
