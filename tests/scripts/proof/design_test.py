"""The suites that are simulated are the shipped ones."""

from collections import Counter

import pytest
from conftest import FAKE
from crossover_tool.bench.binary import Bench
from crossover_tool.plan.entrants import Entrants
from crossover_tool.proof import tally
from crossover_tool.proof.design import Design, names
from crossover_tool.suites import suite_file
from proof_designs import FULL, QUICK


@pytest.mark.parametrize("design", [QUICK, FULL], ids=lambda design: design.name)
def test_the_designs_are_the_shipped_suites(design: Design) -> None:
    """As many cells as the file has with two contenders or more, each with who runs there."""
    bench, catalog = Bench(FAKE), Bench(FAKE).catalog()
    suite = suite_file.load(suite_file.find(design.name), catalog, 2, lambda baseline: "")
    entrants = Entrants(suite, catalog, bench.plan(suite, {}), seed=0)
    running = [entrants.running(number) for number in range(len(suite.cells))]
    assert sorted(map(len, design.teams)) == sorted(len(cell) for cell in running if len(cell) > 1)
    assert design.cells >= 6
    assert Counter(team for teams in design.teams for team in teams) == Counter(
        c.strategy for cell in running for c in cell if len(cell) > 1
    )
    for teams in design.teams:
        assert teams.count(teams[0]) == max(map(teams.count, teams))


def test_a_full_report_has_strategies_with_many_engines() -> None:
    assert max(teams.count(teams[0]) for teams in FULL.teams) >= 5
    assert names(("a", "a", "b")) == ["a/0", "a/1", "b/0"]


def test_a_cell_of_one_strategy_is_judged_by_its_engines() -> None:
    design = Design("d", (("a", "a", "a"), ("a", "a", "b")), 3)
    assert design.sides(0) == ("a/0", "a/1", "a/2")
    assert design.sides(1) == ("a", "a", "b")
    assert tally.pair(design.sides(0)) == [1.0, 1.0, 2.2]
    assert tally.pair(design.sides(1)) == [1.0, 1.0, 1.0]
    assert tally.edge(("a", "a", "b", "b", "c")) == [1.0, 1.0, 1.02, 2.0, 2.2]


def test_the_numbers_are_said() -> None:
    small = Design("small", (("a", "a", "b"), ("a", "b")), 3)
    assert small.sentence == (
        "small: 2 cells of 2 to 3 contenders, up to 2 engines of a strategy, 3 blocks"
    )
    assert Design("small", small.teams, 3, 18.0).sentence.endswith(", 18 rounds")
