"""The Markdown summary of a run."""

from collections.abc import Mapping, Sequence

from crossover_tool.analysis.cell import CellResult
from crossover_tool.analysis.finding import cell_finding, crossing_sentences, sweep_finding
from crossover_tool.analysis.group import GroupResult
from crossover_tool.analysis.report import Analysis, machine
from crossover_tool.charts.make import Chart
from crossover_tool.reports.notes import notes
from crossover_tool.reports.rows import HEADINGS, rows

LEGEND = """\
- **makespan**: the median over blocks of a batch's time, from its start until the last task is done. A block is every
  contender once, each in a fresh process. **interval**: the order-statistic interval of that median.
- **to best**: makespan over the best one's. **its interval**: Student-t interval of the paired log-ratio, corrected for the
  number of rivals (Holm).
- **CPU**: user and system time of a batch, children included, the peer excluded. **memory**: peak above the idle process,
  children included.
- **efficiency**: the ceiling (what physics allows at this limit) over the makespan.
- **verdict**: WINNER only where every rival's whole interval lies more than 2 % away; TIE where it lies inside 2 %;
  otherwise UNRESOLVED. Rank 1 is shared by all that are not proven slower.
"""


def markdown(analysis: Analysis, charts: Mapping[int, Sequence[Chart]]) -> str:
    """The whole report.md; charts are linked as `charts/NAME.png`."""
    header = analysis.header
    parts = [f"# crossover: {header['suite']}, {header['started'][:10]}", machine(header) + "."]
    parts += [f"> {warning}" for warning in analysis.warnings]
    parts.append(summary(analysis))
    for number, group in enumerate(analysis.groups):
        parts += _group(group, charts.get(number, []))
    parts += ["## How to read this", LEGEND.rstrip(), _run(analysis)]
    return "\n\n".join(parts) + "\n"


def summary(analysis: Analysis) -> str:
    """What was asked and what was found, a line each."""
    lines = ["| what | finding |", "| --- | --- |"]
    lines += [f"| {group.setting} | {_finding(group)} |" for group in analysis.groups]
    return "\n".join(lines)


def _finding(group: GroupResult) -> str:
    return sweep_finding(group) if group.axis else cell_finding(group.cells[0])


def _group(group: GroupResult, charts: Sequence[Chart]) -> list[str]:
    parts = [f"## {group.setting}", f"**{_finding(group)}.**"]
    parts += [f"![{chart.words.finding}](charts/{chart.name}.png)" for chart in charts]
    sentences = crossing_sentences(group)
    if sentences:
        parts.append("\n".join(f"- {sentence}" for sentence in sentences))
    for result in group.cells:
        parts += _cell(result)
    return parts


def _cell(result: CellResult) -> list[str]:
    parts = [f"### {result.cell.label}", f"{cell_finding(result)}."]
    if result.ranked:
        lines = [_line(HEADINGS), _line(["---"] * len(HEADINGS)), *(_line(row) for row in rows(result))]
        parts.append("\n".join(lines))
    if notes(result):
        parts.append("\n".join(f"- {note}" for note in notes(result)))
    return parts


def _line(texts: Sequence[str]) -> str:
    return f"| {' | '.join(text.replace('|', '/') for text in texts)} |"


def _run(analysis: Analysis) -> str:
    header, build = analysis.header, analysis.header["build"]
    libraries = ", ".join(f"{name} {version}" for name, version in sorted(build["libraries"].items()))
    return (
        f"crossover {header['version']}, suite {header['suite']}, seed {header['seed']}, {header['blocks']} blocks, "
        f"{analysis.samples} samples, run {analysis.status}. {build['build_type']} build, {libraries}."
    )
