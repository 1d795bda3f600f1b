"""A decision map: who wins at each place of two axes, such as the share of waiting and the
limit."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from crossover_tool.analysis.axis import MAP, Axis, map_axes
from crossover_tool.analysis.cell import CellResult
from crossover_tool.cell import Cell
from crossover_tool.stats.verdict import Verdict

MOST_WINNERS = 3
OPEN = ((Verdict.TIE, "tie"), (Verdict.UNRESOLVED, "not resolved"), (Verdict.VOID, "VOID"))


@dataclass(frozen=True)
class DecisionMap:
    """The cells of a suite's table over two axes. `group` is the table's number."""

    group: int
    x: Axis
    y: Axis
    cells: tuple[CellResult, ...]

    @property
    def columns(self) -> tuple[int, ...]:
        """The values along the first axis, rising."""
        return tuple(sorted({self.x.value(result.cell) for result in self.cells}))

    @property
    def rows(self) -> tuple[int, ...]:
        """The values along the second axis, rising."""
        return tuple(sorted({self.y.value(result.cell) for result in self.cells}))

    def at(self, column: int, row: int) -> CellResult | None:
        """What was found at a place; None where nothing was measured."""
        return next(
            (
                r
                for r in self.cells
                if (self.x.value(r.cell), self.y.value(r.cell)) == (column, row)
            ),
            None,
        )

    @property
    def setting(self) -> str:
        """The workload with what the axes do not sweep."""
        cell = self.cells[0].cell
        names = (self.x.name, self.y.name)
        kept = tuple((name, value) for name, value in cell.params if name not in names)
        fixed = [f"{cell.tasks:,} tasks"] if "tasks" not in names else []
        if "limit" not in names:
            at_tasks = all(result.cell.limit == result.cell.tasks for result in self.cells)
            fixed.append(
                "limit = tasks" if at_tasks and "tasks" in names else f"limit {cell.limit:,}"
            )
        return f"{Cell(cell.workload, cell.tasks, cell.limit, kept).setting}: {', '.join(fixed)}"

    @property
    def slug(self) -> str:
        """A file name's worth of the setting."""
        cell, names = self.cells[0].cell, (self.x.name, self.y.name)
        params = [f"{name}-{value}" for name, value in cell.params if name not in names]
        fixed = [
            f"{n}-{v}" for n, v in (("tasks", cell.tasks), ("limit", cell.limit)) if n not in names
        ]
        return "-".join([cell.workload, *params, *fixed, "map", *names]).replace("_", "-")


def decision_maps(results: Sequence[CellResult]) -> tuple[DecisionMap, ...]:
    """A map for each table that asks for one and has cells over two axes."""
    tables: dict[int, list[CellResult]] = {}
    for result in results:
        if result.chart == MAP:
            tables.setdefault(result.group, []).append(result)
    found = []
    for group, cells in tables.items():
        axes = map_axes([result.cell for result in cells])
        if axes:
            found.append(DecisionMap(group, Axis(axes[0]), Axis(axes[1]), tuple(cells)))
    return tuple(found)


def winner(result: CellResult | None) -> str:
    """The strategy that wins at a place; "" where none is named."""
    return result.front.strategies[0] if result and result.front.verdict is Verdict.WINNER else ""


def map_finding(chart: DecisionMap) -> str:
    """`gather wins at 14 of 24 places, at every limit from wait_share 50 % on; thread_pool at 6; 4
    not resolved`."""
    wins = Counter(filter(None, (winner(result) for result in chart.cells)))
    total = len(chart.cells)
    if not wins:
        return f"no winner at any of {total} places" + "".join(f"; {text}" for text in _open(chart))
    parts = []
    for number, (strategy, count) in enumerate(wins.most_common(MOST_WINNERS)):
        places = f"all {total} places" if count == total else f"{count} of {total} places"
        text = f"{strategy} wins at {places}" if number == 0 else f"{strategy} at {count}"
        parts.append(text + (_everywhere(chart, strategy) if count < total else ""))
    others = len(wins) - MOST_WINNERS
    if others > 0:
        rest = sum(count for _, count in wins.most_common()[MOST_WINNERS:])
        parts.append(f"{others} other model{'s' if others > 1 else ''} at {rest}")
    return "; ".join([*parts, *_open(chart)])


def _everywhere(chart: DecisionMap, strategy: str) -> str:
    """From which column on, or up to which, a strategy wins in every row; "" where there is no such
    column."""
    won = [
        all(winner(chart.at(column, row)) == strategy for row in chart.rows)
        for column in chart.columns
    ]
    last = next((n for n, one in enumerate(reversed(won)) if not one), len(won))
    first = next((n for n, one in enumerate(won) if not one), len(won))
    if last > 0:
        where = chart.x.say(chart.columns[-last])
        return f", at every {chart.y.word} {f'at {where}' if last == 1 else f'from {where} on'}"
    if first > 0:
        where = chart.x.say(chart.columns[first - 1])
        return f", at every {chart.y.word} {f'at {where}' if first == 1 else f'up to {where}'}"
    return ""


def _open(chart: DecisionMap) -> list[str]:
    counts = Counter(result.front.verdict for result in chart.cells)
    return [f"{counts[verdict]} {text}" for verdict, text in OPEN if counts[verdict]]
