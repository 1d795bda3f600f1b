"""The report of a run as a folder: report.md, report.html and charts."""

from dataclasses import dataclass
from pathlib import Path

from crossover_tool.analysis.analyse import Analysis
from crossover_tool.atomic import replace_text
from crossover_tool.paths import shown
from crossover_tool.readable import on_one_line
from crossover_tool.reports.drawing import draw_all
from crossover_tool.reports.html.page import page
from crossover_tool.reports.markdown import markdown
from crossover_tool.reports.sections import Section
from crossover_tool.samples.reader import Results

MARKDOWN, HTML = "report.md", "report.html"


@dataclass(frozen=True)
class Written:
    """What came of writing a report: its path (None: not written), the charts that were drawn, a
    sentence for each thing that was not, and the path of the page for a browser."""

    report: Path | None
    charts: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    page: Path | None = None

    def tell(self) -> None:
        for what, path in (("page", self.page), ("report", self.report)):
            if path:
                print(on_one_line(f"{what}: {shown(path)}"))


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
    for name, problem in draw_all(charts, folder / "charts"):
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
