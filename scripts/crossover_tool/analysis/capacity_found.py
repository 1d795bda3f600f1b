"""From the samples of a sweep over rates to capacities, and to who bears most."""

from collections.abc import Mapping
from dataclasses import dataclass

from crossover_tool.analysis.choice import choice_of
from crossover_tool.analysis.contender import Measured
from crossover_tool.analysis.group import GroupResult
from crossover_tool.cell import Contender
from crossover_tool.plan.slo import WRITTEN, Slo, promised
from crossover_tool.samples.records import Protocol
from crossover_tool.stats.capacity import Capacity, Tally, capacity, proof_for
from crossover_tool.stats.capacity_regret import CapacityVerdict, alike, by_best, compare
from crossover_tool.units import show

RATE = "rate"


@dataclass(frozen=True)
class CapacitiesFound:
    """The capacities of a search by contender, who bears most first, with their numbers of samples;
    the verdict among contenders, and that among choices, each by its best engine. `promise` is what
    was to be kept: `p99 < 20 ms`."""

    promise: str
    capacities: Mapping[str, Capacity]
    trials: Mapping[str, int]
    contenders: CapacityVerdict
    choices: CapacityVerdict

    @property
    def decisive(self) -> CapacityVerdict:
        """The verdict among choices, or among contenders where all are one choice."""
        return self.choices if len(self.choices.regrets) > 1 else self.contenders


def capacities_found(group: GroupResult, protocol: Protocol) -> CapacitiesFound | None:
    """What a search for capacities has shown in a sweep; None where it is none, or has shown
    nothing."""
    search = protocol.search
    if search is None or not search.slo or group.axis != RATE:
        return None
    slo = promised(search)
    tallies = _tallies(group, slo)
    if not tallies:
        return None
    proof, margin = proof_for(len(tallies)), alike(protocol.margin, search.precision)
    found = {name: capacity(mine, proof) for name, mine in tallies.items()}
    teams = {name: choice_of(Contender.parse(name)) for name in found}
    return CapacitiesFound(
        _text(slo),
        dict(sorted(found.items(), key=lambda one: (-_order(one[1]), one[0]))),
        {name: sum(one.trials for one in mine.values()) for name, mine in tallies.items()},
        compare(found, margin),
        compare(by_best(found, teams), margin),
    )


def _tallies(group: GroupResult, slo: Slo) -> dict[str, dict[int, Tally]]:
    """Contender -> rate -> its trials."""
    tallies: dict[str, dict[int, Tally]] = {}
    for result in group.cells:
        rate = group.value(result)
        for measured in (*result.ranked, *result.unreliable):
            for kept in _trials(measured, slo):
                mine = tallies.setdefault(measured.contender.name, {})
                if kept is not None or rate in mine:  # as the search has it (Turns.told)
                    mine[rate] = mine.get(rate, Tally()).with_one(kept)
        for name, count in result.broken.items():  # nothing was promised by who broke down
            mine = tallies.setdefault(name, {})
            for _ in range(count):
                mine[rate] = mine.get(rate, Tally()).with_one(False)
    return {name: mine for name, mine in tallies.items() if mine}


def _trials(measured: Measured, slo: Slo) -> list[bool | None]:
    """Whether each sample kept the promise, by block; None where the generator was late."""
    requests = measured.costs.requests
    if not requests:
        return []
    kept = (slo.keeps(one.latency_ns, one.saturated, one.unanswered_share) for one in requests.each)
    found = {**dict.fromkeys(measured.late), **dict(zip(measured.by_block, kept))}
    return [found[block] for block in sorted(found)]


def _text(slo: Slo) -> str:
    """`p99 < 20 ms with at most 0.1 % refused or failed`."""
    granted = (
        f" with at most {show.percent(slo.unanswered)} refused or failed" if slo.unanswered else ""
    )
    return f"{WRITTEN[slo.percentile]} < {show.duration_us(slo.below_us)}{granted}"


def _order(found: Capacity) -> float:
    return found.rate if found.rate is not None else float(found.low or 0)
