"""A decision record: what was chosen, on which evidence, what was not measured, and what would
reopen the question, in the form that teams keep in docs/adr."""

import math
from collections.abc import Iterable

from crossover_tool.analysis.analyse import Analysis, machine
from crossover_tool.analysis.choice import strategy_of
from crossover_tool.analysis.crossings import Crossing
from crossover_tool.analysis.finding import crossing_sentence, listed
from crossover_tool.analysis.group import GroupResult
from crossover_tool.analysis.guarantee import Sufficient
from crossover_tool.analysis.regret_matrix import Field, Matrix, Question, matrix
from crossover_tool.errors import ResultsError
from crossover_tool.reports.marked_page import filled
from crossover_tool.reports.markdown import escaped, markdown_table
from crossover_tool.stats.regret import Class, Regret
from crossover_tool.units import show
from crossover_tool.views.view import Column, Table

MOST_CROSSOVERS, MOST_OPEN = 5, 8


def decision_record(analysis: Analysis) -> str:
    """The record in Markdown. ResultsError where the samples compare no two choices, or prove
    none good enough anywhere."""
    found = matrix(analysis)
    if not found.rows:
        raise ResultsError(
            "there is nothing to decide: no cell of these results has two choices; "
            "crossover run --suite quick has some for every kind of work"
        )
    if not any(one.good for one in found.smallest):
        raise ResultsError(
            f"no decision is borne out: of {len(found.fields)} fields none is proven within "
            f"{show.percent(found.margin)} of the best; more blocks would tell: crossover run "
            "--budget"
        )
    chosen = found.smallest[-1]
    parts = {
        "Question": _question(found),
        "Decision": _decision(chosen, found),
        "Evidence": _evidence(chosen, found),
        "What the choices guarantee": _alternatives(chosen, found),
        "What was not measured": _not_measured(found),
        "What would reopen this": _reopening(chosen, found, analysis),
    }
    return (
        f"# {_title(chosen)}\n\n- Status: proposed\n- Date: {analysis.header.started[:10]}\n"
        f"- Measured on: {escaped(machine(analysis.header))}\n"
        + "".join(f"\n## {title}\n\n{told}\n" for title, told in parts.items())
    )


def _title(chosen: Sufficient) -> str:
    more = ", by the kind of work" if len(chosen.choices) > 1 else ""
    return f"Run our tasks with {listed(chosen.choices, 'or')}{more}"


def _question(found: Matrix) -> str:
    were = "was" if len(found.rows) == 1 else "were"
    return filled(
        f"How do we run many tasks at once: {listed(found.choices, 'or')}? "
        f"{show.counted(len(found.rows), 'question')} {were} measured. A choice is good enough "
        f"where its time is proven within {show.percent(found.margin)} of the best choice's; at "
        "most 5 % of such matrices hold a false claim."
    )


def _decision(chosen: Sufficient, found: Matrix) -> str:
    told = [
        f"{listed(chosen.choices)}: at {chosen.good} of {chosen.asked} questions one of them "
        f"is proven within {show.percent(found.margin)} of the best."
    ]
    if len(chosen.choices) > 1:
        single = found.smallest[0]
        told.append(f"{single.choices[0]} for everything is so at {single.good}.")
    if chosen.where and math.isinf(chosen.worst):
        told.append(f'None of them runs at "{escaped(chosen.where)}".')
    elif chosen.where:
        told.append(
            f'At worst, at "{escaped(chosen.where)}", the better of them takes '
            f"{show.ratio(chosen.worst)} the best time."
        )
    return filled(" ".join(told))


def _evidence(chosen: Sufficient, found: Matrix) -> str:
    columns = (
        Column("question", right=False),
        Column("waits"),
        Column("take", right=False),
        Column("time / best"),
        *(Column(name, right=False) for name in ("interval", "is", "engine")),
    )
    rows = tuple(_evidence_row(row, _standing_for(chosen, row)) for row in found.rows)
    return markdown_table(Table(columns, rows))


def _evidence_row(row: Question, field: Field | None) -> tuple[str, ...]:
    share = row.share_of_waiting
    asked = (row.title, "" if share is None else f"{share:.0%}")
    regret = field.regret if field else None
    if regret is None or field is None:
        return (*asked, "none of them was measured", *("",) * 4)
    told = (show.ratio(regret.value), _ends(regret), regret.proven.value, regret.contender)
    return (*asked, field.choice, *told)


def _standing_for(chosen: Sufficient, row: Question) -> Field | None:
    """The member of the set that does best at a question: one that the decision there takes, else
    good enough before open, and then by its regret."""
    known = (row.fields[one] for one in chosen.choices if one in row.fields)
    measured = [one for one in known if one.regret]
    order = (Class.GOOD, Class.OPEN, Class.BEHIND)

    def rank(field: Field) -> tuple[int, bool, float]:
        assert field.regret
        taken = field.choice == row.decision.take
        return order.index(field.regret.proven), not taken, field.regret.value

    return min(measured, key=rank) if measured else None


def _ends(regret: Regret) -> str:
    high = "no bound" if math.isinf(regret.high) else show.ratio(regret.high)
    return f"{show.ratio(regret.low)} to {high}"


def _alternatives(chosen: Sufficient, found: Matrix) -> str:
    columns = (
        Column("choice", right=False),
        *(Column("good enough"), Column("at worst")),
        *(Column("where", right=False), Column("no figure")),
    )
    rows = []
    for choice, one in found.guarantees.items():
        mark = "**" if choice in chosen.choices else ""
        told = (f"{one.good} of {one.asked}", show.ratio(one.worst), one.where)
        rows.append((f"{mark}{choice}{mark}", *told, str(len(one.failing) or "")))
    return markdown_table(Table(columns, tuple(rows)))


def _not_measured(found: Matrix) -> str:
    told = [
        "Another machine, another kernel, a network: servers ran on this one, over loopback.",
        "Values between and beyond those of the questions above.",
        f"Contenders of other kinds than {listed(found.kinds)}.",
    ]
    for choice in found.choices:
        if missing := sum(choice not in row.fields for row in found.rows):
            told.append(f"{choice} was not asked at {missing} of {len(found.rows)} questions.")
    return _bullets(told)


def _bullets(told: Iterable[str]) -> str:
    return "\n".join(f"- {one}" for one in told)


def _reopening(chosen: Sufficient, found: Matrix, analysis: Analysis) -> str:
    reasons = [*_crossovers(chosen, analysis), *_open_fields(chosen, found)]
    if not reasons:
        reasons = ["Nothing that was measured lies near another decision."]
    more = f"A margin other than {show.percent(found.margin)}: `crossover report DIR --margin`."
    return _bullets([*reasons, more])


def _crossovers(chosen: Sufficient, analysis: Analysis) -> list[str]:
    """The crossovers of chosen strategies, nearest to what was measured first."""
    strategies = {strategy_of(choice) for choice in chosen.choices}
    near: list[tuple[float, str]] = []
    for group in analysis.groups:
        for one in group.crossings:
            if {one.before, one.after} & strategies:
                said = f"Work on the other side of a crossover: {crossing_sentence(group, one)}"
                near.append((_distance(group, one), f"{said} ({escaped(group.setting)})."))
    return [said for _, said in sorted(near)[:MOST_CROSSOVERS]]


def _distance(group: GroupResult, crossing: Crossing) -> float:
    """How many times a crossover lies from the nearest value that was measured, as a logarithm."""
    values = [group.value(cell) for cell in group.cells]
    if min(values) <= 0 or crossing.estimate <= 0:
        return min(abs(value - crossing.estimate) for value in values)
    return min(abs(math.log(value / crossing.estimate)) for value in values)


def _open_fields(chosen: Sufficient, found: Matrix) -> list[str]:
    """Where none of the chosen is proven good enough: what more blocks, or another choice, may
    change."""
    told = []
    for row in found.rows:
        field = _standing_for(chosen, row)
        if field and field.regret and field.regret.proven is not Class.GOOD:
            regret = field.regret
            told.append(
                f'"{escaped(row.title)}": {field.choice} is {regret.proven.value} at '
                f"{show.ratio(regret.value)} ({_ends(regret)})."
            )
    left = len(told) - MOST_OPEN
    more = [f"{left} more such questions in the table above."] if left > 0 else []
    return [*told[:MOST_OPEN], *more]
