"""`crossover prove`: how often the verdicts are right, on simulated noise whose truth is known."""

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from crossover_tool.bench.binary import Bench
from crossover_tool.cli.output import print_json
from crossover_tool.cli.parser import Parser
from crossover_tool.errors import ExitCode
from crossover_tool.paths import BENCH
from crossover_tool.reports.screen import Screen
from crossover_tool.suites import values
from crossover_tool.suites.values import reading
from crossover_tool.views.view import Column, Table

HELP = "show how often verdicts are right, on simulated noise"
EXAMPLES = """\
  crossover prove                   rates, intervals and bounds, in less than a minute on two cores
  crossover prove --long            closer figures, in less than ten
  crossover prove --json            for a script"""
SHORT, LONG = 10, 120
"""Simulated quick runs for each kind of noise; of longer ones there are fewer."""


def main(arguments: list[str]) -> int:
    """Prints the table; 5 when a bound is broken."""
    parser = Parser(
        "crossover prove",
        "How often the verdicts are right: the code that judges real reports, on simulated noise whose truth is known.",
        EXAMPLES,
    )
    parser.add_argument("--long", action="store_true", help="ten times as many simulated runs")
    parser.add_argument(
        "--reports",
        metavar="N",
        help=f"simulated quick runs for each kind of noise, and fewer of the longer ones (default {SHORT}, "
        f"{LONG} with --long)",
    )
    parser.add_argument(
        "--seed", metavar="S", default="1", help="the seed of the noise (default 1)"
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument(
        "--bench",
        type=Path,
        default=BENCH,
        metavar="PATH",
        help="whose contenders the suites are filled with",
    )
    options = parser.parse(arguments)
    wanted = options.reports or str(LONG if options.long else SHORT)
    reports = reading("--reports", lambda: values.count(wanted))
    seed = reading("--seed", lambda: values.count(options.seed, minimum=0))
    bench = Bench(options.bench)
    designs, rows = _rows(bench, reports, seed)
    if options.json:
        print_json({"reports": reports, "seed": seed, "designs": designs, "rates": rows})
    else:
        screen = Screen()
        _print(rows, screen)
        for sentence in designs:
            screen.prose(sentence, "dim")
    broken = [row for row in rows if row["ok"] is False]
    for row in broken:
        print(
            f"crossover: error: {row['promise']} under {row['scenario']} noise: {row['rate']:.1%} "
            f"({row['low']:.1%} to {row['high']:.1%}), the bound is {row['bound']:.0%}",
            file=sys.stderr,
        )
    return ExitCode.INVALID if broken else ExitCode.SUCCESS


def _rows(bench: Bench, reports: int, seed: int) -> tuple[list[str], list[dict[str, Any]]]:
    """What was simulated, a sentence each, and every rate."""
    from crossover_tool.proof.criteria import (
        CRITERIA,
        measure,
        plans,
    )  # brings numpy, which takes its time to import
    from crossover_tool.proof.noise import SCENARIOS
    from crossover_tool.proof.simulate import simulate

    def done(share: float) -> None:
        if sys.stderr.isatty():
            print(
                f"\r{share:4.0%} ",
                end="" if share < 1.0 else "\r     \r",
                file=sys.stderr,
                flush=True,
            )

    simulated = plans(bench)
    counts = simulate(simulated, SCENARIOS, reports, seed, done)
    rows = []
    for scenario in SCENARIOS:
        for criterion in CRITERIA:
            found = measure(criterion, scenario, counts[scenario.name])
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
    return [plan.what for plan in simulated.values() if plan.what], rows


def _print(rows: list[dict[str, Any]], screen: Screen) -> None:
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
        styles = tuple("red" if row["ok"] is False else "" for row in mine)
        screen.table(Table(columns, tuple(_line(row) for row in mine), styles=styles))
        screen.line()
    for scenario, what in {row["scenario"]: row["what"] for row in rows}.items():
        screen.prose(f"{scenario}: {what}", "dim")
    screen.prose(
        "held: the whole interval keeps the bound; open: more reports would tell; without a bound: "
        "shown, not promised",
        "dim",
    )


def _line(row: dict[str, Any]) -> tuple[str, ...]:
    sign = ">=" if row["at_least"] else "<="
    bound = "" if row["bound"] is None else f"{sign} {row['bound']:.0%}"
    interval = f"{row['low']:.1%} to {row['high']:.1%}"
    return row["scenario"], f"{row['rate']:.1%}", interval, f"{row['count']:,}", bound, row["state"]
