"""Proves from the #include lines that the rooms of the tree depend on each other in one direction
only.

usage: arrows.py TREE

Prints each line that breaks a rule, and exits 1 when there is one.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOMS = ("base", "workloads", "strategies", "engines", "bench", "baselines", "tests")

# What a file of a room may include of ours: the beginnings of paths. The vocabulary of waits is the
# one thing that workloads and engines share; an engine knows of strategies what it must offer them,
# not how they use it.
MAY_INCLUDE = {
    "base": ("base/",),
    "workloads": ("base/", "workloads/"),
    "strategies": ("base/", "workloads/", "strategies/"),
    "engines": (
        "base/",
        "workloads/support/dialogue.hpp",
        "workloads/wait.hpp",
        "strategies/coro/",
        "strategies/batch.hpp",
        "strategies/concepts.hpp",
        "strategies/first_failure.hpp",
        "strategies/kind.hpp",
        "strategies/process_call.hpp",
        "strategies/runner.hpp",
        "strategies/stop.hpp",
        "engines/",
    ),
    "bench": ("base/", "workloads/", "strategies/", "engines/", "bench/"),
    # What contenders are held against must not be made of what they are made of: a baseline knows
    # the work and how it is measured.
    "baselines": (
        "base/",
        "workloads/",
        "strategies/batch.hpp",
        "strategies/runner.hpp",
        "bench/counters/process.hpp",
        "baselines/",
    ),
    "tests": ("base/", "workloads/", "strategies/", "engines/", "bench/", "baselines/", "tests/"),
}
# Strategies know of workloads the vocabulary and the interface, never a workload.
STRATEGIES_KNOW = (
    "workloads/wait.hpp",
    "workloads/workload.hpp",
    "workloads/support/parameters.hpp",
)

# A library's headers, and the only folders in which they may stand.
LIBRARIES = {
    r"boost/": (
        "engines/asio/",
        "engines/asio_awaitable/",
        "engines/asio_cores/",
        "engines/asio_parallel_group/",
        "baselines/asio_",
        "workloads/support/http_reply_beast.cpp",
    ),
    r"uv\.h$|uv/": ("engines/libuv/", "baselines/libuv_"),
    r"oneapi/|tbb/": ("engines/tbb/", "engines/tbb_tasks/", "baselines/tbb_"),
    r"liburing": ("engines/uring/", "baselines/uring_"),
    r"benchmark/": ("bench/",),
    r"nlohmann/": ("bench/", "baselines/", "tests/", "workloads/json.cpp"),
    r"libpq": ("workloads/postgres/",),
    r"zstd": ("workloads/compress.cpp",),
    r"gtest/|gmock/": ("tests/",),
    r"openssl/": ("workloads/", "bench/catalog/describe.cpp"),
}
# An engine's folder is closed to other engines, except where one is a variation of another.
VARIATIONS = {
    "asio_awaitable": ("asio",),
    "asio_cores": ("asio",),
    "asio_parallel_group": ("asio", "asio_awaitable"),
    "asio_processes": ("asio", "pipe"),
}

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


def sources(tree: Path) -> Iterator[Path]:
    for room in ROOMS:
        for pattern in ("*.hpp", "*.cpp", "*.h", "*.in"):
            yield from sorted((tree / room).rglob(pattern))


def room_of(path: str) -> str:
    return path.split("/", 1)[0]


def broken_rule(name: str, header: str, ours: bool) -> str:
    """Why the file `name` may not include `header`; empty when it may."""
    room = room_of(name)
    if not ours:
        for library, folders in LIBRARIES.items():
            if re.match(library, header) and not name.startswith(folders):
                return f"only {' and '.join(folders)} may include <{header}>"
        return ""
    if room_of(header) not in ROOMS and "/" in header:
        return "" if header.startswith("@") else f"there is no room '{room_of(header)}'"
    if "/" not in header:
        return "write the path from the top of the tree"
    if not header.startswith(MAY_INCLUDE[room]):
        return f"{room} may not include {header}"
    if room == "strategies" and room_of(header) == "workloads" and header not in STRATEGIES_KNOW:
        return f"a strategy knows no workload, and {header} is one"
    if room == "engines" and room_of(header) == "engines":
        return broken_engine_rule(name, header)
    return ""


def broken_engine_rule(name: str, header: str) -> str:
    mine, theirs = name.split("/")[1:-1], header.split("/")[1:-1]
    if not theirs or theirs == mine:
        return ""
    if theirs[0] == "support":
        return ""
    if not mine or mine[0] == "support":
        return f"what engines share may not include one of them, and {header} is of one"
    if theirs[0] in VARIATIONS.get(mine[0], ()):
        return ""
    return f"engine {mine[0]} may not include engine {theirs[0]}"


def violations(tree: Path) -> list[str]:
    found = []
    for path in sources(tree):
        name = path.relative_to(tree).as_posix()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            match = INCLUDE.match(line)
            if match is None:
                continue
            header = match.group(2)
            ours = match.group(1) == '"'
            if not ours and room_of(header) in ROOMS and "/" in header and (tree / header).exists():
                found.append(f"{name}:{number}: write our own header with quotes: {line.strip()}")
            elif rule := broken_rule(name, header, ours):
                found.append(f"{name}:{number}: {rule}")
    return found


def main(arguments: list[str]) -> int:
    if len(arguments) != 1 or not (Path(arguments[0]) / "workloads").is_dir():
        print(__doc__, file=sys.stderr)
        return 2
    tree = Path(arguments[0])
    found = violations(tree)
    for line in found:
        print(line, file=sys.stderr)
    print(f"{sum(1 for _ in sources(tree))} files, {len(found)} includes against the arrows")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
