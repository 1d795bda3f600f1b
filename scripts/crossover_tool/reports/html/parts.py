"""The report's own parts on the page: findings, charts, sentences and tables of every view."""

from collections.abc import Iterator

from crossover_tool.analysis.analyse import Analysis
from crossover_tool.analysis.cell_result import CellResult
from crossover_tool.analysis.group import GroupResult
from crossover_tool.charts.page.drawings import cell_drawing, sweep_drawing
from crossover_tool.charts.page.elements import Markup, element, joined
from crossover_tool.reports.html.prose import sentences
from crossover_tool.reports.sections import Section, Shown
from crossover_tool.views.view import Column, Table


def parts_of(report: Section, analysis: Analysis) -> Markup:
    """Every map and group with its cells, in the report's order."""
    drawn = [joined(element("h3", part.title), _told(part)) for part in report.parts("maps")]
    drawn += [_group(part, one) for part, one in zip(report.parts("groups"), analysis.groups)]
    return joined(*drawn)


def _group(part: Section, group: GroupResult) -> Markup:
    picture = sweep_drawing(group, part.finding or part.title)
    cells = (_cell(below, cell) for below, cell in zip(part.below, group.cells))
    drawn = scrolled(picture, f"chart: {part.title}") if picture else picture
    return joined(element("h3", part.title), _findings(part), drawn, _told(part), *cells)


def _cell(part: Section, result: CellResult) -> Markup:
    """A cell, closed: its finding is its summary."""
    finding = f": {part.finding}" if part.finding else ""
    picture = cell_drawing(result, f"makespans of {result.cell.label}")
    return element(
        "details",
        element("summary", element("b", part.title), finding),
        scrolled(picture, f"chart: {part.title}") if picture else picture,
        _told(part),
        id=f"cell-{result.number}",
        class_="cell",
    )


def _findings(part: Section) -> Markup:
    return joined(*(element("p", element("b", f"{one}.")) for one in part.findings.values()))


def _told(part: Section) -> Markup:
    pictures = (drawn for one in part.shown for drawn in drawings_of(one))
    tables = (table_of(one) for one in part.tables)
    return joined(*pictures, sentences(list(part.sentences)), *tables)


def drawings_of(shown: Shown) -> Iterator[Markup]:
    """A view's pictures for the page, each in a frame that scrolls by itself."""
    for one in shown.drawings:
        if drawn := one.draw():
            yield scrolled(Markup(drawn), f"chart: {one.title}")


def run_tables(report: Section) -> Iterator[Markup]:
    """The pictures and tables of the run as a whole, but for the matrix, which the page has
    already."""
    for one in report.shown:
        yield from drawings_of(one)
        tables = one.tables[1:] if one.view == "answer" else one.tables
        yield from (table_of(table) for table in tables)


def table_of(table: Table) -> Markup:
    """A view's table, in a frame that scrolls by itself."""
    heads = (_head(column) for column in table.columns)
    kinds = [None if column.right else "words" for column in table.columns]
    rows = (
        element("tr", *(element("td", word, class_=kind) for word, kind in zip(row, kinds)))
        for row in table.rows
    )
    title = (element("caption", table.title),) if table.title else ()
    body = (element("thead", element("tr", *heads)), element("tbody", *rows))
    return scrolled(element("table", *title, *body), table.title or "figures")


def _head(column: Column) -> Markup:
    """A column's heading; one without words heads nothing."""
    if not column.heading:
        return element("td")
    return element("th", column.heading, scope="col", class_=None if column.right else "words")


def scrolled(inner: Markup, label: str) -> Markup:
    """A frame that scrolls sideways, by keyboard too, where `inner` does not fit."""
    return element("div", inner, class_="scroll", tabindex=0, role="group", aria_label=label)
