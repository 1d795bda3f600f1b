"""The report as one HTML file: no part of it lies elsewhere, and it may load nothing."""

from crossover_tool.analysis.analyse import Analysis, machine
from crossover_tool.analysis.field_words import GOOD, OPEN, UNASKED
from crossover_tool.analysis.question import BY_LATENCY
from crossover_tool.analysis.regret_matrix import Matrix, matrix
from crossover_tool.reports.html.controls import controls, explorer
from crossover_tool.charts.page.elements import Markup, element, joined
from crossover_tool.reports.html.embedded import data_of, packed
from crossover_tool.reports.html.cell_labels import labels
from crossover_tool.reports.html.matrix_table import matrix_table, set_text
from crossover_tool.reports.html.measured import how_measured
from crossover_tool.reports.html.parts import parts_of, run_tables, scrolled
from crossover_tool.reports.html.security_policy import policy, script, style
from crossover_tool.reports.html.prose import sentences
from crossover_tool.reports.sections import Section
from crossover_tool.samples.reader import Results
from crossover_tool.units import show


def page(results: Results, analysis: Analysis, report: Section) -> str:
    """The whole file. Pure: the same samples give the same bytes."""
    found = matrix(analysis)
    title = f"crossover: {report.title}, {analysis.header.started[:10]}"
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=policy()),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("title", title),
        Markup(f"<style>{style()}</style>"),
    )
    main = element(
        "main",
        element("h1", title),
        element("p", f"{machine(analysis.header)}.", class_="quiet"),
        *(element("p", warning, class_="warning") for warning in analysis.warnings),
        _answer(found, report),
        element("section", id="detail", aria_labelledby="detail-title", hidden=True),
        explorer(),
        element("h2", "Figures"),
        *run_tables(report),
        parts_of(report, analysis),
        how_measured(analysis, report),
        id="main",
    )
    body = element(
        "body",
        element("a", "to the content", href="#main", class_="skip"),
        main,
        _samples(results, analysis, found),
        Markup(f"<script>{script()}</script>"),
    )
    return f"<!DOCTYPE html>\n{element('html', head, body, lang='en')}\n"


def _answer(found: Matrix, report: Section) -> Markup:
    if not found.rows:
        return joined(
            sentences(report.answer), controls(), element("p", id="told", role="status"), _bare()
        )
    shown = {
        "good": f"{GOOD} good enough",
        "behind": "behind",
        "open": f"{OPEN} open",
        "cannot": "✗ no figure: fails, cannot run, or requests came too late",
        "none": f"{UNASKED} not asked",
    }
    key = (element("span", said, class_=name) for name, said in shown.items())
    return joined(
        element("h2", "What each choice costs"),
        sentences(report.answer),
        element("p", _explained(found)),
        element("p", *key, class_="key"),
        controls(),
        element("p", id="told", role="status", class_="quiet"),
        scrolled(matrix_table(found), "the regret matrix"),
        element("h3", "The smallest sets that suffice"),
        element("ul", *(element("li", set_text(one)) for one in found.smallest), id="sets"),
    )


def _explained(found: Matrix) -> str:
    latency = any(row.metric == BY_LATENCY for row in found.rows)
    more = f" {BY_LATENCY}: the time of the slowest 1 in 100." if latency else ""
    return (
        "How many times the best time each choice takes, by its best engine. Good enough: proven "
        f"within {show.percent(found.margin)} of the best; behind: proven beyond; open: "
        f"neither.{more}"
    )


def _bare() -> Markup:
    """The places that the script fills, where there is nothing to compare."""
    table = element("table", element("thead"), element("tbody"), element("tfoot"), id="matrix")
    return joined(scrolled(table, "the regret matrix"), element("ul", id="sets"))


def _samples(results: Results, analysis: Analysis, found: Matrix) -> Markup:
    data = data_of(labels(analysis), results.samples, results.interims)
    text = packed({**data, "margin": found.margin})
    return Markup(f'<script type="application/octet-stream" id="samples">{text}</script>')
