"""A comparison for people: the same lines for a terminal and for Markdown, and CSV for a
spreadsheet."""

import csv
import io
import math
from itertools import groupby

from crossover_tool.analysis.compare import MAKESPAN, Change, Compared, Comparison
from crossover_tool.grouped import grouped
from crossover_tool.reports.markdown import escaped, markdown_table
from crossover_tool.reports.screen import Screen
from crossover_tool.stats.shift import MOST
from crossover_tool.units import show
from crossover_tool.views.view import Column, Table

COLUMNS = (
    Column("contender", 100, right=False),
    Column("before", 60),
    Column("after", 70),
    Column("after / before", 90),
    Column("interval", 50),
    Column("verdict", 80, right=False),
)
STYLES = {Change.FASTER: "green", Change.SLOWER: "red", Change.VOID: "yellow"}
CSV_HEADINGS = (
    "workload,tasks,limit,params,contender,before_ns,after_ns,blocks_before,blocks_after,"
    "ratio,low,high,verdict,metric"
)


def line(row: Compared) -> tuple[str, ...]:
    known = f"{show.ratio(row.low)} to {show.ratio(row.high)}"
    interval = "unknown" if math.isinf(row.high) else known
    medians = [show.duration_ns(one.median) for one in (row.before, row.after)]
    what = "" if row.metric == MAKESPAN else f", {row.metric}"
    return (f"{row.contender}{what}", *medians, show.ratio(row.ratio), interval, row.change.value)


def counts(comparison: Comparison) -> str:
    """How many rows came to what, and what counts as a difference."""
    told = [f"{many} {one.value}" for one in Change if (many := comparison.count(one))]
    return (
        f"{', '.join(told)} of {len(comparison.rows)}; a difference within {comparison.margin:.1%} counts as none; "
        "intervals hold together at 95 %"
    )


def cautions(comparison: Comparison) -> list[str]:
    """What the reader must know before believing a row."""
    found = []
    if comparison.host_changes:
        found.append(
            f"unlike hosts: {'; '.join(comparison.host_changes)}: the figures compare the machines as well"
        )
    if comparison.build_changes:
        found.append(f"unlike builds: {'; '.join(comparison.build_changes)}")
    if comparison.drift > 0.02:
        whose = "the machines differ" if comparison.host_changes else "the machine itself changed"
        found.append(
            f"an idle core computed at rates {comparison.drift:.1%} apart in the two runs: "
            f"{whose} by that, and the margin is raised to it"
        )
    if comparison.dependent:
        found.append(
            f"blocks of {' and '.join(comparison.dependent)} depend on one another: who is slow in "
            "one tends to be so in the next, and the intervals are too narrow"
        )
    if comparison.shift:
        low, high = comparison.shift.interval
        found.append(
            f"the machine took {comparison.shift.ratio:.3f} times as long (95 %: {low:.3f} to "
            f"{high:.3f}; {comparison.shift.count} controls): a gate counts what is beyond; a change "
            "that all contenders share looks the same, unless --untouched names the controls"
        )
    if comparison.shift and comparison.wandered > math.expm1(MOST):
        found.append(
            f"the machine's own speed came and went within the runs, so that two of them may differ "
            f"by {comparison.wandered:.0%}: as much of what all contenders share is charged to it"
        )
    if comparison.shared:
        found.append(
            f"all contenders together took {comparison.shared.ratio:.3f} times as long, and that is "
            "taken for their doing: where it is the machine's, name with --untouched those that "
            "nobody changed"
        )
    found += [f"lost: {text}" for text in lost(comparison)]
    found += [f"only after: {name}" for name in comparison.only_after]
    found += [f"another winner: {text}" for text in comparison.fronts]
    return found


def sight(comparison: Comparison, threshold: float) -> str:
    """What a gate at `threshold` could have seen, in a sentence."""
    found = sorted(
        zip(comparison.detectable(threshold), comparison.rows),
        key=lambda one: (one[0], one[1].cell.key, one[1].contender),
    )
    if not found:
        return "no regression could have been seen: nothing was measured in both results"
    return (
        f"smallest regression that four of five such comparisons would have seen: {_seen(*found[0])}, "
        f"{_share(found[len(found) // 2][0])} in the middle row, {_seen(*found[-1])}"
    )


def unseen(comparison: Comparison, threshold: float, sought: float) -> str:
    """That a regression of `sought` could not have been seen, and where; "" when it could."""
    found = comparison.detectable(threshold)
    blind = sum(one > sought for one in found)
    if found and not blind:
        return ""
    return (
        f"a regression of {sought:.1%} could not have been seen in {blind} of {len(found)} rows; give "
        "both runs more blocks, or a quieter machine"
    )


def _seen(change: float, row: Compared) -> str:
    return f"{_share(change)} of {row.contender} on {row.cell.label}"


def _share(change: float) -> str:
    return "none" if math.isinf(change) else f"{change:.1%}"


def lost(comparison: Comparison) -> list[str]:
    """What had figures before and has none to believe now: a line for each cell and reason."""
    together = grouped(comparison.lost, lambda one: (one.cell.label, one.why))
    return [
        f"{label}: {', '.join(one.contender for one in found)} {why}"
        for (label, why), found in together.items()
    ]


def print_comparison(comparison: Comparison, screen: Screen) -> None:
    """Prints a table for every cell, then the counts. The cautions are for standard error, as in
    every format."""
    for label, found in groupby(comparison.rows, key=lambda row: row.cell.label):
        rows = list(found)
        styles = tuple(STYLES.get(row.change, "") for row in rows)
        screen.table(Table(COLUMNS, tuple(line(row) for row in rows), label, styles))
        screen.line()
    screen.prose(counts(comparison))


def as_markdown(comparison: Comparison) -> str:
    """The comparison as a Markdown table, for a pull request's comment."""
    parts = ["## crossover: after against before", counts(comparison) + "."]
    if cautions(comparison):
        parts.append("\n".join(f"- {escaped(caution)}" for caution in cautions(comparison)))
    rows = []
    for row in comparison.rows:
        *texts, verdict = line(row)
        told = f"**{verdict}**" if row.change in STYLES else verdict
        rows.append((row.cell.label, *texts, told))
    columns = (Column("cell", right=False), *COLUMNS)
    return "\n\n".join([*parts, markdown_table(Table(columns, tuple(rows)))])


def as_csv(comparison: Comparison) -> str:
    """One line a row under CSV_HEADINGS, in nanoseconds; an unknown bound is empty."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(CSV_HEADINGS.split(","))
    for row in comparison.rows:
        cell = row.cell
        params = " ".join(f"{name}={value}" for name, value in cell.params)
        bounds = ["", ""] if math.isinf(row.high) else [f"{row.low:.6g}", f"{row.high:.6g}"]
        what = (cell.workload, cell.tasks, cell.limit, params, row.contender)
        medians = (f"{row.before.median:.0f}", f"{row.after.median:.0f}")
        blocks = (row.before.count, row.after.count)
        found = (f"{row.ratio:.6g}", *bounds, row.change.value, row.metric)
        writer.writerow((*what, *medians, *blocks, *found))
    return out.getvalue().rstrip("\n")
