"""A report as Markdown."""

import re
from collections.abc import Collection, Sequence
from html import escape

from crossover_tool.analysis.analyse import Analysis, machine
from crossover_tool.readable import on_one_line
from crossover_tool.reports.sections import Section
from crossover_tool.samples.records import Header
from crossover_tool.units import show
from crossover_tool.views.view import Chart, Column, Table


def markdown(analysis: Analysis, report: Section, drawn: Collection[str]) -> str:
    """The whole report.md; the charts that were `drawn` are linked as `charts/NAME.png`."""
    header = analysis.header
    parts = [
        f"# crossover: {escaped(report.title)}, {header.started[:10]}",
        escaped(machine(header)) + ".",
    ]
    parts += [f"{escaped(name)}: {code(text)}" for name, text in header.suite.texts.items()]
    parts += [f"> {escaped(warning)}" for warning in analysis.warnings]
    parts += _body(report, drawn)
    if report.below:
        parts.append(summary(report))
    for part in report.below:
        parts += _section(part, drawn)
    parts += ["## How to read this", legend(report), _run(analysis)]
    return "\n\n".join(parts) + "\n"


def summary(report: Section) -> str:
    """What was asked and what was found, a line each."""
    columns = (Column("what", right=False), Column("finding", right=False))
    rows = tuple((part.title, part.finding) for part in report.below)
    return markdown_table(Table(columns, rows))


def legend(report: Section) -> str:
    """What the views that are shown have to explain, each once."""
    told = {one.view: one.legend for part in report.walk() for one in part.shown if one.legend}
    return "\n".join(dict.fromkeys(told.values()))


def escaped(text: str) -> str:
    """Text that Markdown takes for text: no link, no tag, no new line."""
    text = re.sub(r"<(?=[A-Za-z/!?])", "&lt;", on_one_line(text))
    return re.sub(r"(\\*)\](?=[(\[:])", r"\1\1\\]", text)


def code(text: str) -> str:
    """Text as Markdown shows it letter by letter, within as many backticks as none in it has."""
    text = on_one_line(text)
    fence = "`" * (1 + max(map(len, re.findall("`+", text)), default=0))
    edge = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{edge}{text}{edge}{fence}"


def _section(part: Section, drawn: Collection[str], level: str = "##") -> list[str]:
    """A part; a group that is one cell, and says no more than that, is that cell."""
    parts = [f"{level} {escaped(part.title)}", *_body(part, drawn)]
    for below in part.below:
        single = len(part.below) == 1 and not part.findings
        parts += _body(below, drawn) if single else _section(below, drawn, f"{level}#")
    return parts


def _body(part: Section, drawn: Collection[str]) -> list[str]:
    parts = [f"**{escaped(finding)}.**" for finding in part.findings.values()]
    parts += [
        picture(f"charts/{name}", chart) for name, chart in part.charts.items() if name in drawn
    ]
    if part.sentences:
        parts.append("\n".join(f"- {escaped(sentence)}" for sentence in part.sentences))
    for table in part.tables:
        parts += [f"{escaped(table.title)}:"] if table.title else []
        parts.append(markdown_table(table))
    return parts


def picture(path: str, chart: Chart) -> str:
    """A chart as an image, with its finding for who cannot see it; one that there is for a dark
    ground too is shown on that. A page is linked."""
    if chart.page:
        forms = f"[PNG]({path}.png), [SVG]({path}.svg)"
        forms += f", [for a dark ground]({path}-dark.png)" if chart.dark else ""
        return f"[The answer on one page]({path}.pdf), to print or to send on ({forms})."
    if not chart.dark:
        return f"![{escaped(chart.words.finding)}]({path}.png)"
    alt = escape(on_one_line(chart.words.finding))
    source = f'<source media="(prefers-color-scheme: dark)" srcset="{path}-dark.png">'
    return f'<picture>{source}<img alt="{alt}" src="{path}.png"></picture>'


def markdown_table(table: Table) -> str:
    """A table as GitHub's Markdown has it."""
    headings = [column.heading.replace("\n", " ") for column in table.columns]
    rule = ["---:" if column.right else "---" for column in table.columns]
    return "\n".join([_line(headings), _line(rule), *(_line(row) for row in table.rows)])


def _line(texts: Sequence[str]) -> str:
    cells = (escaped(text).replace("|", r"\|") for text in texts)
    return f"| {' | '.join(cells)} |"


def _run(analysis: Analysis) -> str:
    header, build = analysis.header, analysis.header.build
    libraries = ", ".join(f"{name} {one}" for name, one in sorted(build.libraries.items()))
    return escaped(
        f"crossover {header.version}, suite {header.suite.name}, seed {header.seed}, "
        f"{_plan(header)}, {analysis.samples} samples, run {analysis.status}. "
        f"{build.build_type} build, {libraries}."
    )


def _plan(header: Header) -> str:
    """How long blocks went on."""
    budget_s = header.protocol.budget_s
    if budget_s is not None:
        least = header.protocol.least_blocks
        some = f"{least} blocks, and more" if least > 1 else "blocks"
        return f"{some} for {show.long_duration_s(budget_s)}"
    return f"{header.suite.blocks} blocks"
