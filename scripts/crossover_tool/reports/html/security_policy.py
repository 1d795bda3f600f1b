"""The page's content security policy: nothing is loaded, and nothing runs but what is named here."""

import base64
import hashlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
SCRIPTS = (
    *("student", "paired", "regret", "data", "judge"),
    *("show", "state", "matrix", "drawing", "detail", "explorer", "main"),
)
"""The scripts of the page, in the order in which they need one another."""

JUDGE = SCRIPTS[:5]
"""Those that judge; they know of no page."""


def sources(names: Sequence[str]) -> str:
    return "\n".join((HERE / "js" / f"{name}.js").read_text(encoding="utf-8") for name in names)


@cache
def script() -> str:
    """The page's script, in a scope of its own."""
    return f'(() => {{\n"use strict";\n{sources(SCRIPTS)}\n}})();\n'


@cache
def style() -> str:
    return (HERE / "page.css").read_text(encoding="utf-8")


def policy() -> str:
    """`default-src 'none'`; the script and the style sheet by their hashes."""
    return (
        f"default-src 'none'; script-src {_hash(script())}; style-src {_hash(style())}; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(content: str) -> str:
    digest = hashlib.sha256(content.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
