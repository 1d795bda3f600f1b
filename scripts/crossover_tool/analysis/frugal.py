"""Who costs least among the choices that are good enough: in CPU, memory or latency, at each of
some questions."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from crossover_tool.analysis.contender import Measured
from crossover_tool.analysis.regret_data import cost_data, series_of
from crossover_tool.analysis.regret_matrix import Question
from crossover_tool.stats.regret import Class, Regret, regrets
from crossover_tool.stats.spread import Series


@dataclass(frozen=True)
class Frugal:
    """The choices that are good enough at a question (`good`), and of those the ones that are not
    proven to cost more than the one that costs least (`least`). `alike`: all of `least` are proven
    within the margin of one another; `saved`: how many times the cost of a single `least` the next
    best one has, 1 where there is none; `regrets`: of each that is good enough, where there are
    several."""

    good: tuple[str, ...]
    least: tuple[str, ...]
    alike: bool = False
    saved: float = 1.0
    regrets: Mapping[str, Regret] = field(default_factory=dict)


def frugal(questions: Sequence[Question], cost: str, margin: float) -> dict[int, Frugal]:
    """By the number of each question's cell. The regrets hold together over all `questions`: at
    most 5 % of such maps hold a false claim. A question where the cost was not measured of all who
    are good enough, or where nobody is, is left out."""
    good = {one.cell.number: _good(one) for one in questions if one.good}
    series = {
        number: {choice: spent(one, cost) for choice, one in found.items()}
        for number, found in good.items()
    }
    judged = [number for number in series if all(series[number].values())]
    found = regrets([cost_data(good[number], series[number]) for number in judged], margin)
    return {number: _frugal(good[number], row) for number, row in zip(judged, found)}


def spent(measured: Measured, cost: str) -> Series:
    """What a contender spent in each block. Latency is that of the tasks whose latency matters,
    else of every task, from its start to its end."""
    if cost == "p99" and not measured.p99_by_block:
        return measured.task_p99_by_block
    return series_of(measured, cost)


def _good(question: Question) -> dict[str, Measured]:
    fields = ((choice, question.fields[choice].measured) for choice in question.good)
    return {choice: measured for choice, measured in fields if measured}


def _frugal(good: Mapping[str, Measured], found: Mapping[str, Regret]) -> Frugal:
    if len(good) == 1:
        return Frugal(tuple(good), tuple(good))

    def of(wanted: Callable[[Regret], bool]) -> tuple[str, ...]:
        return tuple(choice for choice in good if wanted(found[choice]))

    least = of(lambda one: one.proven is not Class.BEHIND)
    more = [found[choice].value for choice in good if choice not in least]
    alike = all(found[choice].proven is Class.GOOD for choice in least)
    return Frugal(tuple(good), least, alike, min(more, default=1.0), found)
