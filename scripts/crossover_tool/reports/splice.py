"""A report's chart and summary inside another Markdown file, between marks, so that no figure there
is typed by hand."""

import os
from pathlib import Path

from crossover_tool.analysis.analyse import machine
from crossover_tool.reports.gallery import gallery
from crossover_tool.reports.markdown import escaped, picture, summary
from crossover_tool.reports.marked_page import filled, renew, replaced
from crossover_tool.reports.report import Report
from crossover_tool.reports.sections import Section

PARTS = ("chart", "summary")
GALLERY = "gallery"
MOST_SENTENCES = 5
"""More are no first screen."""


def splice(report: Report, folder: Path, into: Path) -> None:
    """Replaces what stands between `<!-- results:chart -->` and `<!-- /results:chart -->`, and the
    same for `summary`.

    The chart is that of the whole run, the regret matrix; where there is none, that which sweeps the
    number of tasks over the most values, or the first. The summary is what the run comes to in
    MOST_SENTENCES sentences; where there are none, a line for each part of it. A file with a place
    for a `gallery` gets a picture of each kind there, and needs no other place.
    ResultsError when the file cannot be read or written, or lacks a mark.
    """
    renew(into, lambda text: spliced(text, report, folder, into))


def spliced(text: str, report: Report, folder: Path, into: Path) -> str:
    """The `text` of the file `into` as it reads with the results of `folder` between its marks.
    ResultsError without marks."""
    link = Path(os.path.relpath(folder.resolve(), into.resolve().parent))
    texts = {
        "chart": _chart(report.sections, link),
        "summary": _summary(report, link),
        GALLERY: gallery(report.sections, link),
    }
    there = [part for part in texts if f"<!-- results:{part} -->" in text]
    for part in there if GALLERY in there else PARTS:
        text = replaced(text, f"results:{part}", texts[part], "no place for results", into)
    return text


def _chart(report: Section, link: Path) -> str:
    own = next(iter(report.charts.items()), None)
    if own:
        return picture((link / "charts" / own[0]).as_posix(), own[1])
    drawn = [part for part in report.below if part.charts]
    if not drawn:
        return "(no chart)"
    swept = [part for part in drawn if part.about.get("axis") == "tasks"]
    name, chart = next(iter(max(swept or drawn[:1], key=_says).charts.items()))
    return f"![{chart.words.finding}]({(link / 'charts' / f'{name}.png').as_posix()})"


def _says(part: Section) -> tuple[bool, int]:
    """How much a chart over tasks says at a first look: a cold start is a question of its own, and
    more values say more."""
    return all(one.view != "cold_start" for one in part.shown), len(part.below)


def _summary(report: Report, link: Path) -> str:
    said = report.sections.answer[:MOST_SENTENCES]
    told = "\n".join(filled(f"- {escaped(one)}", "  ") for one in said)
    text = f"[{link.as_posix()}]({(link / 'report.md').as_posix()}) has the rest."
    made = filled(f"{machine(report.analysis.header)}; {text}")
    return f"{told or summary(report.sections)}\n\n{made}"
