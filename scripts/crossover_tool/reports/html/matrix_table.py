"""The regret matrix as a table that is read without JavaScript; js/matrix.js writes the same."""

import math

from crossover_tool.analysis.field_words import UNASKED, marked, silence_of
from crossover_tool.analysis.finding import listed
from crossover_tool.analysis.regret_data import SHORT
from crossover_tool.analysis.regret_matrix import Field, Matrix, Question
from crossover_tool.analysis.guarantee import Guarantee, Sufficient
from crossover_tool.charts.page.drawings import look
from crossover_tool.charts.page.elements import Markup, element, hidden, table, text
from crossover_tool.charts.page.elements import column_head, row_head
from crossover_tool.stats.regret import Class, Regret
from crossover_tool.units import show

SIGNS = {Class.GOOD: "good", Class.BEHIND: "behind", Class.OPEN: "open"}


def ratio_text(value: float) -> str:
    """A ratio for people; `any` where it has no bound."""
    return "any" if value == float("inf") else show.ratio(value)


def ends_text(regret: Regret) -> str:
    """The interval of a regret: `1.01x to 1.04x`."""
    return f"{ratio_text(regret.low)} to {ratio_text(regret.high)}"


def decision_text(row: Question) -> str:
    found = row.decision
    if not found.left:
        return "open"
    if found.take and found.why == "time":
        return found.take
    if not found.take:
        return f"either: {', '.join(found.left)}"
    return f"{found.take}: others need {ratio_text(found.saved)} the {SHORT[found.why]}"


def share_text(share: float | None) -> str:
    """A share as a whole percentage; nothing where it is not known."""
    return "" if share is None else f"{int(share * 100 + 0.5)} %"


def set_text(one: Sufficient) -> str:
    """A sufficient set with how far it carries."""
    who, best = f"{one.choices[0]} for everything", "it"
    if len(one.choices) > 1:
        who, best = f"one of {listed(one.choices)}", "the best of them"
    said = f"{who}: good enough at {one.good} of {one.asked} questions"
    if one.where and math.isinf(one.worst):
        return f"{said}; no figure at {one.where}"
    worst = f"{said}; at worst {best} takes {ratio_text(one.worst)} the best's time ({one.where})"
    return worst if one.where else said


def guarantee_text(one: Guarantee) -> str:
    """How often a choice is good enough, and its worst."""
    missing = f"; no figure at {len(one.failing)}" if one.failing else ""
    return f"{one.good} of {one.asked}; up to {ratio_text(one.worst)}{missing}"


def matrix_table(matrix: Matrix) -> Markup:
    before = (column_head("question"), column_head("waits"))
    choices = (column_head(one, look(one)) for one in matrix.choices)
    head = element("tr", *before, *choices, column_head("take"))
    none, first = element("td"), row_head("good enough, and worst")
    worst = (_guarantee(matrix.guarantees[choice]) for choice in matrix.choices)
    foot = element("tr", first, none, *worst, none)
    return table(head, [_row(row, matrix) for row in matrix.rows], foot, id="matrix")


def _row(row: Question, matrix: Matrix) -> Markup:
    return element(
        "tr",
        row_head(element("a", row.title, href=f"#cell-{row.cell.number}")),
        element("td", share_text(row.share_of_waiting), class_="share"),
        *(_field(row.fields.get(choice)) for choice in matrix.choices),
        element("td", decision_text(row), class_="take"),
    )


def _field(field: Field | None) -> Markup:
    if field is None:
        return element("td", text(UNASKED), hidden(" not asked"), class_="none")
    if field.regret is None:
        reason = hidden(f": {field.reason}")
        told = f"✗ {silence_of(field.status).value}"
        return element("td", told, reason, class_="cannot", title=field.reason)
    told = f"{ends_text(field.regret)}: {field.regret.proven.value}"
    proven = field.regret.proven
    word = marked(ratio_text(field.regret.value), proven)
    return element("td", word, hidden(f" ({told})"), class_=SIGNS[proven], title=told)


def _guarantee(one: Guarantee) -> Markup:
    return element("td", guarantee_text(one), title=f"worst at {one.where}" if one.where else None)
