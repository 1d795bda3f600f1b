"""The suites that are simulated: as many cells, contenders and strategies as those that are
shipped."""

from collections.abc import Sequence
from dataclasses import dataclass

from crossover_tool.bench.binary import Bench
from crossover_tool.plan.entrants import Entrants
from crossover_tool.suites import suite_file

CORES = 2
"""The smallest machine that one measures on; with more cores there are more cells."""

BUDGET_ROUNDS = 18.0
"""The budget of a full run, in rounds of the whole suite: the analysis after 13 must be reached
although some blocks are taken again. A tenth is named in 80 to 88 of 100 cells: from the first look
on blocks go where a choice is open, whoever wins."""

QUICK_ROUNDS = 6.5
"""The budget of quick: its six blocks, and half a round more on an idle machine."""


@dataclass(frozen=True)
class Design:
    """A suite by its numbers: the strategy of each contender of each cell, planned blocks, or a
    budget in blocks of the whole suite. The strategy with the most engines comes first in its
    cell."""

    name: str
    teams: tuple[tuple[str, ...], ...]
    blocks: int
    budget_rounds: float | None = None

    @property
    def cells(self) -> int:
        """How many cells it has."""
        return len(self.teams)

    def sides(self, cell: int) -> tuple[str, ...]:
        """Who wins or loses in a cell, contender by contender: its strategy, or itself where there
        is but one."""
        teams = self.teams[cell]
        return teams if len(set(teams)) > 1 else tuple(names(teams))

    @property
    def sentence(self) -> str:
        """The numbers, for people."""
        contenders = [len(teams) for teams in self.teams]
        engines = max(teams.count(team) for teams in self.teams for team in teams)
        plan = (
            f"{self.blocks} blocks"
            if self.budget_rounds is None
            else f"{self.budget_rounds:g} rounds"
        )
        return (
            f"{self.name}: {self.cells} cells of {min(contenders)} to {max(contenders)} contenders, up to {engines} "
            f"engines of a strategy, {plan}"
        )


def names(teams: Sequence[str]) -> list[str]:
    """The contenders of a cell: their strategy and a number."""
    return [f"{team}/{teams[:place].count(team)}" for place, team in enumerate(teams)]


def shipped(name: str, bench: Bench, budget_rounds: float | None = None) -> Design:
    """The shipped suite called `name` on two cores, without the cells in which nobody meets
    anybody."""
    path = suite_file.find(name)
    catalog = bench.catalog(suite_file.named(path))
    suite = suite_file.load(path, catalog, CORES, lambda baseline: "")
    entrants = Entrants(suite, catalog, bench.plan(suite, {}), seed=0)
    cells = [entrants.running(number) for number in range(len(suite.cells))]
    teams = [[c.strategy for c in running] for running in cells if len(running) > 1]
    return Design(name, tuple(_largest_first(cell) for cell in teams), suite.blocks, budget_rounds)


def _largest_first(teams: Sequence[str]) -> tuple[str, ...]:
    """The more engines a strategy has, the likelier one of them leads by luck: that one is made the
    best in a simulation."""
    return tuple(sorted(teams, key=lambda team: (-teams.count(team), teams.index(team))))
