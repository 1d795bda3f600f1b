"""The swept axis of a group: a cell's value on it, and how values are said."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from crossover_tool.cell import Cell
from crossover_tool.units import show

UNIT_SUFFIXES = ("_us", "_pct")
COUNTED = {"tasks": ("task", "tasks"), "cores": ("worker", "workers")}


@dataclass(frozen=True)
class Axis:
    """`tasks`, `limit`, `cores` (a limit that is a number of workers), a parameter's name, or ""
    for a single cell."""

    name: str

    def value(self, cell: Cell) -> int:
        if self.name == "tasks":
            return cell.tasks
        return cell.limit if self.name in ("limit", "cores", "") else cell.number(self.name)

    @property
    def is_param(self) -> bool:
        return self.name not in ("tasks", "limit", "cores", "")

    @property
    def word(self) -> str:
        """The axis for a sentence: `number of tasks`, `wait`."""
        words = {"tasks": "number of tasks", "cores": "number of workers"}
        return words.get(self.name, short(self.name))

    def say(self, value: float, digits: int = 0) -> str:
        """A value for a sentence: `180 tasks`, `limit 64`, `wait 5 ms`; estimates with so many
        significant digits."""
        if self.is_param:
            return f"{short(self.name)} {self.text(value, digits)}"
        text = self.text(value, digits)
        if self.name in COUNTED:
            return f"{text} {COUNTED[self.name][value != 1]}"
        return f"limit {text}"

    def text(self, value: float, digits: int = 0) -> str:
        """A value with its unit but no name: `1,000`, `5 ms`, `50 %`."""
        value = float(f"{value:.{digits}g}") if digits else value
        if self.name.endswith("_us"):
            return show.duration_us(value)
        if self.name.endswith("_pct"):
            return f"{value:g} %"
        if self.name.endswith("bytes"):
            return show.size_bytes(value) if digits else show.exact_bytes(round(value))
        return f"{value:,.10g}"

    def span(self, low: float, high: float) -> str:
        """A range for a sentence: `1 to 1,000 tasks`, `limit 4 to 64`."""
        if self.name in COUNTED:
            return f"{self.text(low)} to {self.say(high)}"
        return f"{self.say(low)} to {self.text(high)}"

    def is_log(self, values: Sequence[int]) -> bool:
        """True for an axis that is read by ratios: all but shares and those that reach 0."""
        return not self.name.endswith("_pct") and min(values) > 0

    def place(self, value: float, log: bool) -> float:
        return math.log(value) if log else value

    def at(self, place: float, log: bool) -> float:
        return math.exp(place) if log else place


MAP = "map"
"""The chart of a table whose cells lie over two axes."""


def map_axes(cells: Sequence[Cell]) -> tuple[str, str] | None:
    """The two axes over which cells lie: a share first, else a parameter; None when there are not
    exactly two.

    A limit that is the number of tasks everywhere is no axis of its own.
    """
    varying = []
    for name in ("tasks", "limit"):
        values = {Axis(name).value(cell) for cell in cells}
        if len(values) > 1 and not (
            name == "limit" and all(cell.limit == cell.tasks for cell in cells)
        ):
            varying.append(name)
    names = [name for name, _ in cells[0].params] if cells else []
    varying += [name for name in names if len({dict(cell.params).get(name) for cell in cells}) > 1]
    if len(varying) != 2:
        return None
    first, second = sorted(varying, key=lambda n: (not n.endswith("_pct"), n in ("tasks", "limit")))
    return first, second


def fixed_params(axis: Axis, cell: Cell) -> str:
    """The workload with the parameters that the axis does not sweep: `tcp, bytes 64 B`."""
    kept = tuple((name, value) for name, value in cell.params if name != axis.name)
    return Cell(cell.workload, cell.tasks, cell.limit, kept).setting


def short(name: str) -> str:
    """A parameter's name without its unit: `wait` for `wait_us`."""
    suffix = next((one for one in UNIT_SUFFIXES if name.endswith(one)), "")
    return name.removesuffix(suffix)
