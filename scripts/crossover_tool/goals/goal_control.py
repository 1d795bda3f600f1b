"""The A/A controls of goals: by how much whoever runs twice on a cell differs from itself in what
goals compare there."""

from collections.abc import Mapping, Sequence

from crossover_tool.cell import Contender
from crossover_tool.samples.goal_metric import METRICS
from crossover_tool.samples.records import Sample
from crossover_tool.stats import control
from crossover_tool.stats.control import Control
from crossover_tool.stats.evidence import CellData, Evidence, weigh
from crossover_tool.suite import Suite

Place = tuple[int, str]
"""A cell's place in the suite, and a metric that a goal compares there."""


def figures(
    samples: Sequence[Sample], place: Place, contender: Contender, again: bool = False
) -> dict[int, float]:
    """A contender's good figures by block; of the control's second run with `again`."""
    metric = METRICS[place[1]]
    mine = good(samples, place[0], contender, again)
    return {one.block: metric.figure(one.measurement) for one in mine}


def good(
    samples: Sequence[Sample], cell: int, contender: Contender, again: bool = False
) -> list[Sample]:
    """A contender's good samples on a cell; those of the control's second run with `again`."""
    mine = (cell, contender, again)
    return [one for one in samples if one.ok and (one.cell, one.contender, one.control) == mine]


def controls(suite: Suite, samples: Sequence[Sample]) -> tuple[Mapping[Place, Control], float]:
    """The control of each cell in each metric that goals compare there, and the noise floor: the
    median of what they differ by.

    Judged as those of other runs are: all of a report's together, and what they scatter by
    moderated by all that ran on the cell.
    """
    weighed = _weighed(suite, samples)
    found = control.controls(list(weighed.values()), 1.0)
    by_place = {place: one for place, one in zip(weighed, found) if one}
    return by_place, control.noise_floor(list(weighed.values()))


def _weighed(suite: Suite, samples: Sequence[Sample]) -> dict[Place, Evidence]:
    wanted = [goal for goal in suite.goals if not goal.skipped]
    places = dict.fromkeys(
        (number, goal.metric) for goal in wanted for number in (goal.cell, goal.baseline_cell)
    )
    weighed = {}
    for place in places:
        here = [sample for sample in samples if sample.cell == place[0]]
        entrants = dict.fromkeys(sample.contender for sample in here)
        series = {one.name: figures(here, place, one) for one in entrants}
        twice = next((sample.contender for sample in here if sample.control), None)
        known = {name: one for name, one in series.items() if one}
        again = figures(here, place, twice, again=True) if twice else {}
        weighed[place] = weigh(CellData(known, twice=twice.name if twice else "", control=again))
    return weighed
