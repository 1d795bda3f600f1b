"""Judging a run while it goes on: the same judging as the report's, on the samples that there
are."""

from collections.abc import Sequence

from crossover_tool.analysis.judging import looks_of
from crossover_tool.samples import records
from crossover_tool.samples.records import Record
from crossover_tool.stats.judge import going_on, judge


class Judge:
    """Keeps the samples that count, and looks at them when told to. `looks` are those of an earlier
    part of the run: what they spent of the error rates stays spent, and what they settled stays
    settled."""

    def __init__(self, cells: int, looks: Sequence[Record] = ()) -> None:
        self._cells = cells
        self._samples: list[Record] = []
        self._looks: list[Record] = list(looks)

    def add(self, sample: Record) -> None:
        """A sample was taken."""
        self._samples.append(sample)

    def leave_out(self, orders: Sequence[int]) -> None:
        """The samples with these orders belong to a block that is taken again."""
        gone = set(orders)
        self._samples = [sample for sample in self._samples if sample["order"] not in gone]

    def look(self, passed: float, lines: int) -> tuple[Record, list[int]]:
        """Looks when `passed` of the budget is over and `lines` samples were written: the record of
        it, and the cells that go on."""
        self._looks.append(records.look(passed, lines, (), 0.0))
        verdicts = judge(looks_of(self._cells, self._samples, self._looks)[:-1])
        cells = going_on(verdicts.cells)
        self._looks[-1] = records.look(passed, lines, cells, verdicts.noise_floor)
        return self._looks[-1], cells
