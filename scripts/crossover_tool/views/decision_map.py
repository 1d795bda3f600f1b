"""The decision map: who wins at each place of two axes, such as the share of waiting and the
limit."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from crossover_tool.analysis.cell_grid import CellGrid, winner
from crossover_tool.charts.fields import draw_fields
from crossover_tool.charts.frame import Words
from crossover_tool.charts.style import Palette
from crossover_tool.stats.verdict import Verdict
from crossover_tool.views.view import Chart, View, in_both

MOST_WINNERS = 3
OPEN = ((Verdict.TIE, "tie"), (Verdict.UNRESOLVED, "not resolved"), (Verdict.VOID, "VOID"))


class DecisionMap(View[CellGrid]):
    """The cells of a table with `chart = "map"`."""

    name = "decision_map"
    of = CellGrid

    def applies(self) -> bool:
        return any(result.ranked for result in self.subject.cells)

    def finding(self) -> str:
        """`gather wins at 14 of 24 places, at every limit from wait_share 50 % on; thread_pool at
        6; 4 not resolved`."""
        grid = self.subject
        wins = Counter(filter(None, (winner(result) for result in grid.cells)))
        total = len(grid.cells)
        if not wins:
            return f"no winner at any of {total} places" + "".join(f"; {o}" for o in _open(grid))
        parts = []
        for number, (strategy, count) in enumerate(wins.most_common(MOST_WINNERS)):
            places = f"all {total} places" if count == total else f"{count} of {total} places"
            text = f"{strategy} wins at {places}" if number == 0 else f"{strategy} at {count}"
            parts.append(text + (_everywhere(grid, strategy) if count < total else ""))
        others = len(wins) - MOST_WINNERS
        if others > 0:
            rest = sum(count for _, count in wins.most_common()[MOST_WINNERS:])
            parts.append(f"{others} other {'strategies' if others > 1 else 'strategy'} at {rest}")
        return "; ".join([*parts, *_open(grid)])

    def charts(self) -> Sequence[Chart]:
        blocks = {m.makespan.count for result in self.subject.cells for m in result.ranked}
        many = f"{min(blocks)} to {max(blocks)}" if len(blocks) > 1 else str(max(blocks))
        fields = (
            f"A field is a cell: {many} blocks, a fresh process each; the figure in it: how far "
            "the next strategy lies behind; dots: who was not beaten; lines: another takes over."
        )
        words = Words(self.finding(), self.subject.setting, (fields, self.machine()))

        def drawn(words: Words, palette: Palette) -> Any:
            return draw_fields(self.subject, words, palette=palette)

        return [in_both("", words, drawn)]

    def json(self) -> Mapping[str, object]:
        grid = self.subject
        places = [
            {
                "x": grid.x.value(result.cell),
                "y": grid.y.value(result.cell),
                "verdict": result.front.verdict.value,
                "unbeaten": list(result.front.strategies),
            }
            for result in grid.cells
        ]
        return {"x": grid.x.name, "y": grid.y.name, "places": places}


def _everywhere(grid: CellGrid, strategy: str) -> str:
    """From which column on, or up to which, a strategy wins in every row; "" where there is no such
    column."""
    won = [
        all(winner(grid.at(column, row)) == strategy for row in grid.rows)
        for column in grid.columns
    ]
    last = next((n for n, one in enumerate(reversed(won)) if not one), len(won))
    first = next((n for n, one in enumerate(won) if not one), len(won))
    if last > 0:
        where = grid.x.say(grid.columns[-last])
        return f", at every {grid.y.word} {f'at {where}' if last == 1 else f'from {where} on'}"
    if first > 0:
        where = grid.x.say(grid.columns[first - 1])
        return f", at every {grid.y.word} {f'at {where}' if first == 1 else f'up to {where}'}"
    return ""


def _open(grid: CellGrid) -> list[str]:
    counts = Counter(result.front.verdict for result in grid.cells)
    return [f"{counts[verdict]} {text}" for verdict, text in OPEN if counts[verdict]]
