"""The sentence about tasks whose latency is the figure that matters: small ones beside others that
burn CPU."""

from crossover_tool.analysis.cell import CellResult
from crossover_tool.analysis.costs import Probes
from crossover_tool.analysis.group import GroupResult
from crossover_tool.units import show

FEW = 3
"""So many strategies are named one by one; of more, the best and the worst."""


def has_probes(group: GroupResult) -> bool:
    """True where every cell has somebody who told the latency of its small tasks."""
    return all(any(m.costs.probes for m in result.ranked) for result in group.cells)


def by_strategy(result: CellResult) -> list[tuple[str, Probes]]:
    """Each strategy's latency under its best engine, by rising 99th percentile."""
    best: dict[str, Probes] = {}
    for measured in result.ranked:
        found, known = measured.costs.probes, best.get(measured.contender.strategy)
        if found and (known is None or found.p99.median < known.p99.median):
            best[measured.contender.strategy] = found
    return sorted(best.items(), key=lambda item: (item[1].p99.median, item[0]))


def probe_finding(group: GroupResult) -> str:
    """`with heavy 5 %, 1 small task in 100 takes longer than 2.2 ms (offload) to 6.9 ms (gather):
    3.1x`, for the far end of a sweep."""
    last = group.cells[-1]
    place = f"with {group.swept.say(group.value(last))}, " if group.swept.is_param else ""
    return f"{place}{probe_sentence(last)}"


def probe_sentence(result: CellResult) -> str:
    """The same for one cell. A ratio is stated only where the two intervals lie apart."""
    found = by_strategy(result)
    best, worst = found[0][1].p99, found[-1][1].p99
    named = found if len(found) <= FEW else [found[0], found[-1]]
    said = [f"{show.duration_ns(probes.p99.median)} ({strategy})" for strategy, probes in named]
    text = (
        f"1 small task in 100 takes longer than {(' to ' if len(found) > FEW else ', ').join(said)}"
    )
    if len(found) < 2:
        return text
    apart = best.count > 1 and best.high < worst.low
    return (
        f"{text}: {show.ratio(worst.median / best.median)}" if apart else f"{text}: not separated"
    )
