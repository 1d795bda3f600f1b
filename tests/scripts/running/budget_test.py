"""Which cells get another block of a budget, when the evidence is analysed, and what a run that is
resumed makes of both."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from crossover_tool.plan.schedule import Where
from crossover_tool.running.budget import INTERIMS, Budget, until_next


@dataclass
class Made:
    """A run in which a block costs 1, and interim analyses say what `answers` has."""

    answers: list[Sequence[int]] = field(default_factory=list)
    whole: set[Where] = field(default_factory=set)
    elapsed: float = 0.0
    analysed: list[float] = field(default_factory=list)

    def is_whole(self, where: Where) -> bool:
        return where in self.whole

    def cost(self, places: Sequence[Where]) -> float:
        return float(len(places))

    def interim(self, number: int, passed: float) -> Sequence[int]:
        self.analysed.append(passed)
        return self.answers[number] if number < len(self.answers) else range(9)[: self.cells]

    cells: int = 2


def taken(made: Made, budget: float) -> list[Where]:
    """The blocks that are taken, each of which costs 1."""
    found = []
    for where in Budget(made.cells, 1, budget, made).blocks():
        if not made.is_whole(where):
            made.elapsed += 1.0
            found.append(where)
    return found


def test_blocks_go_on_until_the_budget_is_spent() -> None:
    made = Made()
    found = taken(made, 21.0)
    assert sorted(found) == [Where(cell, block) for cell in range(2) for block in range(10)]
    assert [where.block for where in found] == sorted(where.block for where in found)
    assert made.analysed == [12.0 / 21.0, 18.0 / 21.0]


def test_the_first_round_is_taken_whatever_it_costs() -> None:
    assert taken(Made(cells=1), 0.5) == [Where(0, 0)]


def test_the_least_rounds_are_taken_whatever_they_cost() -> None:
    made, found = Made(), []
    for where in Budget(made.cells, 1, 7.0, made, least=6).blocks():
        made.elapsed += 1.0
        found.append(where)
    assert sorted(found) == [Where(cell, block) for cell in range(2) for block in range(6)]
    assert made.analysed == [1.0]


def test_nobody_leaves_before_the_least_rounds_are_taken() -> None:
    made = Made([[], []])
    found = list(Budget(made.cells, 1, 1e9, made, least=INTERIMS[1]).blocks())
    assert len(found) == made.cells * INTERIMS[1] and len(made.analysed) == 1


def test_rounds_until_the_next_analysis() -> None:
    assert [until_next(number) for number in (0, 1)] == [
        *(INTERIMS[1] - INTERIMS[0], INTERIMS[2] - INTERIMS[1])
    ]
    assert until_next(99) == INTERIMS[-1] - INTERIMS[-2]


def test_only_what_is_open_goes_on() -> None:
    made = Made([[0, 2], [2], []], cells=3)
    blocks = {cell: [w.block for w in taken(made, 1e9) if w.cell == cell] for cell in (0,)}
    assert blocks == {0: list(range(INTERIMS[1]))}
    assert len(made.analysed) == 3


def test_who_pauses_goes_on_with_its_own_next_block() -> None:
    found = taken(Made([[1], [0], []]), 1e9)
    rounds = (INTERIMS[0], INTERIMS[1] - INTERIMS[0], INTERIMS[2] - INTERIMS[1])
    assert [w.block for w in found if w.cell == 0] == list(range(rounds[0] + rounds[2]))
    assert [w.block for w in found if w.cell == 1] == list(range(rounds[0] + rounds[1]))


def test_analyses_come_ever_more_rarely() -> None:
    gaps = [later - sooner for sooner, later in zip(INTERIMS, INTERIMS[1:])]
    assert gaps == sorted(gaps)


def test_a_resumed_run_arrives_where_it_was() -> None:
    whole = {Where(0, block) for block in range(INTERIMS[0] + 1)}
    whole |= {Where(1, block) for block in range(INTERIMS[1])}
    made = Made([[1], [0]], whole=whole)
    budget = Budget(2, 1, 1e9, made)
    assert next(w for w in budget.blocks() if w not in whole) == Where(0, INTERIMS[0] + 1)


def test_what_is_whole_costs_nothing_and_a_due_analysis_is_made_up_for() -> None:
    """The budget was spent when the run stopped, in the middle of the round before an analysis."""
    whole = {Where(cell, block) for cell in range(2) for block in range(INTERIMS[0])}
    spent = Made(whole=whole, elapsed=50.0)
    assert taken(spent, 50.0) == []
    assert spent.analysed == [1.0]
    cut = Made(whole=whole - {Where(1, INTERIMS[0] - 1)}, elapsed=50.0)
    assert taken(cut, 50.0) == []
    assert cut.analysed == []


def test_what_is_ahead_is_the_rest_of_the_round() -> None:
    budget = Budget(3, 1, 1e9, Made(cells=3))
    blocks = budget.blocks()
    assert [len(budget.ahead()) for _ in range(4) if next(blocks)] == [2, 1, 0, 2]
