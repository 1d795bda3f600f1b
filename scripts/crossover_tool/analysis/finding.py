"""The sentence that sums up a cell or a sweep. It names a winner only where the verdict does."""

from collections.abc import Sequence

from crossover_tool.analysis.cell_result import CellResult, Front
from crossover_tool.analysis.choice import choice_of
from crossover_tool.analysis.crossings import Crossing
from crossover_tool.analysis.group import GroupResult
from crossover_tool.analysis.question import BY_LATENCY, is_by_latency
from crossover_tool.stats.verdict import Standing, Verdict
from crossover_tool.units import show

MOST_NAMES = 3


def names(strategies: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`, or `5 strategies`."""
    if len(strategies) > MOST_NAMES:
        return f"{len(strategies)} strategies"
    return listed(strategies)


def listed(strategies: Sequence[str], word: str = "and") -> str:
    """All of them: `a`, `a and b`, `a, b and c`."""
    return f" {word} ".join(filter(None, [", ".join(strategies[:-1]), strategies[-1]]))


def claim(front: Front, where: str = "", everybody: bool = False) -> str:
    """What holds for a front: `gather wins`, `a and b tie`, `a and b lead at 10 tasks, not
    separated`; of `everybody` who is there nobody leads."""
    place = f" {where}" if where else ""
    if front.verdict is Verdict.WINNER:
        return f"{front.strategies[0]} wins{place}"
    if front.verdict is Verdict.TIE:
        return f"{names(front.strategies)} tie{place}"
    if len(front.strategies) < 2:
        return "no verdict"
    who = names(front.strategies)
    if len(front.strategies) > MOST_NAMES:
        who = f"{front.strategies[0]} and {len(front.strategies) - 1} others"
    return f"{who} are not separated{place}" if everybody else f"{who} lead{place}, not separated"


def said(result: CellResult) -> Front:
    """The front of a cell by choices where a strategy's other choice is proven slower: `gather on all
    cores` where gather on one loop is far behind, `gather` where both may lead."""
    chosen = (_choice(result, strategy) for strategy in result.front.strategies)
    return Front(tuple(chosen), result.front.verdict)


def _choice(result: CellResult, strategy: str) -> str:
    theirs = [one.contender for one in result.ranked if one.contender.strategy == strategy]
    rivals = {one.name: result.rival(one) for one in theirs}
    beaten = {name for name, rival in rivals.items() if rival and rival.standing is Standing.BEATEN}
    unbeaten = {choice_of(one) for one in theirs if one.name not in beaten}
    return unbeaten.pop() if len(unbeaten) == 1 else strategy


def _everybody(result: CellResult) -> bool:
    """Whether nothing that was measured is proven slower."""
    return not behind(result)


def _claim(result: CellResult) -> str:
    return claim(said(result), _unlimited(result), _everybody(result))


def behind(result: CellResult) -> str:
    """How far the best choice that is proven slower lies behind: `9.8x ahead of sequential`, or
    ""."""
    if result.front.verdict is Verdict.VOID:
        return ""
    front = said(result).strategies
    for measured in result.ranked:
        if not {measured.contender.strategy, choice_of(measured.contender)} & set(front):
            return f"{show.ratio(result.ratio(measured))} ahead of {choice_of(measured.contender)}"
    return ""


def _unlimited(result: CellResult) -> str:
    """A winner that does not keep the cell's limit (gather) wins by that: the sentence must say
    so."""
    leader = result.ranked[0]
    if result.front.verdict is not Verdict.WINNER or leader.limit <= result.cell.limit:
        return ""
    return f"with {show.count(leader.limit)} in flight"


def _refused(result: CellResult) -> str:
    """`; gather fails`: who cannot carry the cell, since a service turned it away. The notes have
    the service's words."""
    if not result.refused:
        return ""
    return f"; {names(result.refused)} {'fails' if len(result.refused) == 1 else 'fail'}"


def _by(result: CellResult) -> str:
    """What the verdict is about, where that is not the makespan."""
    told = is_by_latency(result) and result.front.verdict is not Verdict.VOID
    return f"by {BY_LATENCY} latency, " if told else ""


def cell_finding(result: CellResult) -> str:
    return f"{_by(result)}{_verdict(result)}{_refused(result)}"


def _verdict(result: CellResult) -> str:
    if result.front.verdict is Verdict.VOID:
        return f"VOID: {result.strategies.reason}"
    if not result.ranked:
        return "nothing was measured"
    if len({m.contender.strategy for m in result.ranked}) == 1:
        return f"{result.ranked[0].contender.strategy} alone: no other strategy was measured"
    if not result.strategies.rivals or min(rival.blocks for rival in result.strategies.rivals) < 3:
        return f"no verdict: {result.strategies.reason}"
    lead = behind(result)
    return f"{_claim(result)}{', ' + lead if lead else ''}"


def sweep_finding(group: GroupResult) -> str:
    """The sentence for a sweep: what holds at its far end, from which value on, who falls behind
    where, and who fails."""
    return f"{_by(group.cells[-1])}{_sweep_verdict(group)}{refused_in(group)}"


def refused_in(group: GroupResult) -> str:
    """Whom a service turned away along a sweep, and where: `; gather fails from 100 tasks on`; ""
    when nobody."""
    clauses = []
    for strategy in dict.fromkeys(name for result in group.cells for name in result.refused):
        where = [index for index, result in enumerate(group.cells) if strategy in result.refused]
        if len(where) == len(group.cells):
            place = f"at every {group.swept.word} measured" if group.axis else ""
        elif where == list(range(where[0], len(group.cells))):
            place = _from(group, where[0])
        else:
            place = f"at {', '.join(_value(group, index) for index in where)}"
        clauses.append(f"; {strategy} fails {place}".rstrip())
    return "".join(clauses)


def _sweep_verdict(group: GroupResult) -> str:
    last = group.cells[-1]
    settled = _verdict(last)
    if not group.axis or not last.front.strategies or not settled.startswith(_claim(last)):
        return settled
    first = len(group.cells) - 1
    while first > 0 and set(group.cells[first - 1].front.strategies) == set(last.front.strategies):
        first -= 1
    verdicts = {result.front.verdict for result in group.cells[first:]}
    steady = last.front.verdict if len(verdicts) == 1 else Verdict.UNRESOLVED
    unlimited = _unlimited(group.cells[first])
    where = f"at every {group.swept.word} measured" if first == 0 else _from(group, first)
    more = _before(group, first) if first > 0 else ""
    choices = {frozenset(said(result).strategies) for result in group.cells[first:]}
    # What follows speaks of strategies, and so does a sentence over cells with unlike choices.
    leading = last.front if more or len(choices) > 1 else said(last)
    everybody = all(map(_everybody, group.cells[first:]))
    held = Front(leading.strategies, steady)
    return f"{claim(held, f'{unlimited} {where}'.strip(), everybody)}{more}"


def _before(group: GroupResult, first: int) -> str:
    """What was before the front of the far end, which holds from cell `first` on."""
    last, before = group.cells[-1], group.cells[first - 1].front
    overtaken = [c for c in group.crossings if c.after in last.front.strategies]
    if overtaken:
        return f"; {crossing_sentence(group, overtaken[-1])}"
    if before.verdict is Verdict.WINNER:
        return f", {before.strategies[0]} {_up_to(group, first - 1)}"
    return _falling_behind(group, last.front.strategies, first)


def _falling_behind(group: GroupResult, front: Sequence[str], first: int) -> str:
    """The first strategy that leads at the near end, and is proven slower from some value on to its
    last."""
    found = []
    for strategy in group.cells[0].front.strategies:
        present = [index for index, result in enumerate(group.cells) if result.best_of(strategy)]
        beaten = [index for index in present if strategy not in group.cells[index].front.strategies]
        if strategy not in front and beaten and present[-len(beaten) :] == beaten:
            found.append((beaten[0], strategy))
    if not found:
        return ""
    index, strategy = min(found)
    since = (
        "" if index == first else f" from {group.swept.text(group.value(group.cells[index]))} on"
    )
    return f"; {strategy} falls behind{since}"


def _value(group: GroupResult, index: int) -> str:
    return group.swept.say(group.value(group.cells[index]))


def _from(group: GroupResult, index: int) -> str:
    at_end = index == len(group.cells) - 1
    return f"at {_value(group, index)}" if at_end else f"from {_value(group, index)} on"


def _up_to(group: GroupResult, index: int) -> str:
    return f"at {_value(group, index)}" if index == 0 else f"up to {_value(group, index)}"


def crossing_sentence(group: GroupResult, crossing: Crossing) -> str:
    """`gather overtakes thread_pool at 180 [160, 210] tasks`."""
    axis = group.swept
    interval = f"[{axis.text(crossing.low, 3)}, {axis.text(crossing.high, 3)}]"
    text = axis.text(crossing.estimate, 3)
    place = axis.say(crossing.estimate, 3).replace(text, f"{text} {interval}")
    return f"{crossing.after} overtakes {crossing.before} at {place}"
