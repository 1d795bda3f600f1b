"""What `crossover prove` prints: a table a promise, a line a noise or a queue."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from crossover_tool.proof.criteria import Criterion
    from crossover_tool.proof.noise import Scenario
    from crossover_tool.proof.queue_path import Agreement

Row = dict[str, Any]


def rate_rows(
    criteria: "Sequence[Criterion]",
    scenarios: "Sequence[Scenario]",
    counts: Mapping[str, Mapping[str, Counter[str]]],
) -> list[Row]:
    """Every rate that was measured, as JSON has it."""
    from crossover_tool.proof import (
        criteria as home,
    )  # brings numpy, which takes its time to import

    rows = []
    for scenario in scenarios:
        for criterion in criteria:
            found = home.measure(criterion, scenario, counts[scenario.name])
            if found is None:
                continue
            rows.append(
                {
                    "scenario": scenario.name,
                    "what": scenario.what,
                    "promise": criterion.title,
                    **asdict(found),
                    "at_least": criterion.at_least,
                    "ok": found.ok,
                }
            )
    return rows


def queue_row(found: "Agreement") -> Row:
    """A queue at a load, as JSON has it; waits in service times."""
    row = asdict(found)
    row["queue"] = found.queue.name
    row["contender"] = found.queue.contender
    return {**row, "most": found.most, "state": found.state, "ok": found.state != "BROKEN"}


def broken_rate(row: Row) -> str:
    """What a rate that breaks its bound comes to."""
    return (
        f"{row['promise']} under {row['scenario']} noise: {row['rate']:.1%} "
        f"({row['low']:.1%} to {row['high']:.1%}), the bound is {row['bound']:.0%}"
    )


def broken_queue(row: Row) -> str:
    """What a queue comes to that does not wait as theory says."""
    return (
        f"{row['queue']} at {row['load']:.0%} load ({row['contender']}): a request waits for "
        f"{row['wait']:.3f} service times ({row['low']:.3f} to {row['high']:.3f}), theory says "
        f"{row['theory']:.3f}, and {row['most']:.3f} more or less are granted"
    )


def print_rates(rows: Sequence[Row], out: Console) -> None:
    """A table a promise, a line a noise."""
    for promise in dict.fromkeys(row["promise"] for row in rows):
        table = _table((promise, "rate", "95 % interval", "of", "bound", ""), (promise, ""))
        for row in rows:
            if row["promise"] == promise:
                table.add_row(*_line(row), style="red" if row["ok"] is False else None)
        out.print(table, highlight=False)
    for scenario, what in {row["scenario"]: row["what"] for row in rows}.items():
        out.print(f"{scenario}: {what}", highlight=False, style="dim")
    out.print(
        "held: the whole interval keeps the bound; open: more reports would tell; without a bound: "
        "shown, not promised",
        style="dim",
    )


def print_queues(rows: Sequence[Row], out: Console) -> None:
    """A line a queue and load; nothing where none was measured."""
    if not rows:
        return
    first = "mean wait, in service times"
    table = _table(
        (first, "load", "theory", "all draws", "95 % interval", "bound", "", "measured")
        + ("same draws",),
        (first, ""),
    )
    for row in rows:
        figures = (f"{row['theory']:.3f}", f"{row['wait']:.3f}")
        interval = f"{row['low']:.3f} to {row['high']:.3f}"
        bound = f"± {row['most']:.3f}"
        own = (f"{row['measured']:.3f}", f"{row['same_draws']:.3f}")
        place = (row["queue"], f"{row['load']:.0%}")
        line = (*place, *figures, interval, bound, row["state"], *own)
        table.add_row(*line, style="red" if row["ok"] is False else None)
    out.print(table, highlight=False)
    out.print(
        "measured: by the bench, over all runs; same draws: what their arrivals and services make of "
        "such a queue; all draws: the one less the other, put right by many more draws",
        style="dim",
    )


def _table(headings: Sequence[str], left: Sequence[str]) -> Table:
    table = Table(box=SIMPLE_HEAD, padding=(0, 1), pad_edge=False)
    for heading in headings:
        table.add_column(heading, justify="left" if heading in left else "right")
    return table


def _line(row: Row) -> tuple[str, ...]:
    sign = ">=" if row["at_least"] else "<="
    bound = "" if row["bound"] is None else f"{sign} {row['bound']:.0%}"
    interval = f"{row['low']:.1%} to {row['high']:.1%}"
    return row["scenario"], f"{row['rate']:.1%}", interval, f"{row['count']:,}", bound, row["state"]
