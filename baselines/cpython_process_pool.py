#!/usr/bin/python3 -IS
"""CPython's ProcessPoolExecutor, one task a message, as its documentation shows; the same line of
JSON as the other baselines."""

import json
import resource
import sys
import time
from concurrent.futures import ProcessPoolExecutor

MASK = 2**64 - 1


def mix(x: int) -> int:
    """The finaliser of SplitMix64, as base/digest.hpp has it."""
    x = (x + 0x9E3779B97F4A7C15) & MASK
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & MASK
    return x ^ (x >> 31)


def cpu_ns(who: int) -> tuple[int, int]:
    """User and system time."""
    used = resource.getrusage(who)
    return round(used.ru_utime * 1e9), round(used.ru_stime * 1e9)


def main(arguments: list[str]) -> int:
    """Runs a noop cell. Exit code 2 for anything else."""
    flags = dict(argument.split("=", 1) for argument in arguments)
    workload, *parts = flags["--cell"].split("/")
    cell = {name: int(value) for name, value in (part.split(":") for part in parts)}
    if workload != "noop":
        print("cpython_process_pool: error: only noop cells", file=sys.stderr)
        return 2
    tasks = cell["tasks"]
    limit = cell.get("limit", tasks)
    expected = [mix(i) for i in range(tasks)]
    least_ns = int(flags.get("--min_time_ms", "100")) * 1_000_000
    batches = int(flags.get("--batches", "0"))
    makespans: list[int] = []
    with ProcessPoolExecutor(limit) as pool:
        for warm_up in (True, False):
            makespans.clear()
            while not makespans or not warm_up and (len(makespans) < batches if batches else sum(makespans) < least_ns):
                start = time.monotonic_ns()
                digests = list(pool.map(mix, range(tasks)))
                makespans.append(time.monotonic_ns() - start)
                if digests != expected:
                    print("cpython_process_pool: error: wrong digest", file=sys.stderr)
                    return 5
    whole = [cpu_ns(resource.RUSAGE_SELF), cpu_ns(resource.RUSAGE_CHILDREN)]
    runs = len(makespans) + 1  # the warm-up batch has used CPU as well
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    sample = {
        "program": "cpython_process_pool", "workload": workload, "tasks": tasks, "limit": limit, "status": "ok", "reason": "",
        "makespan_ns": makespans, "cpu_user_ns": sum(u for u, _ in whole) // runs,
        "cpu_system_ns": sum(s for _, s in whole) // runs, "baseline_rss_bytes": 0, "peak_rss_bytes": peak,
        "bytes_per_task": peak / tasks, "server": None,
    }  # fmt: skip
    line = json.dumps(sample)
    if "--samples_out" in flags:
        with open(flags["--samples_out"], "a", encoding="utf-8") as out:
            out.write(line + "\n")
    else:
        print(line)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
