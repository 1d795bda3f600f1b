"""The options of `crossover run`."""

import argparse

from crossover_tool.cli import run_search
from crossover_tool.cli.parser import Parser, offers, several
from crossover_tool.suites import values
from crossover_tool.units.parse import parse_margin

EXAMPLES = """\
  crossover run                                                         the suite quick: six questions in a minute
  crossover run --suite full                                            everything, for a reference result
  crossover run --suite baselines                                       contenders against their libraries used directly
  crossover run --suite mine.toml --blocks 9                            a suite of your own
  crossover run --suite full --budget 60m                               blocks go on until all is settled, or for an hour
  crossover run --workload tcp --tasks 1000 --wait 5ms --limit 64       one cell on the spot
  crossover run --workload timer --tasks 1,10,100 --contender 'gather/*' --contender sequential/std
  crossover run --workload mixed --param work=2ms --param wait_share=50%
  crossover run --workload tcp --tasks 1,1000 --find-crossover --contender 'gather/asio' --contender 'thread_pool/std'
  crossover run --workload-file mine.hpp --tasks 500                    a workload of your own, under every strategy
  crossover run --exec './mytool {i}' --tasks 100 --limit 8             a command of your own, under every strategy
  crossover run --suite mine.toml --param command='./mytool {i}'        the same in the cells of a suite
  crossover run --workload timer --tasks 100 --program ./mine --contender '*/mine'
  crossover run --suite io --kind documented                            libraries as their documentation shows them
  crossover run --suite io --language python                            the same cells, in Python alone
  crossover run --resume results/20260101T000000Z-full                  go on with a run that was interrupted or killed"""


_CELL = {
    "--workload NAME": "the workload",
    "--workload-file FILE": "a workload of your own: builds it first (docs/YOUR_WORKLOAD.md)",
    "--tasks N": "number of tasks (default 1000)",
}
OF_A_TASK = {
    "--wait TIME": "what each task waits: 5ms",
    "--bytes SIZE": "what each task handles: 64, 1MiB",
    "--cpu TIME": "what each task computes: 1ms",
}
"""What each task does, of which most workloads take some."""
_ARRIVING = {
    "--rate N/s": "requests arrive, so many a second, whoever is busy: 2000/s",
    "--duration TIME": "for how long they arrive: 5s",
    "--arrivals KIND": "how: poisson (default), constant or bursts(8)",
    "--queue N": "how many of them may stand in line before the limit; one more is refused "
    "(default: any number)",
    "--limit N": "tasks in flight: a number, tasks, cores or 1..cores",
}
_FOR_A_PARAMETER = {
    "--exec COMMAND": "measure a command of yours, where {i} stands for the task's index: "
    "--workload exec --param command=COMMAND",
    "--url URL": "the same as --param url=URL",
    "--dsn DSN": "the same as --param dsn=DSN",
}
_WHO = {
    "--contender GLOB": "only these: 'gather/*'",
    "--strategy NAME": "only contenders of this strategy: gather",
    "--engine NAME": "only contenders on this engine: asio",
    "--kind KIND": "only those of this kind: best, documented, textbook, mistake or pattern",
    "--language NAME": "only those written in it: cpp, python; where a suite names none, those of "
    "its strategies",
}
_REST = {
    "--blocks N": "how often each contender is measured (default: the suite's)",
    "--budget TIME": "instead of a number of blocks: go on with what is not settled until all is, "
    "or the time is over (10m); of a search: stop after this, whatever is known (default 3min)",
    "--no-retry": "keep blocks that others disturbed (default: take them again, at most a quarter "
    "of all)",
    "--find-crossover": "search where the best strategy changes between the ends of the one option "
    "with several values",
    "--find-capacity": "search the highest of the --rate range at which each contender keeps --slo",
    "--slo PROMISE": "what requests are promised: 'p99<20ms' (p50 to p99.9, max)",
    "--errors SHARE": "of the requests so many may be refused or fail where --slo is kept: 0.1%% "
    "(default 0%%)",
    "--precision SHARE": "stop when the crossover, or each capacity, is known to so much on either "
    "side (default 10%%)",
    "--margin SHARE": "how much slower than the best is still good enough (default 5%%)",
    "--seed S": "the seed of the order (default: a new one, kept in the results)",
    "--max-sample TIME": "leave out what must take longer (default 3s)",
    "--sample-timeout TIME": "give a sample up after this (default: a minute and ten times the "
    "least it can take)",
    "--out DIR": "results folder (default: results/<time>-<suite>)",
    "--resume DIR": "go on with the run that stopped there: same binary, same host, whole blocks "
    "only",
    "--dry-run": "say what would be measured and how long it takes, and stop",
    "--no-report": "take samples only",
    "--details": "print every table and finding, not the answer alone",
}
"""How often and how long, what is searched, by what it is judged, and where results go."""


def parser() -> Parser:
    made = Parser(
        "crossover run",
        "Measures a suite, or one cell, in fresh processes and interleaved blocks.",
        EXAMPLES,
    )
    offers(made, {"--suite NAME|FILE.toml": "what to measure (default: quick)"})
    cell = made.add_argument_group("one cell on the spot (several values with commas make a sweep)")
    offers(cell, {**_CELL, **OF_A_TASK, **_ARRIVING})
    what = "any other parameter; passwords in it are neither kept nor shown"
    several(cell, "--param NAME=VALUE", what)
    offers(cell, _FOR_A_PARAMETER)
    cell.add_argument("--text", action="append", default=[], help=argparse.SUPPRESS)
    who = made.add_argument_group("who is measured (each may be given several times)")
    for option, only in _WHO.items():
        several(who, option, only)
    program = "a contender of your own, in any language, beside the others (docs/PROGRAMS.md)"
    several(who, "--program PATH", program)
    offers(made, _REST)
    made.json("print the final tables as JSON")
    made.bench()
    made.reads(blocks=values.count, seed=values.seed, margin=parse_margin)
    made.reads(budget=values.budget_us, duration=values.duration_us)
    made.reads(max_sample=values.duration_us, sample_timeout=values.duration_us)
    made.reads(**run_search.READERS)
    return made
