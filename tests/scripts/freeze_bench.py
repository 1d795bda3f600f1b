"""Freezes what the bench says of itself into data/bench, for the stand-in and its tests:

    python3 tests/scripts/freeze_bench.py build/release/crossover_bench

The list of workloads, contenders and metrics as it is; and the plan of every contender on every
workload at its defaults, and on some cells more, on CORES cores.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parent / "data" / "bench"
CORES = 2
MORE = (
    "file/tasks:1000/limit:16/cache:cold",
    "head_of_line/tasks:400/limit:64",
    "mixed/tasks:64/limit:2",
    "noop/tasks:100000/limit:2",
    "sha256/tasks:200/limit:2",
    "sha256/tasks:200/limit:200/bytes:65536",
    "shared_counter/tasks:100/limit:4/protection:lock",
    "request/tasks:2000/limit:64/rate:1000",
    "request/tasks:2000/limit:4/rate:4000/queue:16",
    "tcp/tasks:1000/limit:64",
    "tcp/tasks:10000/limit:1000",
    "timer/tasks:1/limit:1",
    "timer/tasks:100000/limit:100000",
)


def _ask(bench: str, *flags: str) -> str:
    asked = ["taskset", "-c", f"0-{CORES - 1}", bench, *flags]
    return subprocess.run(asked, capture_output=True, text=True, check=True).stdout


def listed(bench: str) -> dict[str, Any]:
    """What the bench at this path can run."""
    found: dict[str, Any] = json.loads(_ask(bench, "--list"))
    return found


def planned(bench: str) -> list[dict[str, Any]]:
    """What it says of every pair on the frozen cells."""
    plain = [f"{one['name']}/tasks:100/limit:10" for one in listed(bench)["workloads"]]
    text = _ask(bench, "--plan", *(f"--cell={cell}" for cell in (*plain, *MORE)))
    return [json.loads(line) for line in text.splitlines()]


def main(bench: str) -> None:
    """Writes both files."""
    text = json.dumps(listed(bench), ensure_ascii=False, indent=1)
    (DATA / "list.json").write_text(text + "\n", encoding="utf-8")
    lines = [json.dumps(pair, separators=(",", ":"), ensure_ascii=False) for pair in planned(bench)]
    (DATA / "plan.jsonl").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
