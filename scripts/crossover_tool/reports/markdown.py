"""The Markdown summary of a run."""

from collections.abc import Mapping, Sequence

from crossover_tool.analysis.cell import CellResult
from crossover_tool.analysis.decision_map import map_finding
from crossover_tool.analysis.finding import cell_finding, sweep_finding, sweep_sentences
from crossover_tool.analysis.group import GroupResult
from crossover_tool.analysis.lag import asks_for_lag, lag_finding
from crossover_tool.analysis.report import Analysis, machine
from crossover_tool.charts.make import Chart
from crossover_tool.reports.notes import conditions, doctor, notes
from crossover_tool.reports.rows import HEADINGS, rows
from crossover_tool.reports.tables import Table, cost_table, growth_table, growth_title
from crossover_tool.samples.records import Header
from crossover_tool.units import show

LEGEND = """\
- **makespan**: the median over blocks of a batch's time, from its start until the last task is done. A block is every
  contender once, each in a fresh process. **interval**: the order-statistic interval of that median.
- **to best**: makespan over the best one's. **its interval**: of the paired log-ratio, with moderated variance, at the level at
  which it was judged: corrected over the report where it decides on a winner.
- **CPU**: user and system time of a batch, children included, the server excluded. **memory**: peak above the idle process,
  children included.
- **efficiency**: the ideal (what physics allows at this limit) over the makespan. **bound by**: what sets that ideal:
  the wait of one task, the CPU, the limit (tasks come in rounds), or the server where it was busy for most of the makespan.
- **contention**, **coherency**: sigma and kappa of the Universal Scalability Law (Gunther), with 95 % intervals.
- What a task costs: **switches** of context, voluntary and not; **allocations** that the allocator was asked for, by whatever library,
  and their bytes; **memory** as above: each of a batch, over its tasks. **set-up** happens once, outside the makespan. **threads** and
  **processes** are the most that were seen. **refused**: calls that a service with a capacity turned away, wasted.
- **small**: the latency of the small tasks of `head_of_line`, from arrival to end. Of `simple_script` the **makespan** is set-up, the
  first batch and tear-down together.
- **lag**: how late a heartbeat, due every millisecond on the contender's loop, was let run.
- **verdict**: WINNER only where every rival's whole interval lies beyond the margin, at a level at which at most 5 % of
  reports hold a false winner; TIE where it lies inside; otherwise UNRESOLVED; VOID where a sample or the A/A control failed. The margin is 2 %
  or the noise floor; below six blocks a rival must lie 25 % behind.
- The first column is the rank. Rank 1 is shared by all that are not proven slower than the best; of the others, the next rank by all that are not
  proven slower than the best of these, and so on.
- **A/A control**: one contender ran twice in each block; the noise floor is by how much the two differ, as a median over the report.
"""


def markdown(analysis: Analysis, charts: Mapping[int, Sequence[Chart]]) -> str:
    """The whole report.md; charts are linked as `charts/NAME.png`."""
    header = analysis.header
    parts = [f"# crossover: {header.suite.name}, {header.started[:10]}", machine(header) + "."]
    parts += [f"{name}: `{text}`" for name, text in header.suite.texts.items()]
    parts += [f"> {warning}" for warning in analysis.warnings]
    parts.append(summary(analysis))
    for number, group in enumerate(analysis.groups):
        parts += _group(group, charts.get(number, []))
    parts += ["## How to read this", LEGEND.rstrip(), _run(analysis)]
    return "\n\n".join(parts) + "\n"


def summary(analysis: Analysis) -> str:
    """What was asked and what was found, a line each."""
    lines = ["| what | finding |", "| --- | --- |"]
    lines += [f"| {chart.setting}: a map | {map_finding(chart)} |" for chart in analysis.maps]
    lines += [f"| {group.setting} | {_finding(group)} |" for group in analysis.groups]
    return "\n".join(lines)


def _finding(group: GroupResult) -> str:
    if asks_for_lag(group.cells[0]):
        return lag_finding(group.cells[0])
    return sweep_finding(group) if group.axis else cell_finding(group.cells[0])


def _group(group: GroupResult, charts: Sequence[Chart]) -> list[str]:
    parts = [f"## {group.setting}", f"**{_finding(group)}.**"]
    parts += [f"![{chart.words.finding}](charts/{chart.name}.png)" for chart in charts]
    sentences = sweep_sentences(group)
    if sentences:
        parts.append("\n".join(f"- {sentence}" for sentence in sentences))
    grown = growth_table(group)
    if grown:
        parts += [f"{growth_title(group)}:", _table(grown)]
    for result in group.cells:
        parts += _cell(result)
    return parts


def _cell(result: CellResult) -> list[str]:
    parts = [f"### {result.cell.label}", f"{cell_finding(result)}."]
    if result.ranked:
        parts.append(_table([HEADINGS, *rows(result)]))
        parts += ["What a task costs, and what was there at once:", _table(cost_table(result))]
    if notes(result):
        parts.append("\n".join(f"- {note}" for note in notes(result)))
    return parts


def _table(table: Table) -> str:
    heading, *body = table
    return "\n".join([_line(heading), _line(["---"] * len(heading)), *(_line(row) for row in body)])


def _line(texts: Sequence[str]) -> str:
    return f"| {' | '.join(text.replace('|', '/') for text in texts)} |"


def _run(analysis: Analysis) -> str:
    header, build = analysis.header, analysis.header.build
    libraries = ", ".join(f"{name} {version}" for name, version in sorted(build.libraries.items()))
    return (
        f"crossover {header.version}, suite {header.suite.name}, seed {header.seed}, {_plan(header)}, "
        f"{analysis.samples} samples, run {analysis.status}. {build.build_type} build, {libraries}. "
        + " ".join(f"{sentence[0].upper()}{sentence[1:]}." for sentence in conditions(analysis))
        + f" {doctor(header)}"
    ).rstrip()


def _plan(header: Header) -> str:
    """How long blocks went on."""
    if header.protocol.budget_s is not None:
        return f"blocks for {show.long_duration_s(header.protocol.budget_s)}"
    return f"{header.suite.blocks} blocks"
