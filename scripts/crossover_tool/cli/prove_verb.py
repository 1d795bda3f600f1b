"""`crossover prove`: how often the verdicts are right, on simulated noise whose truth is known."""

import sys
from pathlib import Path
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from crossover_tool.bench.binary import Bench
from crossover_tool.cli.output import console, print_json
from crossover_tool.cli.parser import Parser
from crossover_tool.errors import ExitCode
from crossover_tool.paths import BENCH
from crossover_tool.suites import values
from crossover_tool.suites.values import reading

HELP = "show how often verdicts are right, on simulated noise"
EXAMPLES = """\
  crossover prove                   a table of rates and bounds, in little more than a minute on two cores
  crossover prove --reports 2000    closer figures
  crossover prove --json            for a script"""
REPORTS = 250


def main(arguments: list[str]) -> int:
    """Prints the table; 5 when a bound is broken."""
    parser = Parser(
        "crossover prove",
        "How often the verdicts are right: the code that judges real reports, on simulated noise whose truth is known.",
        EXAMPLES,
    )
    parser.add_argument(
        "--reports",
        metavar="N",
        default=str(REPORTS),
        help=f"simulated quick runs for each kind of noise and truth, and 0.6 as many full ones (default {REPORTS})",
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
    reports = reading("--reports", lambda: values.count(options.reports))
    seed = reading("--seed", lambda: values.count(options.seed, minimum=0))
    bench = Bench(options.bench)
    designs, rows = _rows(bench, reports, seed)
    if options.json:
        print_json({"reports": reports, "seed": seed, "designs": designs, "rates": rows})
    else:
        _print(rows, console())
        for sentence in designs:
            console().print(sentence, highlight=False, style="dim")
    broken = [row for row in rows if row["ok"] is False]
    for row in broken:
        print(
            f"crossover: error: {row['promise']} under {row['scenario']} noise: {row['rate']:.1%}, the bound is {row['bound']:.0%}",
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
            rows.append(
                {
                    "scenario": scenario.name,
                    "what": scenario.what,
                    "promise": criterion.title,
                    "rate": found.rate,
                    "of": found.count,
                    "bound": criterion.bound,
                    "at_least": criterion.at_least,
                    "ok": found.ok,
                }
            )
    return list(dict.fromkeys(design.sentence for design, _ in simulated.values())), rows


def _print(rows: list[dict[str, Any]], out: Console) -> None:
    """Scenarios down, promises across; what is not promised stands in brackets."""
    table = Table(box=SIMPLE_HEAD, padding=(0, 1), pad_edge=False)
    table.add_column("noise")
    promises = list(dict.fromkeys(row["promise"] for row in rows))
    first = {row["promise"]: row for row in reversed(rows)}
    for promise in promises:
        sign = ">=" if first[promise]["at_least"] else "<="
        table.add_column(f"{promise}\n{sign} {first[promise]['bound']:.0%}", justify="right")
    table.add_column("")
    for scenario in dict.fromkeys(row["scenario"] for row in rows):
        theirs = [row for row in rows if row["scenario"] == scenario]
        texts = [_text(row) for row in theirs]
        ok = all(row["ok"] is not False for row in theirs)
        table.add_row(scenario, *texts, "ok" if ok else "BROKEN", style=None if ok else "red")
    out.print(table, highlight=False)
    for scenario, what in {row["scenario"]: row["what"] for row in rows}.items():
        out.print(f"{scenario}: {what}", highlight=False, style="dim")
    out.print(
        "in brackets: shown, not promised; the noise is beyond that of the machine", style="dim"
    )


def _text(row: dict[str, Any]) -> str:
    text = f"{row['rate']:.1%}"
    return f"({text})" if row["ok"] is None else text
