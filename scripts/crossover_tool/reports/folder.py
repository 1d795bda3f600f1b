"""The report of a run as a folder: report.md, report.html and charts."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from crossover_tool.analysis.analyse import Analysis
from crossover_tool.atomic import replace_text
from crossover_tool.charts.save import save
from crossover_tool.charts.style import settings
from crossover_tool.paths import shown
from crossover_tool.reports.html.page import page
from crossover_tool.reports.markdown import markdown
from crossover_tool.reports.sections import Section
from crossover_tool.samples.reader import Results
from crossover_tool.views.view import Chart

MARKDOWN, HTML = "report.md", "report.html"


@dataclass(frozen=True)
class Written:
    """What came of writing a report: its path (None: not written), the charts that were drawn, a
    sentence for each thing that was not, and the path of the page for a browser."""

    report: Path | None
    charts: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    page: Path | None = None


def write_report(
    analysis: Analysis, report: Section, folder: Path, results: Results | None = None
) -> Written:
    """Writes charts/, report.md and, of `results`, report.html into `folder`, replacing old ones.

    Nothing is raised: a table is not lost because a chart, or the folder, cannot be written.
    """
    charts = {name: chart for part in report.walk() for name, chart in part.charts.items()}
    drawn: list[str] = []
    problems: list[str] = []
    try:
        (folder / "charts").mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = error.strerror or str(error)
        return Written(None, (), (f"cannot make the report folder {shown(folder)}: {reason}",))
    for name, problem in _draw(charts, folder / "charts"):
        drawn += [] if problem else [name]
        problems += [problem] if problem else []
    texts = {MARKDOWN: markdown(analysis, report, drawn)}
    if results:
        texts[HTML] = page(results, analysis, report)
    done: dict[str, Path] = {}
    for name, text in texts.items():
        try:
            replace_text(folder / name, text)
        except OSError as error:
            problems.append(f"cannot write {shown(folder / name)}: {error.strerror or error}")
        else:
            done[name] = folder / name
    return Written(done.get(MARKDOWN), tuple(drawn), tuple(problems), done.get(HTML))


def _draw(charts: dict[str, Chart], folder: Path) -> Iterator[tuple[str, str]]:
    """Draws and saves every chart; yields its name, and why it could not be ("": it could)."""
    if not charts:
        return
    try:
        import matplotlib  # noqa: F401
    except ImportError as error:
        yield from ((name, f"cannot draw {name}: {error}") for name in charts)
        return
    with settings():
        for name, chart in charts.items():
            try:
                save(chart.draw(chart.words), folder, name)
                if chart.dark:
                    save(chart.dark(chart.words), folder, f"{name}-dark")
            except OSError as error:
                yield name, f"cannot write the chart {shown(folder / name)}.png: {error.strerror}"
            else:
                yield name, ""
