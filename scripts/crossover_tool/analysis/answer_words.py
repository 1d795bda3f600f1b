"""The answer in sentences, each made from regrets and decisions alone: which choices suffice, what
each kind of work asks for, who cannot run, and what is open."""

import math
from collections import Counter
from collections.abc import Iterator, Sequence

from crossover_tool.analysis.cell_result import CellResult
from crossover_tool.analysis.contender import MOST_UNANSWERED
from crossover_tool.analysis.decision import DECIDING
from crossover_tool.analysis.field_words import Silence
from crossover_tool.analysis.finding import listed
from crossover_tool.analysis.guarantee import Sufficient
from crossover_tool.analysis.question import title_of
from crossover_tool.analysis.regret_data import SHORT
from crossover_tool.analysis.regret_matrix import Matrix, Question
from crossover_tool.stats.regret import Class
from crossover_tool.units import show

WAITS, COMPUTES = 0.8, 0.2
"""From these shares of waiting on a question is one of waiting, or up to them of computing."""

ALIKE = 1.005
"""A regret below it is shown as 1.00x."""

NO_BOUND = (math.inf, math.inf)
"""Of a choice that has no figure at a question."""


def suffices(found: Matrix) -> str:
    """Which set of choices is good enough, at how many questions, and what the best single one
    costs elsewhere."""
    first, last = found.smallest[0], found.smallest[-1]
    within = f"good enough (within {show.percent(found.margin)})"
    if last.good == 0:
        asked = f"{show.counted(last.asked, 'question')} {_has(last.asked)}"
        return f"0 of {asked} a choice that is proven {within} yet"
    where = f"{last.good} of {show.counted(last.asked, 'question')}"
    if first is last:
        return f"{where}: {first.choices[0]} is {within}{_elsewhere(first)}"
    single = f"{first.choices[0]} for everything: good enough at {first.good}{_elsewhere(first)}"
    return f"{where}: one of {listed(last.choices)} is {within}; {single}"


def _has(count: int) -> str:
    return "has" if count == 1 else "have"


def _elsewhere(one: Sufficient) -> str:
    if not one.missing:
        return ""
    if not math.isfinite(one.worst):
        return f", and has no figure at {one.where}"
    if one.worst < ALIKE:
        return ""
    return f", elsewhere up to {show.ratio(one.worst)} the best's time ({one.where})"


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
            yield f"{name} ({show.counted(len(rows), 'question')}): {_group(rows)}"


def _group(rows: Sequence[Question]) -> str:
    counts = Counter(choice for row in rows for choice in row.good)
    if not counts:
        return f"none is proven good enough yet; nearest is {_nearest(rows)}{_wrong(rows)}"
    most = max(counts.values())
    leaders = [choice for choice in rows[0].fields if counts[choice] == most] or [
        choice for choice, count in counts.items() if count == most
    ]
    often = "all" if most == len(rows) else str(most)
    verb = "is" if len(leaders) == 1 else "are" if often == "all" else "are each"
    places = "" if len(rows) == 1 else f" at {often}"
    single = leaders[0] if len(leaders) == 1 else ""
    return (
        f"{listed(leaders)} {verb} good enough{places}{_at_others(rows, single)}"
        f"{_cost(rows, leaders)}{_wrong(rows, single)}"
    )


def _at_others(rows: Sequence[Question], choice: str) -> str:
    """What a choice costs at the questions where it is not proven good enough; nothing where there
    is none, or where it has no figure at any of them. A void question tells nothing."""
    others = [row for row in rows if choice in row.fields and choice not in row.good]
    known = [
        (regret.value, row.title, regret.proven)
        for row in others
        if (regret := row.fields[choice].regret) and not row.fields[choice].reason
    ]
    if not known:
        return ""
    value, title, proven = max(known, key=lambda one: one[:2])
    if proven is Class.OPEN and value < ALIKE:
        return f", open at {len(known)}"
    guess = "; open" if proven is Class.OPEN else ""
    silent = any(row.fields[choice].regret is None for row in others)
    where = " where it runs" if silent else ""
    return f", elsewhere up to {show.ratio(value)} the best's time ({title}{guess}){where}"


VAGUE = 2.0
"""A bound of more than so many times a figure tells no reader anything."""


def _nearest(rows: Sequence[Question]) -> str:
    """The choice whose regret over the rows is bounded lowest, of those that are in each and proven
    behind in none."""
    left = ({c for c, one in row.fields.items() if one.proven is not Class.BEHIND} for row in rows)
    everywhere = set.intersection(*left)
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
    bound = f"at most {show.ratio(high)}" if high <= VAGUE * value else "without a useful bound"
    return f"{choice}, {bound}"


def _cost(rows: Sequence[Question], leaders: Sequence[str]) -> str:
    """Which of the good ones is proven to need the least CPU, or memory, and how much more the
    others do."""
    told = []
    for cost in DECIDING:
        found = [row.decision for row in rows if row.decision.why == cost]
        cheapest = Counter(one.take for one in found if one.take in leaders).most_common(1)
        if cheapest and len(leaders) > 1:
            choice, count = cheapest[0]
            saved = [one.saved for one in found if one.take == choice]
            least, most = show.ratio(min(saved)), show.ratio(max(saved))
            span = least if least == most else f"{least} to {most}"
            where = "" if len(rows) == 1 else f" at {count}"
            told.append(f"{choice} needs the least {SHORT[cost]}{where} (the next one {span})")
    return "; " + told[0] if told else ""


def _wrong(rows: Sequence[Question], told: str = "") -> str:
    """The most that a choice is proven to cost here, and at which question; nothing where that is
    the choice of which it is `told` already."""
    behind = [
        (regret.value, choice, row.title)
        for row in rows
        for choice, one in row.fields.items()
        if (regret := one.regret) and regret.proven is Class.BEHIND
    ]
    value, choice, title = max(behind, default=(1.0, told, ""))
    if choice == told:
        return ""
    if len(rows) == 1:
        return f"; {choice} takes {show.ratio(value)} the best's time"
    return f"; at worst {choice} takes {show.ratio(value)} ({title})"


def unanswered(found: Matrix, cells: Sequence[CellResult]) -> Iterator[str]:
    """The questions that have no row, since too few samples were let go in time, or since nobody
    answers nearly all of the requests."""
    asked = {row.cell.number for row in found.rows}
    for cell in cells:
        if cell.number in asked:
            continue
        if cell.lateness:
            late = sum(one.late for one in cell.lateness.values())
            taken = sum(one.taken for one in cell.lateness.values())
            where = f"in {late} of {taken} samples requests were let go too late"
            yield f"{title_of(cell)} has no answer: {where}"
        elif cell.ranked and not any(one.answers for one in cell.ranked):
            left = f"leaves more than 1 request in {round(1 / MOST_UNANSWERED):,} without an answer"
            yield f"at {title_of(cell)} nobody is chosen: everyone {left}"


SILENT = (
    (Silence.FAILS, "fails", "fail"),
    (Silence.CANNOT, "cannot run", "cannot run"),
    (Silence.LATE, "got its requests too late", "got their requests too late"),
)
"""What is said of one choice without a figure, and of several."""

MOST_PLACES = 2
"""So many questions are named; of more, how many there are."""


def cannot_run(found: Matrix) -> Iterator[str]:
    """Who fails, who cannot run, and of whom nothing is known, where: those that share all of the
    places in one sentence."""
    for silence, one, several in SILENT:
        together: dict[tuple[str, ...], list[str]] = {}
        for choice in found.choices:
            if places := _silent(found, choice, silence):
                together.setdefault(places, []).append(choice)
        for places, choices in together.items():
            verb = one if len(choices) == 1 else several
            yield f"{listed(choices)} {verb} at: {_named(places)}"


def _silent(found: Matrix, choice: str, why: Silence) -> tuple[str, ...]:
    """The questions at which a choice that was asked has no figure for this reason."""
    asked = ((row.title, row.fields[choice]) for row in found.rows if choice in row.fields)
    return tuple(title for title, one in asked if one.silence is why)


def _named(places: Sequence[str]) -> str:
    """Titles, which may hold commas: `200 database queries; 50 commands; and 3 more`."""
    more = len(places) - MOST_PLACES
    return "; ".join([*places[:MOST_PLACES], *([f"and {more} more"] if more > 0 else [])])
