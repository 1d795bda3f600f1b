"""Pareto fronts: at each question the choices that none is proven to beat in time, CPU time and
memory together."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import cached_property

from crossover_tool.analysis.finding import listed
from crossover_tool.analysis.pareto import Dominance, Front, fronts
from crossover_tool.analysis.regret_data import SHORT
from crossover_tool.charts.page.front_drawing import front_drawing
from crossover_tool.units import show
from crossover_tool.views.view import Column, Drawing, MatrixView, Table


class ParetoFront(MatrixView):
    """The whole run, where any question has two choices."""

    name = "pareto"
    order = 16
    legend = """\
- **front**: the choices of a question that none dominates. To dominate is to take less of one of
  time, CPU time, memory (and p99 latency, where that matters) by more than the margin, and of no
  other more than the margin more; all of it proven, together over the report. Who is not on the
  front has nothing in its favour there; who is on it may still be slow, and cheap."""

    @cached_property
    def fronts(self) -> tuple[Front, ...]:
        """That of every question, in the matrix's order."""
        return fronts(self.matrix)

    def sentences(self) -> Sequence[str]:
        """How often each choice is on the front; nothing where all questions are void."""
        counts = Counter(choice for front in self.fronts for choice in front.choices)
        if len(self.fronts) < 2 or not counts:
            return []
        often = [choice for choice in self.matrix.choices if counts[choice]]
        often.sort(key=lambda choice: -counts[choice])
        told = listed([f"{choice} {counts[choice]}" for choice in often])
        never = [choice for choice in self.matrix.choices if not counts[choice]]
        more = f"; never: {listed(never)}" if never else ""
        return [f"On the Pareto front of {len(self.fronts)} questions: {told} times{more}"]

    def drawings(self) -> Sequence[Drawing]:
        told = [[_told(one) for one in front.dominated] for front in self.fronts]
        return [Drawing("the Pareto fronts", lambda: front_drawing(self.matrix, self.fronts, told))]

    def tables(self) -> Sequence[Table]:
        """Who is on the front, and who is proven to be dominated by whom in what."""
        columns = (
            Column("question", 100, right=False, wraps=True),
            Column("on the front", 90, right=False, wraps=True),
            Column("dominated", 80, right=False, wraps=True),
        )
        rows = [
            (row.title, ", ".join(front.choices), "; ".join(map(_told, front.dominated)))
            for row, front in zip(self.matrix.rows, self.fronts)
            if front.choices  # none at a void question
        ]
        margin = show.percent(self.matrix.margin)
        title = f"Pareto fronts of time, CPU time and memory, proven beyond {margin}"
        return [Table(columns, tuple(rows), title, details=True)]

    def json(self) -> Mapping[str, object]:
        told = [
            {"title": row.title, "number": row.cell.number, **asdict(front)}
            for row, front in zip(self.matrix.rows, self.fronts)
        ]
        return {"pareto": told}


def _told(one: Dominance) -> str:
    """`sequential: thread_pool takes less time and CPU`."""
    return f"{one.worse}: {one.better} takes less {listed([SHORT[name] for name in one.less])}"
