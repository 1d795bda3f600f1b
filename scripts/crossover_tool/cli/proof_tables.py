"""What `crossover prove` prints: a table a promise, a line a noise or a queue."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from crossover_tool.overhead.overhead_words import as_json
from crossover_tool.overhead.promise import Judged, State
from crossover_tool.reports.screen import Screen
from crossover_tool.units import show
from crossover_tool.views.view import Column, Table

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
            who: Row = {
                "scenario": scenario.name,
                "what": scenario.what,
                "promise": criterion.title,
            }
            rows.append({**who, **asdict(found), "at_least": criterion.at_least, "ok": found.ok})
    return rows


def queue_row(found: "Agreement") -> Row:
    """A queue at a load, as JSON has it; waits in service times."""
    row = asdict(found)
    row["queue"] = found.queue.name
    row["contender"] = found.queue.contender
    return {**row, "most": found.most, "state": found.state, "ok": found.state != "BROKEN"}


def generator_row(found: Judged) -> Row:
    """How late a generator was, as JSON has it; in us."""
    return {**as_json(found), "ok": found.state is not State.BROKEN}


def broken_generator(row: Row) -> str:
    """What a generator comes to that is too late."""
    value, low, high = (show.significant(row[name]) for name in ("value", "low", "high"))
    return (
        f"{row['contender']} on {row['cell']}: late by {value} us at the 99th percentile ({low} to "
        f"{high}), at most {row['at_most']:g} us are promised: other programs may have had its core"
    )


def broken_rate(row: Row) -> str:
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


def print_rates(rows: Sequence[Row], screen: Screen) -> None:
    """A table a promise, a line a noise."""
    for promise in dict.fromkeys(row["promise"] for row in rows):
        mine = [row for row in rows if row["promise"] == promise]
        columns = (
            Column(promise, 100, right=False),
            Column("rate", 95),
            Column("95 % interval", 80),
            Column("of", 60),
            Column("bound", 85),
            Column("", 90, right=False),
        )
        screen.table(Table(columns, tuple(map(_line, mine)), styles=_styles(mine)))
        screen.line()
    for scenario, what in {row["scenario"]: row["what"] for row in rows}.items():
        screen.prose(f"{scenario}: {what}", "dim")
    screen.prose(
        "held: the whole interval keeps the bound; open: more reports would tell; without a bound: "
        "shown, not promised",
        "dim",
    )


def print_generator(rows: Sequence[Row], screen: Screen) -> None:
    """A line a generator and rate, and a bare thread's beside; nothing where none was measured."""
    if not rows:
        return
    columns = (
        Column("late at p99", 100, right=False),
        Column("us", 99),
        Column("its interval", 80),
        Column("bound", 85),
        Column("", 90, right=False),
    )
    screen.table(Table(columns, tuple(map(_generator_line, rows)), styles=_styles(rows)))
    screen.prose(
        "the intervals of what is promised hold together in 95 of 100; a thread that only sleeps "
        "shows what the kernel allows here",
        "dim",
    )
    screen.line()


def _generator_line(row: Row) -> tuple[str, ...]:
    who = f"{row['contender']}, {row['cell']}"
    if row["value"] is None:
        return who, "–", row["reason"], "", row["state"]
    bound = f"<= {row['at_most']:g}" if row["at_most"] else ""
    interval = f"{show.significant(row['low'])} to {show.significant(row['high'])}"
    return who, show.significant(row["value"]), interval, bound, row["state"] if bound else "shown"


def print_queues(rows: Sequence[Row], screen: Screen) -> None:
    """A line a queue and load; nothing where none was measured."""
    if not rows:
        return
    columns = (
        Column("mean wait, in service times", 100, right=False),
        Column("load", 99),
        Column("theory", 95),
        Column("all draws", 94),
        Column("95 % interval", 80),
        Column("bound", 85),
        Column("", 90, right=False),
        Column("measured", 70),
        Column("same draws", 60),
    )
    screen.table(Table(columns, tuple(map(_queue_line, rows)), styles=_styles(rows)))
    screen.prose(
        "measured: by the bench, over all runs; same draws: what their arrivals and services make of "
        "such a queue; all draws: the one less the other, put right by many more draws",
        "dim",
    )
    screen.line()


def _styles(rows: Sequence[Row]) -> tuple[str, ...]:
    return tuple("red" if row["ok"] is False else "" for row in rows)


def _queue_line(row: Row) -> tuple[str, ...]:
    figures = (f"{row['theory']:.3f}", f"{row['wait']:.3f}")
    interval = f"{row['low']:.3f} to {row['high']:.3f}"
    own = (f"{row['measured']:.3f}", f"{row['same_draws']:.3f}")
    place = (row["queue"], f"{row['load']:.0%}")
    return (*place, *figures, interval, f"± {row['most']:.3f}", row["state"], *own)


def _line(row: Row) -> tuple[str, ...]:
    sign = ">=" if row["at_least"] else "<="
    bound = "" if row["bound"] is None else f"{sign} {row['bound']:.0%}"
    interval = f"{row['low']:.1%} to {row['high']:.1%}"
    return row["scenario"], f"{row['rate']:.1%}", interval, f"{row['count']:,}", bound, row["state"]
