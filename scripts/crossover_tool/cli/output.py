"""Writing to standard output."""

import json
import sys
from typing import Any

from rich.console import Console

PLAIN_WIDTH = 150
"""The width of tables where there is no terminal: a file or a pipe scrolls, and a cut column would
be lost."""


def print_json(document: Any) -> None:
    """JSON for scripts, and nothing else."""
    print(json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False))


def console() -> Console:
    """Where tables go."""
    return Console() if sys.stdout.isatty() else Console(width=PLAIN_WIDTH)
