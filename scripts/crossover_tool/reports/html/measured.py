"""How the figures were measured, on which machine, and what they do not say."""

from collections.abc import Iterator

from crossover_tool.analysis.analyse import Analysis
from crossover_tool.charts.page.elements import Markup, element, joined
from crossover_tool.reports.html.prose import list_of, sentences
from crossover_tool.reports.markdown import legend
from crossover_tool.reports.sections import Section
from crossover_tool.units import show

METHOD = (
    "A sample is one contender on one cell in one fresh process: warmed up, every answer checked "
    "against the expected one, then measured.",
    "A block is every contender of a cell once, in a seeded, balanced order; one contender runs "
    "twice, against itself. A block that others disturbed is taken again.",
    "A regret is the median over blocks of the ratio of two contenders of the same block, with the "
    "interval at the level at which it was judged. What is called good enough or behind holds "
    "together over all fields of the matrix: at most 5 % of reports say so of one that is not.",
)
LIMITS = (
    "These figures are of this machine alone: another has other cores, clocks and a kernel.",
    "Servers run on the same machine, over loopback: they take their share of its cores, and no "
    "network adds its own delays.",
    "Nothing is said of what lies between or beyond the cells that were measured.",
    "A choice is judged by its best engine here; the library that you use may be another.",
    "CPU, memory and latency are compared one question at a time; their intervals do not hold "
    "together over the page.",
)


def how_measured(analysis: Analysis, report: Section) -> Markup:
    return joined(
        element("h2", "How this was measured"),
        sentences(list(METHOD)),
        element("h3", "Under which conditions"),
        sentences([said for one in report.shown if not one.finding for said in one.sentences]),
        element("h3", "What it does not say"),
        sentences(list(LIMITS)),
        element("h3", "The machine and the build"),
        _host(analysis),
        element("h3", "Words in the tables"),
        list_of(legend(report)),
    )


def _host(analysis: Analysis) -> Markup:
    rows = (
        element("tr", element("th", name, scope="row"), element("td", value, class_="words"))
        for name, value in _facts(analysis)
        if value
    )
    table = element("table", element("tbody", *rows))
    return element(
        "div", table, class_="scroll", tabindex=0, role="group", aria_label="the machine"
    )


def _facts(analysis: Analysis) -> Iterator[tuple[str, str]]:
    header = analysis.header
    host, build = header.host, header.build
    yield "processor", f"{host.cpu_model}, {host.cores} cores"
    yield "memory", show.size_bytes(host.memory_bytes) if host.memory_bytes else ""
    yield "virtualisation", host.virtualisation or ""
    yield "system", f"{host.os}, {host.kernel}"
    yield "governor", host.governor or ""
    yield "compiler", f"{build.compiler}, {build.build_type} {build.flags}".strip()
    yield "libraries", ", ".join(f"{name} {one}" for name, one in sorted(build.libraries.items()))
    yield "crossover", header.version
    suite = header.suite
    yield "suite", f"{suite.name}, {len(suite.cells)} cells, seed {header.seed}"
    yield "samples", f"{show.count(analysis.samples)}, {suite.blocks} blocks planned"
    yield "started", f"{header.started}; the run is {analysis.status}"
    yield from ((name, value) for name, value in header.suite.texts.items())
