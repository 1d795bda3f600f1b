"""From the samples at each interim analysis to the regrets of choices: for the matrix of a report,
and for who goes on while a run is under way."""

import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from crossover_tool.analysis.choice import CHOSEN, choice_of
from crossover_tool.analysis.contender import answers, breaks_down, broken
from crossover_tool.analysis.regret_data import chosen
from crossover_tool.cell import Contender
from crossover_tool.grouped import grouped
from crossover_tool.samples.records import Away, Sample
from crossover_tool.stats.evidence import CellData
from crossover_tool.stats.judge import CellVerdict, InterimData
from crossover_tool.stats.regret import Class, Regret, beaten, fields, regrets
from crossover_tool.stats.regret_needed import still_needed
from crossover_tool.stats.spread import Series
from crossover_tool.stats.spending import REGRETS, late_share
from crossover_tool.stats.verdict import Verdict

FAR_BEHIND = 1.5
"""Who takes half as long again leaves a run with a budget."""

HOPELESS = 2
"""Who broke down in every sample of so many blocks of a cell takes no more of a budget there."""

Row = dict[str, Regret]
"""Choice -> its regret, of one cell; empty where the cell is void or has one choice."""


def admitted(samples: Sequence[Sample], cells: int) -> list[set[str]]:
    """The contenders of each cell that somebody may choose."""
    found: list[set[str]] = [set() for _ in range(cells)]
    for (cell, name), theirs in _of_each(samples).items():
        if _may_be_chosen(theirs):
            found[cell].add(name)
    return found


def _of_each(samples: Sequence[Sample]) -> dict[tuple[int, str], list[Sample]]:
    """(cell, contender) -> its samples, those of an A/A control among them."""
    return grouped(samples, lambda sample: (sample.cell, sample.contender.name))


def _may_be_chosen(samples: Sequence[Sample]) -> bool:
    good = [sample for sample in samples if sample.ok]
    chosen = any(sample.measurement.kind in CHOSEN for sample in good)
    return chosen and answers(good) and not breaks_down(samples)


def regrets_by_interim(
    interims: Sequence[InterimData],
    who: Mapping[int, Collection[str]],
    margin: float,
    void: Collection[int] = (),
) -> dict[int, Row]:
    """Cell -> its row after the last of `interims`, of the cells in `who` with these contenders. Those
    in `void` say nothing at the last."""
    found: list[Row] = []
    before = 0.0
    for interim in interims:
        data = [chosen(interim.cells[number], names) for number, names in who.items()]
        found = regrets(data, margin, late_share(interim.passed, before), found)
        before = max(before, interim.passed)
    rows = dict(zip(who, found))
    return {number: {} if number in void else row for number, row in rows.items()}


def needed(data: CellData, row: Row, margin: float, claims: int) -> dict[str, int | None]:
    """How many more blocks each choice of a cell with this row needs before its regret is decided, in
    a report of so many `claims`; None where no number of them would do."""
    level = REGRETS / max(1, claims)
    return {one.strategy: still_needed(one, margin, level) for one in fields(data, beaten(row))}


def going_on(
    rows: Mapping[int, Row],
    verdicts: Sequence[CellVerdict],
    data: Sequence[CellData],
    margin: float,
    passed: float = 0.0,
) -> dict[int, int]:
    """The cells that may get more blocks, each with about how many its next decision needs: those in
    which a choice is open and blocks may decide it, and those of one choice whose verdict is open.
    Two that are good enough need not be told apart. Decisions are reckoned at what is left of the
    error rate after this look, when so much of the budget has passed."""
    still_open = sum(one.proven is Class.OPEN for row in rows.values() for one in row.values())
    level = max(LEAST_LEVEL, REGRETS * late_share(1.0, passed) / max(1, still_open))

    def wanted(number: int, verdict: CellVerdict) -> int | None:
        if verdict.strategies.verdict is Verdict.VOID:
            return None
        if row := rows.get(number):
            return _to_next_decision(row, data[number], margin, level)
        return None if verdict.settled else verdict.contenders.needed

    found = {number: wanted(number, verdict) for number, verdict in enumerate(verdicts)}
    return {number: blocks for number, blocks in found.items() if blocks is not None}


LEAST_LEVEL = 1e-9
"""Below it no quantile is asked for: a look at the very end leaves nothing."""


def cheapest_decisions(
    wanted: Mapping[int, int], cost: Callable[[int], float], left: float, until_next: int
) -> list[int]:
    """Of the cells that may go on those whose next decisions cost least, as many as what is `left` of
    the budget is enough for. A question that is open by a hair is decided for what one block of a
    hopeless one costs.

    `cost` is of a block of a cell; who goes on takes a block a round until the next look. Where it
    is enough for no decision, a round of the cheapest cells is taken.
    """
    found = _affordable(
        {cell: max(blocks, until_next) * cost(cell) for cell, blocks in wanted.items()}, left
    )
    return found or _affordable({cell: cost(cell) for cell in wanted}, left)


def _affordable(prices: Mapping[int, float], left: float) -> list[int]:
    """The cheapest that can all be paid for."""
    spent, found = 0.0, []
    for price, cell in sorted((price, cell) for cell, price in prices.items()):
        spent += price
        if spent > left or not math.isfinite(price):
            break
        found.append(cell)
    return sorted(found)


def is_far_behind(regret: Regret | None) -> bool:
    """Whether a choice needs no more blocks where others do: it is proven behind by a factor that no
    other margin or kind of contenders would forgive, and nobody is held against it any more."""
    return regret is not None and regret.proven is Class.BEHIND and regret.low >= FAR_BEHIND


def far_behind(rows: Mapping[int, Row], who: Mapping[int, Collection[str]]) -> tuple[Away, ...]:
    """Every engine of the choices that are far behind."""
    return tuple(
        Away(number, name)
        for number, row in rows.items()
        for name in sorted(who[number])
        if is_far_behind(row.get(choice_of(Contender.parse(name))))
    )


def failing(samples: Iterable[Sample], cells: Collection[int]) -> tuple[Away, ...]:
    """Who broke down in every sample, in HOPELESS blocks at least, of these cells: more of them tell
    nothing new, and waiting for each to fail takes time."""
    of_each = _of_each([sample for sample in samples if sample.cell in cells])
    return tuple(
        Away(cell, name)
        for (cell, name), theirs in of_each.items()
        if broken(theirs) == len(theirs) and len({one.block for one in theirs}) >= HOPELESS
    )


def _to_next_decision(row: Row, data: CellData, margin: float, level: float) -> int | None:
    still_open = [choice for choice, one in row.items() if one.proven is Class.OPEN]
    found = [
        still_needed(one, margin, level)
        for one in (fields(data, beaten(row)) if still_open else ())
        if one.strategy in still_open
    ]
    return min((blocks for blocks in found if blocks is not None), default=None)
