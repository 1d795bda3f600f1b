"""Saving a figure: PNG for people and READMEs, SVG for print; the same input gives the same
bytes."""

from pathlib import Path
from typing import Any

from crossover_tool.atomic import replace
from crossover_tool.charts.style import DPI
from crossover_tool.errors import ResultsError
from crossover_tool.paths import shown


def save(figure: Any, folder: Path, name: str) -> list[Path]:
    """Writes `name`.png and `name`.svg into `folder`, inside `settings()`. ResultsError when it
    cannot."""
    paths = [folder / f"{name}.png", folder / f"{name}.svg"]
    try:
        replace(
            paths[0],
            lambda file: figure.savefig(file, format="png", dpi=DPI, metadata={"Software": None}),
        )
        replace(
            paths[1],
            lambda file: figure.savefig(
                file, format="svg", metadata={"Date": None, "Creator": None}
            ),
        )
    except OSError as error:
        raise ResultsError(f"cannot write the chart {shown(paths[0])}: {error.strerror}") from error
    return paths
