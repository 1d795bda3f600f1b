"""The answer in sentences, each made from regrets and decisions alone: which choices suffice, what
each kind of work asks for, who cannot run, and what is open."""

import math
from collections import Counter
from collections.abc import Iterator, Sequence

from crossover_tool.analysis.finding import listed
from crossover_tool.analysis.guarantee import Sufficient
from crossover_tool.analysis.regret_matrix import Matrix, Question
from crossover_tool.stats.regret import Class
from crossover_tool.units import show

WAITS, COMPUTES = 0.8, 0.2
"""From these shares of waiting on a question is one of waiting, or up to them of computing."""

NO_BOUND = (math.inf, math.inf)
"""Of a choice that has no figure at a question."""


def percent(margin: float) -> str:
    """A margin for a sentence: `5 %`."""
    return f"{100.0 * margin:.3g} %"


def either(choices: Sequence[str]) -> str:
    """`a`, `a or b`, `a, b or c`."""
    return " or ".join(filter(None, [", ".join(choices[:-1]), choices[-1]]))


def suffices(found: Matrix) -> str:
    """Which set of choices is good enough, at how many questions, and what the best single one
    costs elsewhere."""
    first, last = found.smallest[0], found.smallest[-1]
    within = f"good enough (within {percent(found.margin)})"
    if last.good == 0:
        asked = f"{_questions(last.asked)} {_has(last.asked)}"
        return f"0 of {asked} a choice that is proven {within} yet"
    where = f"{last.good} of {_questions(last.asked)}"
    if first is last:
        return f"{where}: {first.choices[0]} is {within}{_elsewhere(first)}"
    single = f"{first.choices[0]} alone at {first.good}{_elsewhere(first)}"
    return f"{where}: {either(last.choices)} is {within}; {single}"


def _questions(count: int) -> str:
    return "1 question" if count == 1 else f"{count} questions"


def _has(count: int) -> str:
    return "has" if count == 1 else "have"


def _elsewhere(one: Sufficient) -> str:
    if not one.missing:
        return ""
    if not math.isfinite(one.worst):
        return f", and has no figure at {one.where}"
    if one.worst < 1.005:
        return ""
    return f", elsewhere up to {show.ratio(one.worst)} ({one.where})"


def by_waiting(found: Matrix) -> Iterator[str]:
    """A sentence for the questions that wait, for those that compute, and for those between."""
    known = [row for row in found.rows if row.share_of_waiting is not None]
    shares = [(row.share_of_waiting or 0.0, row) for row in known]
    groups = {
        "Waiting": [row for share, row in shares if share >= WAITS],
        "Waiting and computing": [row for share, row in shares if COMPUTES < share < WAITS],
        "Computing": [row for share, row in shares if share <= COMPUTES],
    }
    for name, rows in groups.items():
        if rows:
            yield f"{name} ({_questions(len(rows))}): {_group(rows)}"


def _group(rows: Sequence[Question]) -> str:
    counts = Counter(choice for row in rows for choice in row.good)
    if not counts:
        return f"none is proven good enough yet; nearest is {_nearest(rows)}{_wrong(rows)}"
    most = max(counts.values())
    leaders = [choice for choice in rows[0].fields if counts[choice] == most] or [
        choice for choice, count in counts.items() if count == most
    ]
    often = "all" if most == len(rows) and most > 1 else "it" if len(rows) == 1 else str(most)
    verb = "is" if len(leaders) == 1 else "are"
    places = "" if len(rows) == 1 else f" at {often}"
    return f"{listed(leaders)} {verb} good enough{places}{_cost(rows, leaders)}{_wrong(rows)}"


def _nearest(rows: Sequence[Question]) -> str:
    """The choice whose regret over the rows is bounded lowest, of those that are in each and proven
    behind in none."""
    everywhere = set.intersection(
        *(
            {choice for choice, one in row.fields.items() if one.proven is not Class.BEHIND}
            for row in rows
        )
    )
    bounds = {
        choice: max((regret.high, regret.value) if regret else NO_BOUND for regret in found)
        for choice in everywhere
        for found in [[row.fields[choice].regret for row in rows]]
    }
    if not bounds:
        return "another at each"
    choice = min(bounds, key=lambda one: (bounds[one], one))
    high, value = bounds[choice]
    if not math.isfinite(value):
        return "another at each"
    return f"{choice}, {f'at most {show.ratio(high)}' if math.isfinite(high) else 'by few blocks'}"


def _cost(rows: Sequence[Question], leaders: Sequence[str]) -> str:
    """Which of the good ones is proven to need the least CPU, or memory, and how much more the
    others do."""
    told = []
    for cost, name in (("cpu", "CPU"), ("memory", "memory")):
        found = [row.decision for row in rows if row.decision.why == cost]
        cheapest = Counter(one.take for one in found if one.take in leaders).most_common(1)
        if cheapest and len(leaders) > 1:
            choice, count = cheapest[0]
            saved = [one.saved for one in found if one.take == choice]
            least, most = show.ratio(min(saved)), show.ratio(max(saved))
            span = least if least == most else f"{least} to {most}"
            where = "" if len(rows) == 1 else f" at {count}"
            told.append(f"{choice} needs the least {name}{where} (the next one {span})")
    return "; " + told[0] if told else ""


def _wrong(rows: Sequence[Question]) -> str:
    """The most that a choice is proven to cost here."""
    behind = [
        (regret.value, choice)
        for row in rows
        for choice, one in row.fields.items()
        if (regret := one.regret) and regret.proven is Class.BEHIND
    ]
    if not behind:
        return ""
    value, choice = max(behind)
    return f"; {choice} takes {'up to ' if len(rows) > 1 else ''}{show.ratio(value)}"


def cannot_run(found: Matrix) -> Iterator[str]:
    """Who cannot run, or fails, where: those that share a place in one sentence."""
    together: dict[tuple[str, ...], list[str]] = {}
    for choice, one in found.guarantees.items():
        if one.failing:
            together.setdefault(one.failing, []).append(choice)
    for places, choices in together.items():
        fails = any(
            row.fields[choice].fails
            for row in found.rows
            for choice in choices
            if choice in row.fields
        )
        verb = ("fails" if len(choices) == 1 else "fail") if fails else "cannot run"
        more = f" and {len(places) - 1} more" if len(places) > 1 else ""
        yield f"{listed(choices)} {verb} at: {places[0]}{more}"
