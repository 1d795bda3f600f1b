"""`python3 -m faults`: what `scripts/crossover test --faults` runs."""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from faults.measured import body
from faults.registry import all_faults
from faults.scene import World
from faults.subjects import Subjects
from faults.suite import Bounds, document, run, seeded, split, table
from marked_table import add_options, keep, splice_earlier


def main(arguments: list[str]) -> int:
    """Injects; returns 0 when every promise was kept, else 1."""
    parser = argparse.ArgumentParser(prog="faults", description=__doc__)
    parser.add_argument("--bench", type=Path, required=True)
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--count", type=int)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--only", metavar="WORD")
    add_options(parser)
    options = parser.parse_args(arguments)
    if splice_earlier(options, "faults", body):
        return 0
    seed = time.time_ns() % 1_000_000 if options.seed is None else options.seed
    bench = options.bench.resolve()
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="faults-tools-") as tools:
        world = World(bench, Subjects(bench), seeded(seed), Path(tools))
        faults, skipped = split(all_faults(), world, options.only)
        print(f"{len(faults)} faults, {len(world.subjects.all)} pairs, --seed {seed}", flush=True)
        bounds = Bounds(options.seconds, options.count)
        done = run(faults, world, bounds, lambda text: print(text, flush=True))
    print("\n".join(table(done, skipped)))
    keep(options, "faults", document(seed, time.monotonic() - started, done, skipped), body)
    bad = sum(bool(one.broken) for one in done)
    print(f"{len(done)} faults injected, {bad} broke a promise")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
