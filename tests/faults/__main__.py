"""`python3 -m faults`: what `scripts/crossover test --faults` runs."""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from faults.registry import all_faults
from faults.scene import World
from faults.subjects import Subjects
from faults.suite import Bounds, run, seeded, split, table, write_json


def main(arguments: list[str]) -> int:
    """Injects; returns 0 when every promise was kept, else 1."""
    parser = argparse.ArgumentParser(prog="faults", description=__doc__)
    parser.add_argument("--bench", type=Path, required=True)
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--count", type=int)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--only", metavar="WORD")
    options = parser.parse_args(arguments)
    seed = time.time_ns() % 1_000_000 if options.seed is None else options.seed
    bench = options.bench.resolve()
    with tempfile.TemporaryDirectory(prefix="faults-tools-") as tools:
        world = World(bench, Subjects(bench), seeded(seed), Path(tools))
        faults, skipped = split(all_faults(), world, options.only)
        print(f"{len(faults)} faults, {len(world.subjects.all)} pairs, --seed {seed}", flush=True)
        bounds = Bounds(options.seconds, options.count)
        done = run(faults, world, bounds, lambda text: print(text, flush=True))
    print("\n".join(table(done, skipped)))
    if options.json:
        write_json(options.json, seed, done, skipped)
    bad = sum(bool(one.broken) for one in done)
    print(f"{len(done)} faults injected, {bad} broke a promise")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
