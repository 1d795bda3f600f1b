"""Text that gets through: to a terminal that lacks a letter, past bytes that are no text, and
without control characters that would act on the terminal."""

import codecs
import re
import sys
import textwrap
from typing import Any

FALLBACK = "crossover.fallback"
"""The error handler (see `codecs`) for every text that is written: no letter stops it, none is
lost."""

_PLAIN = dict(zip("µ…─–’±≤≥×", ("u", "...", "-", "-", "'", "+-", "<=", ">=", "x")))
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def _fallback(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    found = error.object[error.start : error.end]
    return "".join(_PLAIN.get(one) or _escaped(one) for one in found), error.end


def _escaped(letter: str) -> str:
    """`\\xff` for a byte that was no text (PEP 383), else as Python writes a letter in ASCII."""
    code = ord(letter)
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    return letter.encode("ascii", "backslashreplace").decode("ascii")


codecs.register_error(FALLBACK, _fallback)


def on_one_line(text: str) -> str:
    """`text` with its control characters as escapes: `\\n` and `\\x1b` are seen, not obeyed."""
    return _CONTROLS.sub(lambda found: repr(found[0])[1:-1], text)


_UNIT = re.compile(r"(?<=\d) (?=(?:ns|µs|ms|s|min|h|B|[KMG]iB|%)(?!\w))")


def wrapped(text: str, width: int, **options: Any) -> list[str]:
    """The lines of a text, one at least, wrapped between words; a figure and its unit stay on
    one. `options` are those of textwrap."""
    whole = _UNIT.sub("\N{NO-BREAK SPACE}", text)
    between: dict[str, Any] = {"break_long_words": False, "break_on_hyphens": False}
    lines = textwrap.wrap(whole, width, **{**between, **options})
    return [line.replace("\N{NO-BREAK SPACE}", " ") for line in lines] or [""]


def warn(text: str) -> None:
    """One line on standard error, in the command's name."""
    print(f"crossover: {on_one_line(text)}", file=sys.stderr, flush=True)
