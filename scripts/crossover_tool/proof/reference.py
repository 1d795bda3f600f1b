"""The noise of a real machine: what is left of a committed run when levels and the blocks'
interference are taken out.

    python3 -m crossover_tool.proof.reference results/.../samples.jsonl

writes reference_residuals.json beside this file. Run it again when the reference results are new;
a test compares the two.
"""

import json
import math
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import median
from typing import Any

from crossover_tool.grouped import grouped
from crossover_tool.samples.reader import Results, read

FILE = Path(__file__).with_name("reference_residuals.json")

SMOOTH = 0.25
"""The width of the kernel, in scales of a series: six residuals are no distribution. A smoothed
bootstrap (Silverman and Young 1987, Biometrika 74)."""

MAD = 1.4826
DIGITS = 5
SETTLED = 1e-9
"""Of a width: what a median is found to."""

Residuals = tuple[float, ...]


@dataclass(frozen=True)
class ReferenceCell:
    """One cell of the reference: the residuals of ln(makespan) of each of its contenders, whose
    smoothed median is 0."""

    name: str
    series: tuple[Residuals, ...]


def kernel(series: Sequence[float]) -> float:
    """The standard deviation by which residuals are smoothed."""
    level = median(series)
    return SMOOTH * MAD * median(abs(value - level) for value in series)


@cache
def reference() -> tuple[ReferenceCell, ...]:
    """The committed residuals."""
    document = json.loads(FILE.read_text(encoding="utf-8"))
    return tuple(
        ReferenceCell(cell["cell"], tuple(tuple(one) for one in cell["residuals"]))
        for cell in document["cells"]
    )


def residuals(results: Results) -> list[dict[str, Any]]:
    """The cells of a run with two contenders or more that were there in every block, each with its
    residuals by contender."""
    found: list[dict[str, Any]] = []
    for number, samples in sorted(grouped(results.samples, lambda one: one.cell).items()):
        series: dict[object, dict[int, float]] = {}
        for one in samples:
            if one.ok:
                value = math.log(median(one.measurement.makespan_ns))
                series.setdefault((one.contender, one.control), {})[one.block] = value
        rows = _complete(series)
        if len(rows) > 1:
            cell = results.header.suite.cells[number].cell
            name = f"{cell.workload} {cell.tasks} {cell.limit}"
            found.append({"cell": name, "residuals": _residuals(rows)})
    return found


def _complete(series: Mapping[object, Mapping[int, float]]) -> list[list[float]]:
    blocks = set().union(*series.values())
    return [[one[b] for b in sorted(blocks)] for one in series.values() if len(one) == len(blocks)]


def _residuals(rows: list[list[float]]) -> list[list[float]]:
    """Each row less its median and less the mean of the middle half of each block, scaled up for the
    median that was taken out, and centred so that the smoothed median is 0."""
    levels = [median(row) for row in rows]
    left = [[value - level for value in row] for row, level in zip(rows, levels)]
    shared = [_middle_half(column) for column in zip(*left)]
    left = [[value - seen for value, seen in zip(row, shared)] for row in left]
    wider = math.sqrt(len(shared) / (len(shared) - 1.0))
    left = [[value * wider for value in row] for row in left]
    return [[round(value - smoothed_median(row), DIGITS) for value in row] for row in left]


def _middle_half(column: Sequence[float]) -> float:
    ordered = sorted(column)
    cut = len(ordered) // 4
    return math.fsum(ordered[cut : len(ordered) - cut]) / (len(ordered) - 2 * cut)


def smoothed_median(series: Sequence[float]) -> float:
    """The median of the smoothed distribution of a series."""
    return mixture_median(series, kernel(series))


def mixture_median(series: Sequence[float], width: float) -> float:
    """The median of a mixture of normals of one width around each value: by Newton's steps, or by
    halves where one leads out of what encloses it."""
    if width == 0.0:
        return median(series)
    low, high = min(series), max(series)
    middle = median(series)
    for _ in range(60):
        at = [(middle - value) / width for value in series]
        beyond = math.fsum([math.erf(one * math.sqrt(0.5)) for one in at])
        low, high = (middle, high) if beyond < 0.0 else (low, middle)
        slope = (
            math.sqrt(2.0 / math.pi) / width * math.fsum([math.exp(-0.5 * one * one) for one in at])
        )
        step = beyond / slope if slope > 0.0 else math.inf
        last, middle = middle, middle - step
        if not low <= middle <= high:
            middle = (low + high) / 2.0
        if abs(middle - last) <= SETTLED * width:
            break
    return middle


def text(path: Path) -> str:
    """The file that belongs to the results at `path`."""
    cells = residuals(read(path))
    rows = ",\n".join(json.dumps(cell, separators=(",", ":")) for cell in cells)
    return f'{{"of":{json.dumps(path.parent.name)},"cells":[\n{rows}\n]}}\n'


def main(arguments: Sequence[str]) -> int:
    """Writes the file."""
    if len(arguments) != 1:
        print("usage: python3 -m crossover_tool.proof.reference SAMPLES.jsonl", file=sys.stderr)
        return 2
    FILE.write_text(text(Path(arguments[0])), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
