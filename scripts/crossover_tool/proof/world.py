"""A simulated run of a suite: the real policy, orders, taint and judging, on a machine made of
numbers."""

from collections.abc import Callable, Iterable, Sequence
from math import exp, inf, log

import numpy as np

from crossover_tool.analysis.deciding import cheapest_decisions, going_on, is_far_behind
from crossover_tool.host.interference import is_taken_again
from crossover_tool.plan.balance import order
from crossover_tool.plan.schedule import Where
from crossover_tool.proof.design import Design, names
from crossover_tool.proof.noise import Noise, Scenario
from crossover_tool.running.budget import Budget, until_next
from crossover_tool.running.retry import Retries
from crossover_tool.stats.evidence import FEW_BLOCKS, CellData
from crossover_tool.stats.judge import CellVerdict, judge_interim
from crossover_tool.stats.regret import MARGIN, Regret, regrets
from crossover_tool.stats.spending import late_share, share

Truth = Sequence[Sequence[float]]
"""Cell -> contender -> true makespan."""


Analyse = Callable[[list[CellData], float, float], Sequence[int]]
"""The samples so far, how much of the budget has passed, and how much had at the analysis before ->
the cells that go on."""


def second(sides: Sequence[str]) -> int:
    """The place of the first contender that is not of the first side."""
    return next(place for place, side in enumerate(sides) if side != sides[0])


def prices(cells: int) -> list[float]:
    """What a block of each cell costs, in rounds of the whole suite: of four neighbours the last is
    nine times as dear as the first, as where one task waits and a thousand do."""
    weights = [PRICES[cell % len(PRICES)] for cell in range(cells)]
    return [weight / sum(weights) for weight in weights]


PRICES = (0.25, 0.5, 1.0, 2.25)


class World:
    """One simulated run, from its first block to its verdicts."""

    def __init__(self, design: Design, truth: Truth, scenario: Scenario, seed: int) -> None:
        self._design, self._truth, self._seed = design, truth, seed
        self._names = [names(teams) for teams in design.teams]
        counts = [len(teams) for teams in design.teams]
        rivals = [second(design.sides(cell)) for cell in range(design.cells)]
        self.noise = Noise(scenario, np.random.default_rng(seed), counts, rivals)
        self._makespans: list[dict[str, dict[int, float]]] = [
            {name: {} for name in cell} for cell in self._names
        ]
        self._control: list[dict[int, float]] = [{} for _ in range(design.cells)]
        self._away: list[set[str]] = [set() for _ in range(design.cells)]
        self._retries = Retries()
        self._prices = prices(design.cells)
        self._spent = 0.0
        self.regrets: list[dict[str, Regret]] = []
        self._analyse: Analyse = lambda data, passed, before: range(design.cells)
        self._analysed = 0.0
        self._looks = 0

    def at(self, moments: Sequence[int]) -> list[list[CellData]]:
        """The samples after so many blocks of every cell each, in a run without a budget."""
        found: list[list[CellData]] = []
        for block in range(max(moments)):
            for cell in range(self._design.cells):
                self._block(cell, block, block / max(moments))
            if block + 1 in moments:
                found.append(self.data())
        return found

    def run(self) -> tuple[CellVerdict, ...]:
        """The verdicts, with the data that they stand on; `regrets` are then those of the run, a row
        a cell. Blocks go on where the rule of real runs says so."""
        settled: dict[int, CellVerdict] = {}
        verdicts: tuple[CellVerdict, ...] = ()

        def analyse(data: list[CellData], passed: float, before: float) -> Sequence[int]:
            nonlocal settled, verdicts
            verdicts = judge_interim(data, settled, share(passed, before))[0]
            settled = {number: found for number, found in enumerate(verdicts) if found.settled}
            self.regrets = regrets(data, MARGIN, late_share(passed, before), self.regrets)
            self._note_who_leaves()
            wanted = going_on(dict(enumerate(self.regrets)), verdicts, data, MARGIN, passed)
            budget = self._design.budget_rounds or inf
            left = budget - self.elapsed
            return cheapest_decisions(
                wanted, self._prices.__getitem__, left, until_next(self._looks)
            )

        self.take(analyse)
        return verdicts

    def _note_who_leaves(self) -> None:
        """But for who runs twice."""
        for cell, row in enumerate(self.regrets):
            self._away[cell] = {
                name
                for name, team in zip(self._names[cell][1:], self._design.teams[cell][1:])
                if is_far_behind(row.get(team))
            }

    def take(self, analyse: Analyse) -> None:
        """Takes all blocks. `analyse` gets the samples at each interim analysis and answers which
        cells go on; and at the end. Time is counted in rounds of the whole suite."""
        self._analyse = analyse
        for where in self._places():
            self._block(where.cell, where.block, self._passed)
        analyse(self.data(), 1.0, self._analysed)

    def _places(self) -> Iterable[Where]:
        design = self._design
        if design.budget_rounds is not None:
            least = min(design.blocks, FEW_BLOCKS)
            return Budget(design.cells, self._seed, design.budget_rounds, self, least).blocks()
        blocks, cells = range(design.blocks), range(design.cells)
        return (Where(cell, block) for block in blocks for cell in cells)

    @property
    def elapsed(self) -> float:
        """What was taken, in rounds of the whole suite: what a budget counts here."""
        return self._spent

    @property
    def _passed(self) -> float:
        budget = self._design.budget_rounds
        return min(1.0, self.elapsed / budget) if budget else 1.0

    def is_whole(self, where: Where) -> bool:
        """Nothing was taken before a simulation."""
        return False

    def cost(self, places: Sequence[Where]) -> float:
        """What so many blocks take."""
        return sum(self._prices[where.cell] for where in places)

    def interim(self, number: int, passed: float) -> Sequence[int]:
        """The cells that go on, by the data so far."""
        before, self._analysed, self._looks = self._analysed, passed, number
        return self._analyse(self.data(), passed, before)

    def _block(self, cell: int, block: int, passed: float) -> None:
        """Takes a block, again where the interference taints it."""
        count = len(self._names[cell]) + 1
        places = np.argsort(order(count, block, f"{self._seed}/{cell}")).tolist()
        attempt = 0
        while True:
            noise, interference = self.noise.block(cell, places, passed)
            self._spent += self._prices[cell]
            if not self._retries.again(attempt, is_taken_again(interference)):
                break
            attempt += 1
        for number, name in enumerate(self._names[cell]):
            if name not in self._away[cell]:
                ns = exp(log(self._truth[cell][number]) + noise[number])
                self._makespans[cell][name][block] = ns
        self._control[cell][block] = exp(log(self._truth[cell][0]) + noise[-1])

    def data(self) -> list[CellData]:
        """What there is so far, as copies: a verdict keeps what it stands on."""
        return [
            CellData(
                {name: dict(series) for name, series in self._makespans[cell].items()},
                dict(zip(self._names[cell], self._design.teams[cell])),
                self._names[cell][0],
                dict(self._control[cell]),
            )
            for cell in range(self._design.cells)
        ]
