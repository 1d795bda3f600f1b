"""Saving a figure: PNG for people and READMEs, SVG for what is made from it, PDF for print; the
same input gives the same bytes."""

from functools import partial
from pathlib import Path
from typing import Any

from crossover_tool.atomic import replace
from crossover_tool.charts.style import DPI


UNSAID = {
    "png": ("Software",),
    "svg": ("Date", "Creator"),
    "pdf": ("CreationDate", "Creator", "Producer"),
}
"""What matplotlib would note in a file, and nobody wants: it changes from one time to the next."""


def save(figure: Any, folder: Path, name: str, pdf: bool = False, svg: bool = True) -> list[Path]:
    """Writes `name`.png, `name`.svg unless that is not wanted, and where asked `name`.pdf, into
    `folder`, inside `settings()`. OSError as it comes."""
    wanted = [("png", True), ("svg", svg), ("pdf", pdf)]
    paths = [folder / f"{name}.{form}" for form, asked in wanted if asked]
    for path in paths:
        form = path.suffix[1:]
        look: dict[str, Any] = {"format": form, "metadata": dict.fromkeys(UNSAID[form])}
        look |= {"dpi": DPI} if form == "png" else {}
        replace(path, partial(figure.savefig, **look))
    return paths
