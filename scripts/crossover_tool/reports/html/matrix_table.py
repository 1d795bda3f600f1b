"""The regret matrix as a table that is read without JavaScript; js/matrix.js writes the same."""

import math

from crossover_tool.analysis.regret_matrix import Field, Matrix, Question
from crossover_tool.analysis.guarantee import Guarantee, Sufficient
from crossover_tool.reports.html.drawings import tint
from crossover_tool.reports.html.elements import Markup, element, joined, text
from crossover_tool.stats.regret import Class, Regret
from crossover_tool.units import show

SIGNS = {Class.GOOD: "good", Class.BEHIND: "behind", Class.OPEN: "open"}


def ratio_text(value: float) -> str:
    """A ratio for people; `any` where it has no bound."""
    return "any" if value == float("inf") else show.ratio(value)


def ends_text(regret: Regret) -> str:
    """The interval of a regret: `1.01x to 1.04x`."""
    return f"{ratio_text(regret.low)} to {ratio_text(regret.high)}"


def field_text(regret: Regret) -> str:
    """What stands in a field: told apart without colours."""
    told = ratio_text(regret.value)
    return {
        Class.GOOD: f"✓ {told}",
        Class.BEHIND: told,
        Class.OPEN: f"{told} ?",
    }[regret.proven]


def decision_text(row: Question) -> str:
    """What to take at a question, and why."""
    found = row.decision
    if not found.left:
        return "open"
    if found.take and found.why == "time":
        return found.take
    if not found.take:
        return f"either: {', '.join(found.left)}"
    cost = "CPU" if found.why == "cpu" else "memory"
    return f"{found.take}: others need {ratio_text(found.saved)} the {cost}"


def share_text(share: float | None) -> str:
    """A share as a whole percentage; nothing where it is not known."""
    return "" if share is None else f"{int(share * 100 + 0.5)} %"


def set_text(one: Sufficient) -> str:
    """A sufficient set with how far it carries."""
    said = f"{' or '.join(one.choices)}: good enough in {one.good} of {one.asked}"
    if one.where and math.isinf(one.worst):
        return f"{said}; none runs at {one.where}"
    return f"{said}; worst {ratio_text(one.worst)} at {one.where}" if one.where else said


def guarantee_text(one: Guarantee) -> str:
    """How often a choice is good enough, and its worst."""
    missing = f", no figure at {len(one.failing)}" if one.failing else ""
    return f"{one.good} of {one.asked}; up to {ratio_text(one.worst)}{missing}"


def matrix_table(matrix: Matrix) -> Markup:
    """The table with its guarantees at the foot."""
    head = element(
        "tr",
        _heading("question"),
        _heading("waits"),
        *(_heading(one, tint(one.partition(" ")[0])) for one in matrix.choices),
        _heading("take"),
    )
    foot = element(
        "tr",
        element("th", "good enough, and worst", scope="row"),
        element("td"),
        *(_guarantee(matrix.guarantees[choice]) for choice in matrix.choices),
        element("td"),
    )
    body = joined(*(_row(row, matrix) for row in matrix.rows))
    parts = (element("thead", head), element("tbody", body), element("tfoot", foot))
    return element("table", *parts, id="matrix")


def _heading(word: str, class_: str | None = None) -> Markup:
    return element("th", word, scope="col", class_=class_)


def _row(row: Question, matrix: Matrix) -> Markup:
    return element(
        "tr",
        element("th", element("a", row.title, href=f"#cell-{row.cell.number}"), scope="row"),
        element("td", share_text(row.share_of_waiting), class_="share"),
        *(_field(row.fields.get(choice)) for choice in matrix.choices),
        element("td", decision_text(row), class_="take"),
    )


def _field(field: Field | None) -> Markup:
    if field is None:
        return element("td", _hidden("not asked"), class_="none")
    if field.regret is None:
        cannot = _hidden(f" cannot: {field.reason}")
        return element("td", text("✗"), cannot, class_="cannot", title=field.reason)
    told = f"{ends_text(field.regret)}: {field.regret.proven.value}"
    return element(
        "td",
        field_text(field.regret),
        _hidden(f" ({told})"),
        class_=SIGNS[field.regret.proven],
        title=told,
    )


def _guarantee(one: Guarantee) -> Markup:
    return element("td", guarantee_text(one), title=f"worst at {one.where}" if one.where else None)


def _hidden(words: str) -> Markup:
    """For screen readers alone."""
    return element("span", words, class_="sr")
