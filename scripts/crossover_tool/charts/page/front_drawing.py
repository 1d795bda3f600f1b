"""Pareto fronts on the page: a row a question, a column a choice, and in each field whether the
choice is on the front."""

from collections.abc import Sequence

from crossover_tool.analysis.pareto import Front
from crossover_tool.analysis.regret_matrix import Matrix
from crossover_tool.charts.page.drawings import look, swatch
from crossover_tool.charts.page.elements import Markup, element, hidden, table, text
from crossover_tool.charts.page.elements import column_head, row_head

KEY = "coloured: on the front; ○: another is proven to take less of something, no more of the rest"


def front_drawing(found: Matrix, fronts: Sequence[Front], told: Sequence[Sequence[str]]) -> Markup:
    """The table, with how often each choice is on a front at its foot; `told` says of each front's
    dominated choices, in their order, who dominates them in what. Void questions have no front."""
    choices = (column_head(one, look(one)) for one in found.choices)
    head = element("tr", column_head("question"), *choices)
    rows = []
    for row, front, words in zip(found.rows, fronts, told):
        fields = (_field(choice, front, words) for choice in found.choices)
        if front.choices:
            rows.append(element("tr", row_head(row.title), *fields))
    counts = [sum(choice in front.choices for front in fronts) for choice in found.choices]
    foot = element("tr", row_head("on the front"), *(element("td", str(one)) for one in counts))
    return table(head, rows, foot, caption=KEY, class_="fronts")


def _field(choice: str, front: Front, told: Sequence[str]) -> Markup:
    """What is drawn is said too."""
    if choice in front.choices:
        return element("td", swatch(choice), hidden("on the front"))
    for one, why in zip(front.dominated, told):
        if one.worse == choice:
            return element("td", text("○"), hidden(f" {why}"), title=why)
    return element("td")
