"""The A/A controls of goals: who runs twice on each cell, and by how much the twins differ in what
goals compare there."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from crossover_tool.cell import Contender
from crossover_tool.goals.goal import GoalSuite, is_contender
from crossover_tool.goals.metric import METRICS
from crossover_tool.plan.bounds import lower_bound_us
from crossover_tool.plan.twins import cheapest
from crossover_tool.samples.records import Record
from crossover_tool.stats import control
from crossover_tool.stats.control import Control
from crossover_tool.stats.evidence import CellData, Evidence, weigh

Place = tuple[int, str]
"""A cell's place in the suite, and a metric that a goal compares there."""


def with_twins(suite: GoalSuite, cores: int, seed: int) -> GoalSuite:
    """The suite with a contender on each cell that runs twice. None where nothing runs.

    A contender, since programs are there on some cells only; one of the cheapest by its lower
    bound.
    """
    cells = []
    for number, planned in enumerate(suite.cells):
        contenders = [
            Contender.parse(name) for name in suite.entrants(number) if is_contender(name)
        ]
        bounds = {one: lower_bound_us(planned.cell, one, cores) for one in contenders}
        twin = cheapest(contenders, bounds, seed, number) if contenders else None
        cells.append(replace(planned, twin=twin.name if twin else ""))
    return replace(suite, cells=tuple(cells))


def figures(
    suite: GoalSuite, samples: Sequence[Record], place: Place, entrant: str, again: bool = False
) -> dict[int, float]:
    """An entrant's good figures by block; of the second of two twins with `again`."""
    number, metric = place
    cell = suite.cells[number].cell
    return {
        s["block"]: METRICS[metric].figure(s["measurement"], cell)
        for s in samples
        if (s["cell"], s["entrant"], s.get("control", False)) == (number, entrant, again)
        and s["measurement"]["status"] == "ok"
    }


def controls(suite: GoalSuite, samples: Sequence[Record]) -> tuple[Mapping[Place, Control], float]:
    """The control of each cell in each metric that goals compare there, and the noise floor: the
    median of what they differ by.

    Judged as those of other runs are: all of a report's together, and what they scatter by
    moderated by all that ran on the cell.
    """
    weighed = _weighed(suite, samples)
    found = control.controls(list(weighed.values()), 1.0)
    by_place = {place: one for place, one in zip(weighed, found) if one}
    return by_place, control.noise_floor(list(weighed.values()))


def _weighed(suite: GoalSuite, samples: Sequence[Record]) -> dict[Place, Evidence]:
    wanted = [goal for goal in suite.goals if not goal.skipped]
    places = dict.fromkeys(
        (number, goal.metric_name) for goal in wanted for number in (goal.cell, goal.baseline_cell)
    )
    weighed = {}
    for place in places:
        series = {name: figures(suite, samples, place, name) for name in suite.entrants(place[0])}
        measured = {name: one for name, one in series.items() if one}
        twin = suite.cells[place[0]].twin
        second = figures(suite, samples, place, twin, again=True)
        weighed[place] = weigh(CellData(measured, twin=twin, control=second))
    return weighed
