"""`crossover prove`: how often the verdicts are right, on simulated noise whose truth is known; and
whether the requests of service mode wait as long as queue theory says."""

import sys
from typing import Any

from crossover_tool.bench.binary import Bench
from crossover_tool.cli.output import print_json
from crossover_tool.cli.parser import Parser, offers, takes
from crossover_tool.cli import proof_tables
from crossover_tool.errors import ExitCode, MissingError, UsageError
from crossover_tool.readable import warn
from crossover_tool.reports.screen import Screen
from crossover_tool.suites import values

HELP = "show how often verdicts are right, on simulated noise"
EXAMPLES = """\
  crossover prove                   rates, intervals and bounds, in less than a minute on two cores
  crossover prove --long            closer figures, in less than ten
  crossover prove --service         requests that arrive: generator, queues, and capacities
  crossover prove --json            for a script"""
SHORT, LONG = 10, 60
"""Simulated quick runs for each kind of noise; of longer ones there are fewer."""

GENERATOR_BLOCKS = 6
"""Fresh processes of each figure of the generator."""

SEARCHES = 300
"""Simulated searches for capacities, for each kind of noise."""
OPTIONS = {
    "--long": "six times as many simulated runs",
    "--service": "service mode instead: the bench as M/M/1, M/D/1 and M/M/4 at 30, 50, 70 and "
    "90 %% load against theory's mean waits, how late its generator is, and simulated searches for "
    "capacities; five minutes on two cores",
    "--reports N": "simulated quick runs for each kind of noise, and fewer of the longer ones "
    f"(default {SHORT}, {LONG} with --long); with --service searches (default {SEARCHES})",
}


def main(arguments: list[str]) -> int:
    """Prints the tables; 5 when a bound is broken."""
    parser = Parser(
        "crossover prove",
        "How often the verdicts are right: the code that judges real reports, on simulated noise whose truth is known.",
        EXAMPLES,
    )
    offers(parser, OPTIONS)
    takes(parser, "--seed S", "the seed of the noise (default 1)", default="1")
    parser.json()
    parser.bench("whose contenders the suites are filled with")
    parser.reads(reports=values.count, seed=values.seed)
    options = parser.parse(arguments)
    if options.service and options.long:
        raise UsageError(
            "--service and --long exclude each other: it has one length, and --reports"
        )
    reports = options.reports or (SEARCHES if options.service else LONG if options.long else SHORT)
    seed = options.seed
    proof = _service if options.service else _verdicts
    found = proof(Bench(options.bench), reports, seed)
    if options.json:
        print_json({"reports": reports, "seed": seed, **found})
    else:
        screen = Screen()
        proof_tables.print_generator(found.get("generator", []), screen)
        proof_tables.print_queues(found.get("queues", []), screen)
        proof_tables.print_rates(found["rates"], screen)
        for sentence in found["designs"]:
            screen.prose(sentence, "dim")
    broken = [proof_tables.broken_rate(row) for row in found["rates"] if row["ok"] is False]
    broken += [
        proof_tables.broken_queue(row) for row in found.get("queues", []) if row["ok"] is False
    ]
    broken += [
        proof_tables.broken_generator(row)
        for row in found.get("generator", [])
        if row["ok"] is False
    ]
    for sentence in broken:
        warn(f"error: {sentence}")
    return ExitCode.INVALID if broken else ExitCode.SUCCESS


def _verdicts(bench: Bench, reports: int, seed: int) -> dict[str, Any]:
    """What was simulated, a sentence each, and every rate."""
    from crossover_tool.proof.criteria import (
        CRITERIA,
        plans,
    )  # brings numpy, which takes its time to import
    from crossover_tool.proof.noise import SCENARIOS
    from crossover_tool.proof.simulate import simulate

    simulated = plans(bench)
    counts = simulate(simulated, SCENARIOS, reports, seed, _done)
    rows = proof_tables.rate_rows(CRITERIA, SCENARIOS, counts)
    return {"designs": [plan.what for plan in simulated.values() if plan.what], "rates": rows}


def _service(bench: Bench, reports: int, seed: int) -> dict[str, Any]:
    """The queues that were measured, and the rates of simulated searches."""
    from crossover_tool.overhead import generator_figures, overhead_figures
    from crossover_tool.overhead.alternating import measure
    from crossover_tool.proof.capacity_proof import CAPACITY_SCENARIOS
    from crossover_tool.proof.queue_path import Effort, agreements
    from crossover_tool.proof.service_proof import SERVICE_CRITERIA, SERVICE_PLANS
    from crossover_tool.proof.simulate import simulate

    lacking = ""
    try:
        overhead_figures.build(bench)
    except MissingError as error:
        lacking = str(error)
    asked = generator_figures.pairings(bench, max(1, seed), lacking)
    late = measure(asked, GENERATOR_BLOCKS, lambda block: _done(0.0))
    effort = Effort()
    queues = [proof_tables.queue_row(one) for one in agreements(bench, effort, max(1, seed), _done)]
    counts = simulate(SERVICE_PLANS, CAPACITY_SCENARIOS, reports, seed, _done)
    said = f"queues: {effort.runs} runs of {effort.seconds:g} s each, with other draws"
    return {
        "designs": [said, *(plan.what for plan in SERVICE_PLANS.values())],
        "rates": proof_tables.rate_rows(SERVICE_CRITERIA, CAPACITY_SCENARIOS, counts),
        "generator": [proof_tables.generator_row(one) for one in late],
        "queues": queues,
    }


def _done(share: float) -> None:
    if sys.stderr.isatty():
        print(
            f"\r{share:4.0%} ", end="" if share < 1.0 else "\r     \r", file=sys.stderr, flush=True
        )
