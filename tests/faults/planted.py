#!/usr/bin/python3 -SB
"""What the suite must catch: a bench with one planted breach, which the environment names."""

import json
import os
import signal
import sys
import time

BREACH = os.environ.get("BREACH", "")


def main() -> int:
    """Answers --list and --plan as a bench does; of a sample it makes the breach."""
    cell = {"workload": "timer", "tasks": 60, "limit": 4, "params": {}}
    if "--list" in sys.argv:
        print(json.dumps({"workloads": [{"name": "timer"}], "contenders": []}))
        return 0
    if "--plan" in sys.argv:
        needs = {"processes": 2, "threads": 2}
        named = {"cell": cell, "strategy": "process_pool", "engine": "posix"}
        print(json.dumps({**named, "status": "ok", "reason": "", "needs": needs}))
        return 0
    return breach()


def breach() -> int:
    """Each of them is one that a bench could have."""
    if BREACH == "hangs":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if BREACH == "leaves a daemon" and os.fork() == 0:
        os.setsid()
        time.sleep(30)
        os._exit(0)
    if BREACH == "leaves a file":
        with open(os.path.join(os.environ["TMPDIR"], "left"), "w", encoding="ascii"):
            pass
    if BREACH == "ends with another code":
        print("crossover_bench: error: no memory for descriptors", file=sys.stderr)
        return 4
    if BREACH == "says nothing":
        return 7
    if BREACH == "has a traceback":
        print("Traceback (most recent call last)", file=sys.stderr)
        return 7
    return 0


if __name__ == "__main__":
    sys.exit(main())
