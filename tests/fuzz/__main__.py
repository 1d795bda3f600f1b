"""`python3 -m fuzz`: what `scripts/crossover test --fuzz` runs."""

import argparse
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from functools import partial

from crossover_tool.host.facts import usable_cores
from fuzz import cpp_targets, python_targets
from fuzz.fuzzed import Fuzzed, body, document, table
from marked_table import add_options, keep, splice_earlier

RUNS = 1_000_000


def main(arguments: list[str]) -> int:
    """Fuzzes; returns 0 when nothing broke, else 1. A target that cannot be built is a failure where
    there is a compiler for it, and else skipped with its reason."""
    options = _parser().parse_args(arguments)
    if splice_earlier(options, "fuzz", body):
        return 0
    seed = time.time_ns() % 1_000_000 if options.seed is None else options.seed
    targets, skipped = _work(options, seed)
    print(f"{len(targets)} parsers, {options.runs:,} inputs each, --seed {seed}", flush=True)
    done: list[Fuzzed] = []
    with ThreadPoolExecutor(options.jobs) as pool:
        for ended in as_completed([pool.submit(one) for one in targets]):
            done.append(ended.result())
            last = done[-1]
            print(f"{last.target}: {last.broke or f'{last.inputs:,} inputs'}", flush=True)
    print("\n".join(table(done, skipped)))
    keep(options, "fuzz", document(seed, done, skipped), body)
    failed = any(one.broke for one in done) or "build failed" in "".join(skipped.values())
    return 1 if failed or not done else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="fuzz", description=__doc__)
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--jobs", type=int, default=usable_cores())
    parser.add_argument("--only", metavar="WORD", default="")
    add_options(parser)
    return parser


def _work(
    options: argparse.Namespace, seed: int
) -> tuple[list[Callable[[], Fuzzed]], dict[str, str]]:
    """What is to be done, and why the rest is not."""
    wanted = [name for name in cpp_targets.names() if options.only in f"fuzz_{name}"]
    skipped: dict[str, str] = {}
    reason = cpp_targets.build(options.jobs) if wanted else ""
    work: list[Callable[[], Fuzzed]] = []
    for name in wanted:
        there = (cpp_targets.BUILD / f"fuzz_{name}").is_file()
        if reason or not there:
            skipped[f"fuzz_{name}"] = reason or "a library that it reads with is not installed"
        else:
            work.append(partial(cpp_targets.fuzz, name, options.runs, seed))
    for name in python_targets.names():
        if options.only in name:
            work.append(partial(python_targets.fuzz, name, options.runs, seed))
    return work, skipped


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
