"""A comparison for people: the same lines for a terminal and for Markdown, and CSV for a
spreadsheet."""

import csv
import io
from collections.abc import Iterator, Sequence
from itertools import groupby
from math import isinf

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from crossover_tool.analysis.compare import Change, Compared, Comparison
from crossover_tool.units import show

HEADINGS = ("contender", "before", "after", "after / before", "interval", "verdict")
STYLES = {Change.FASTER: "green", Change.SLOWER: "red", Change.VOID: "yellow"}
CSV_HEADINGS = (
    "workload",
    "tasks",
    "limit",
    "params",
    "contender",
    "before_ns",
    "after_ns",
    "blocks_before",
    "blocks_after",
    "ratio",
    "low",
    "high",
    "verdict",
)


def line(row: Compared) -> tuple[str, ...]:
    """One row under HEADINGS."""
    interval = "unknown" if isinf(row.high) else f"{show.ratio(row.low)} to {show.ratio(row.high)}"
    return (
        row.contender,
        show.duration_ns(row.before.median),
        show.duration_ns(row.after.median),
        show.ratio(row.ratio),
        interval,
        row.change.value,
    )


def counts(comparison: Comparison) -> str:
    """How many rows came to what, and what counts as a difference."""
    told = [
        f"{comparison.count(change)} {change.value}"
        for change in Change
        if comparison.count(change)
    ]
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
        found.append(
            f"an idle core computed at rates {comparison.drift:.1%} apart in the two runs: "
            "the machine itself changed by that, and the margin is widened to it"
        )
    for side, names in (("before", comparison.only_before), ("after", comparison.only_after)):
        found += [f"only {side}: {name}" for name in names]
    found += [f"another winner: {text}" for text in comparison.fronts]
    return found


def print_comparison(comparison: Comparison, console: Console) -> None:
    """Prints a table for every cell, then the counts. The cautions are for standard error, as in
    every format."""
    for label, rows in _by_cell(comparison):
        console.print(label, highlight=False, style="bold")
        table = Table(box=SIMPLE_HEAD, padding=(0, 1), pad_edge=False)
        for heading in HEADINGS:
            left = heading in ("contender", "verdict")
            table.add_column(heading, justify="left" if left else "right", no_wrap=True)
        for row in rows:
            table.add_row(*line(row), style=STYLES.get(row.change))
        console.print(table, highlight=False)
    console.print(counts(comparison), highlight=False, markup=False)


def as_markdown(comparison: Comparison) -> str:
    """The comparison as a Markdown table, for a pull request's comment."""
    parts = ["## crossover: after against before", counts(comparison) + "."]
    if cautions(comparison):
        parts.append("\n".join(f"- {caution}" for caution in cautions(comparison)))
    lines = [_markdown_line(("cell", *HEADINGS)), _markdown_line(["---"] * (len(HEADINGS) + 1))]
    for row in comparison.rows:
        texts = line(row)
        verdict = f"**{texts[-1]}**" if row.change in STYLES else texts[-1]
        lines.append(_markdown_line((row.cell.label, *texts[:-1], verdict)))
    return "\n\n".join([*parts, "\n".join(lines)])


def as_csv(comparison: Comparison) -> str:
    """One line a row under CSV_HEADINGS, in nanoseconds; an unknown bound is empty."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(CSV_HEADINGS)
    for row in comparison.rows:
        cell = row.cell
        params = " ".join(f"{name}={value}" for name, value in cell.params)
        bounds = ["", ""] if isinf(row.high) else [f"{row.low:.6g}", f"{row.high:.6g}"]
        writer.writerow(
            [cell.workload, cell.tasks, cell.limit, params, row.contender]
            + [
                f"{row.before.median:.0f}",
                f"{row.after.median:.0f}",
                row.before.count,
                row.after.count,
            ]
            + [f"{row.ratio:.6g}", *bounds, row.change.value]
        )
    return out.getvalue().rstrip("\n")


def _by_cell(comparison: Comparison) -> Iterator[tuple[str, list[Compared]]]:
    for label, rows in groupby(comparison.rows, key=lambda row: row.cell.label):
        yield label, list(rows)


def _markdown_line(texts: Sequence[str]) -> str:
    return f"| {' | '.join(text.replace('|', '/') for text in texts)} |"
