"""A report's chart and summary inside another Markdown file, between marks, so that no figure there
is typed by hand."""

import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from crossover_tool.analysis.report import Analysis, machine
from crossover_tool.atomic import replace_text
from crossover_tool.analysis.group import GroupResult
from crossover_tool.charts.make import Chart
from crossover_tool.errors import ResultsError
from crossover_tool.paths import shown
from crossover_tool.reports.markdown import summary

PARTS = ("chart", "summary")


def splice(
    analysis: Analysis, charts: Mapping[int, Sequence[Chart]], folder: Path, into: Path
) -> None:
    """Replaces what stands between `<!-- results:chart -->` and `<!-- /results:chart -->`, and the
    same for `summary`.

    The chart is that which sweeps the number of tasks over the most values, or the first.
    ResultsError when the file cannot be read or written, or lacks a mark.
    """
    try:
        replace_text(
            into, spliced(into.read_text(encoding="utf-8"), analysis, charts, folder, into)
        )
    except OSError as error:
        raise ResultsError(f"cannot splice results into {shown(into)}: {error.strerror}") from error


def spliced(
    text: str, analysis: Analysis, charts: Mapping[int, Sequence[Chart]], folder: Path, into: Path
) -> str:
    """The `text` of the file `into` as it reads with the results of `folder` between its marks.
    ResultsError without marks."""
    link = Path(os.path.relpath(folder.resolve(), into.resolve().parent))
    texts = {"chart": _chart(charts, analysis, link), "summary": _summary(analysis, link)}
    for part in PARTS:
        text = _replace(text, part, texts[part], into)
    return text


def _replace(text: str, part: str, body: str, into: Path) -> str:
    opening, closing = f"<!-- results:{part} -->", f"<!-- /results:{part} -->"
    pattern = re.compile(f"{re.escape(opening)}.*?{re.escape(closing)}", re.DOTALL)
    if not pattern.search(text):
        raise ResultsError(
            f"{shown(into)} has no place for results: write {opening} and {closing} where they belong"
        )
    return pattern.sub(lambda _: f"{opening}\n{body}\n{closing}", text, count=1)


def _chart(charts: Mapping[int, Sequence[Chart]], analysis: Analysis, link: Path) -> str:
    swept = [
        n for n, group in enumerate(analysis.groups) if group.axis == "tasks" and charts.get(n)
    ]
    with_charts = [n for n in sorted(charts) if charts[n]]
    if not with_charts:
        return "(no chart)"
    chart = charts[
        max(swept, key=lambda n: _says(analysis.groups[n])) if swept else with_charts[0]
    ][0]
    return f"![{chart.words.finding}]({(link / 'charts' / f'{chart.name}.png').as_posix()})"


def _says(group: GroupResult) -> tuple[bool, int]:
    """How much a chart over tasks says at a first look: a cold start is a question of its own, and
    more values say more."""
    cold = any(contender.cold for cell in group.cells for contender in cell.ranked)
    return not cold, len(group.cells)


def _summary(analysis: Analysis, link: Path) -> str:
    where = f"{machine(analysis.header)}; [{link.as_posix()}]({(link / 'report.md').as_posix()}) has the rest."
    return f"{summary(analysis)}\n\n{where}"
