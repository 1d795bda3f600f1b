"""The sentence that sums up a cell or a sweep. It names a winner only where the verdict does."""

from collections.abc import Sequence

from crossover_tool.analysis.cell import CellResult, Front
from crossover_tool.analysis.group import GroupResult
from crossover_tool.stats.verdict import Verdict
from crossover_tool.units import show

MOST_NAMES = 3


def names(strategies: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`, or `5 models`."""
    if len(strategies) > MOST_NAMES:
        return f"{len(strategies)} models"
    return " and ".join(filter(None, [", ".join(strategies[:-1]), strategies[-1]]))


def claim(front: Front, where: str = "") -> str:
    """What holds for a front: `gather wins`, `a and b tie`, `a and b lead at 10 tasks, not separated`."""
    place = f" {where}" if where else ""
    if front.verdict is Verdict.WINNER:
        return f"{front.strategies[0]} wins{place}"
    if front.verdict is Verdict.TIE:
        return f"{names(front.strategies)} tie{place}"
    if len(front.strategies) > MOST_NAMES:
        return f"not resolved{place.replace('every', 'any')}: {front.strategies[0]} and {len(front.strategies) - 1} other models"
    if len(front.strategies) > 1:
        return f"{names(front.strategies)} lead{place}, not separated"
    return "no verdict"


def behind(result: CellResult) -> str:
    """How far the best strategy that is proven slower lies behind: `9.8x ahead of sequential`, or ""."""
    if result.front.verdict is Verdict.VOID:
        return ""
    for measured in result.ranked:
        if measured.contender.strategy not in result.front.strategies:
            return f"{show.ratio(result.ratio(measured))} ahead of {measured.contender.strategy}"
    return ""


def _unlimited(result: CellResult) -> str:
    """A winner that does not keep the cell's limit (gather) wins by that: the sentence must say so."""
    leader = result.ranked[0]
    if result.front.verdict is not Verdict.WINNER or leader.limit <= result.cell.limit:
        return ""
    return f"with {show.count(leader.limit)} in flight"


def cell_finding(result: CellResult) -> str:
    """The sentence for a single cell."""
    if result.front.verdict is Verdict.VOID:
        return f"VOID: {result.models.reason}"
    if not result.ranked:
        return "nothing was measured"
    if len({m.contender.strategy for m in result.ranked}) == 1:
        return f"{result.ranked[0].contender.strategy} alone: no other model was measured"
    if not result.models.rivals or min(rival.blocks for rival in result.models.rivals) < 3:
        return f"no verdict: {result.models.reason}"
    lead = behind(result)
    return f"{claim(result.front, _unlimited(result))}{', ' + lead if lead else ''}"


def sweep_finding(group: GroupResult) -> str:
    """The sentence for a sweep: what holds at its far end, from which value on, and who falls behind where."""
    last = group.cells[-1]
    settled = cell_finding(last)
    stated = claim(last.front, _unlimited(last)) if last.front.strategies else ""
    if not group.axis or not stated or not settled.startswith(stated):
        return settled
    first = len(group.cells) - 1
    while first > 0 and set(group.cells[first - 1].front.strategies) == set(last.front.strategies):
        first -= 1
    verdicts = {result.front.verdict for result in group.cells[first:]}
    steady = last.front.verdict if len(verdicts) == 1 else Verdict.UNRESOLVED
    unlimited = _unlimited(group.cells[first])
    where = f"at every {_axis_word(group)} measured" if first == 0 else _from(group, first)
    held = claim(Front(last.front.strategies, steady), f"{unlimited} {where}".strip())
    before = group.cells[first - 1].front
    if first > 0 and before.verdict is Verdict.WINNER:
        return f"{held}, {before.strategies[0]} {_up_to(group, first - 1)}"
    behind_from = _falling_behind(group, last.front.strategies, first) if first > 0 else ""
    return f"{held}{behind_from}"


def _falling_behind(group: GroupResult, front: Sequence[str], first: int) -> str:
    """The first strategy that leads at the near end, and is proven slower from some value on to its last."""
    found = []
    for strategy in group.cells[0].front.strategies:
        present = [index for index, result in enumerate(group.cells) if result.best_of(strategy)]
        beaten = [index for index in present if strategy not in group.cells[index].front.strategies]
        if strategy not in front and beaten and present[-len(beaten) :] == beaten:
            found.append((beaten[0], strategy))
    if not found:
        return ""
    index, strategy = min(found)
    since = "" if index == first else f" from {show.count(group.value(group.cells[index]))} on"
    return f"; {strategy} falls behind{since}"


def _axis_word(group: GroupResult) -> str:
    return {"tasks": "number of tasks", "limit": "limit", "cores": "number of workers"}[group.axis]


def _value(group: GroupResult, index: int) -> str:
    value = group.value(group.cells[index])
    noun = {"tasks": "task" if value == 1 else "tasks", "cores": "worker" if value == 1 else "workers"}.get(
        group.axis
    )
    return f"{show.count(value)} {noun}" if noun else f"limit {show.count(value)}"


def _from(group: GroupResult, index: int) -> str:
    at_end = index == len(group.cells) - 1
    return f"at {_value(group, index)}" if at_end else f"from {_value(group, index)} on"


def _up_to(group: GroupResult, index: int) -> str:
    return f"at {_value(group, index)}" if index == 0 else f"up to {_value(group, index)}"


def crossing_sentences(group: GroupResult) -> list[str]:
    """Every crossover as an interval between measured values, or that there is none in range."""
    if not group.axis:
        return []
    noun = {"tasks": "tasks", "limit": "in flight", "cores": "workers"}[group.axis]
    found = [
        f"{c.after} overtakes {c.before} between {show.count(c.low)} and {show.count(c.high)} {noun}"
        + (f" (near {show.significant(c.estimate, 2)} by interpolation)" if c.estimate == c.estimate else "")
        for c in group.crossings
    ]
    low, high = group.value(group.cells[0]), group.value(group.cells[-1])
    return found or [
        f"no crossing of proven winners in range ({show.count(low)} to {show.count(high)} {noun})"
    ]
