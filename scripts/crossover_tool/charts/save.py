"""Saving a figure: PNG for people and READMEs, SVG for what is made from it, PDF for print; the
same input gives the same bytes."""

from pathlib import Path
from typing import Any

from crossover_tool.atomic import replace
from crossover_tool.charts.style import DPI


def save(figure: Any, folder: Path, name: str, pdf: bool = False, svg: bool = True) -> list[Path]:
    """Writes `name`.png, `name`.svg unless that is not wanted, and where asked `name`.pdf, into
    `folder`, inside `settings()`. OSError as it comes."""
    paths = [folder / f"{name}.png"]
    replace(
        paths[0],
        lambda file: figure.savefig(file, format="png", dpi=DPI, metadata={"Software": None}),
    )
    if svg:
        paths.append(folder / f"{name}.svg")
        nobody = {"Date": None, "Creator": None}
        replace(paths[-1], lambda file: figure.savefig(file, format="svg", metadata=nobody))
    if pdf:
        paths.append(folder / f"{name}.pdf")
        nothing = dict.fromkeys(("CreationDate", "Creator", "Producer"))
        replace(paths[-1], lambda file: figure.savefig(file, format="pdf", metadata=nothing))
    return paths
