"""Proves from the #include lines that the rooms of the tree depend on each other in one direction
only.

usage: arrows.py TREE

Prints each line that breaks a rule, and exits 1 when there is one.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOMS = (
    "base",
    "workloads",
    "strategies",
    "engines",
    "bench",
    "baselines",
    "observations",
    "tests",
)

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
    # An experiment uses the vocabulary as a reader of it would, on one engine.
    "observations": (
        "base/",
        "workloads/wait.hpp",
        "strategies/coro/",
        "engines/asio/engine.hpp",
        "observations/",
    ),
    "tests": ("base/", "workloads/", "strategies/", "engines/", "bench/", "baselines/", "tests/"),
}
# Strategies know of workloads the vocabulary and the interface, never a workload.
STRATEGIES_KNOW = (
    "workloads/wait.hpp",
    "workloads/workload.hpp",
    "workloads/support/parameters.hpp",
)

# A library's headers, and what may include them beside the engines that name them in their
# engine.cmake (`set(engine_headers boost/)`), and the tests of these.
LIBRARIES = {
    "boost/": ("baselines/asio_", "workloads/support/http_reply_beast.cpp"),
    "uv.h": ("baselines/libuv_",),
    "uv/": ("baselines/libuv_",),
    "oneapi/": ("baselines/tbb_",),
    "tbb/": ("baselines/tbb_",),
    "liburing": ("baselines/uring_",),
    "benchmark/": ("bench/",),
    "nlohmann/": ("bench/", "baselines/", "observations/", "tests/", "workloads/json.cpp"),
    "libpq": ("workloads/postgres/",),
    "zstd": ("workloads/compress.cpp",),
    "gtest/": ("tests/",),
    "gmock/": ("tests/",),
    "openssl/": ("workloads/", "bench/catalog/describe.cpp"),
}
# The engine whose pool every loop offloads to.
OFFLOAD_POOL = "ring"
ENGINE_HEADERS = re.compile(r"^set\(engine_headers ([^)]+)\)", re.MULTILINE)
# An engine's folder is closed to other engines, but for those that it says it is a variation of.
VARIATION_OF = re.compile(r"^set\(engine_variation_of ([^)]+)\)", re.MULTILINE)
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


def sources(tree: Path) -> Iterator[Path]:
    for room in ROOMS:
        for pattern in ("*.hpp", "*.cpp", "*.h", "*.in"):
            yield from sorted((tree / room).rglob(pattern))


def room_of(path: str) -> str:
    return path.split("/", 1)[0]


@dataclass(frozen=True)
class Known:
    """What the tree says of its engines: the beginnings of library headers, each with the
    beginnings of the paths that may have them; and which engines each is a variation of."""

    libraries: dict[str, tuple[str, ...]]
    variations: dict[str, tuple[str, ...]]


def known_of(tree: Path) -> Known:
    libraries, variations = dict(LIBRARIES), {}
    for path in sorted((tree / "engines").glob("*/engine.cmake")):
        engine, text = path.parent.name, path.read_text(encoding="utf-8")
        for match in ENGINE_HEADERS.finditer(text):
            for library in match.group(1).split():
                who = (f"engines/{engine}/", f"tests/engines/{engine}/")
                libraries[library] = (*libraries.get(library, ()), *who)
        for match in VARIATION_OF.finditer(text):
            variations[engine] = tuple(match.group(1).split())
    return Known(libraries, variations)


def broken_rule(name: str, header: str, ours: bool, known: Known) -> str:
    """Why the file `name` may not include `header`; empty when it may."""
    room = room_of(name)
    if not ours:
        for library, folders in known.libraries.items():
            if header.startswith(library) and not name.startswith(folders):
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
        return broken_engine_rule(name, header, known)
    return ""


def broken_engine_rule(name: str, header: str, known: Known) -> str:
    mine, theirs = name.split("/")[1:-1], header.split("/")[1:-1]
    if not theirs or theirs == mine:
        return ""
    if theirs[0] == "support" or (mine and mine[0] != "support" and theirs[0] == OFFLOAD_POOL):
        return ""
    if not mine or mine[0] == "support":
        return f"what engines share may not include one of them, and {header} is of one"
    if theirs[0] in known.variations.get(mine[0], ()):
        return ""
    return f"engine {mine[0]} may not include engine {theirs[0]}"


def violations(tree: Path) -> list[str]:
    found = []
    known = known_of(tree)
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
            elif rule := broken_rule(name, header, ours, known):
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
