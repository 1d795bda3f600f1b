"""A workload from outside of the tree: found, built and measured, or refused with the place that is
wrong. CMake is a stand-in here."""

import fcntl
import os
from pathlib import Path

import pytest
from conftest import FAKE, Command, lines_of, only_error
from crossover_tool.bench.compiler_output import progress, refusal, trouble

GOOD = "namespace crossover::workloads { class timer {}; }\n"  # the stand-in bench knows a workload of that name
STAND_IN = """#!/bin/sh
echo "$CROSSOVER_WORKLOAD_FILE $*" >>"$CMAKE_STAND_IN/calls"
case "$*" in
    *--build*)
        [ ! -f "$CMAKE_STAND_IN/broken" ] || { cat "$CMAKE_STAND_IN/broken"; exit 1; }
        echo "[1/2] Building CXX object own.cpp.o"
        cp "$CMAKE_STAND_IN/bench" "$2/crossover_own_bench" ;;
    *)
        [ ! -f "$CMAKE_STAND_IN/refused" ] || { cat "$CMAKE_STAND_IN/refused"; exit 1; } ;;
esac
"""


class World:
    """A build folder, a workload's file, and a cmake that does what files in `stand_in` say."""

    def __init__(self, folder: Path) -> None:
        self.build, self.stand_in = folder / "build", folder / "stand_in"
        self.file = folder / "timer.hpp"
        self.file.write_text(GOOD)
        for made in (self.build, self.stand_in):
            made.mkdir()
        (self.build / "CMakeCache.txt").touch()
        cmake = self.stand_in / "cmake"
        cmake.write_text(STAND_IN)
        cmake.chmod(0o755)
        (self.stand_in / "bench").write_text(f'#!/bin/sh\nexec {FAKE} "$@"\n')
        (self.stand_in / "bench").chmod(0o755)

    @property
    def environment(self) -> dict[str, str]:
        return {
            "PATH": f"{self.stand_in}:{os.environ['PATH']}",
            "CMAKE_STAND_IN": str(self.stand_in),
            "CROSSOVER_BUILD": str(self.build),
        }

    @property
    def calls(self) -> list[str]:
        return (self.stand_in / "calls").read_text().splitlines()


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


RUN = (
    "run",
    "--tasks",
    5,
    "--blocks",
    1,
    "--contender",
    "gather/asio",
    "--contender",
    "sequential/std",
)


def test_it_is_built_and_measured_by_the_name_of_its_file(
    world: World, fresh_crossover: Command, tmp_path: Path
) -> None:
    ran = fresh_crossover(
        *RUN, "--workload-file", world.file, "--out", tmp_path / "out", **world.environment
    )
    assert ran.returncode == 0, ran.stderr
    assert "timer.hpp built in" in ran.stderr
    header, *lines = lines_of(tmp_path / "out" / "samples.jsonl")
    assert header["workload_file"] == "timer.hpp"
    assert header["suite"] == "timer"
    assert list(header["binaries"]) == ["crossover_own_bench"]
    assert {
        line["measurement"]["cell"]["workload"] for line in lines if line["kind"] == "sample"
    } == {"timer"}
    configured, checked, built = world.calls
    assert configured.startswith(f"{world.file} -S ")
    assert checked.endswith("--target crossover_own_bench_check") and built.endswith(
        "--target crossover_own_bench"
    )


def test_a_run_of_it_is_resumed_with_its_own_bench(
    world: World, fresh_crossover: Command, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    ran = fresh_crossover(*RUN, "--workload-file", world.file, "--out", out, **world.environment)
    assert ran.returncode == 0, ran.stderr
    path = out / "samples.jsonl"
    kept = [
        line
        for line in path.read_text().splitlines()
        if '"kind":"end"' not in line.replace(" ", "")
    ]
    path.write_text("\n".join(kept[:2]) + "\n")
    resumed = fresh_crossover("run", "--resume", out, **world.environment)
    assert resumed.returncode == 0, resumed.stderr
    assert lines_of(path)[-1]["status"] == "complete"
    assert len(world.calls) == 3, "nothing is built for it"


def test_a_mistake_is_told_with_its_place(world: World, fresh_crossover: Command) -> None:
    (world.stand_in / "broken").write_text(
        "[1/2] Building CXX object own.cpp.o\nFAILED: own.cpp.o\n/usr/bin/c++ -O3\n"
        f"In file included from own.cpp:3:\n{world.file}:7:12: error: 'foo' was not declared in this scope\n"
    )
    ran = fresh_crossover(*RUN, "--workload-file", world.file, **world.environment)
    assert ran.returncode == 2
    assert "timer.hpp:7: 'foo' was not declared in this scope" in ran.stderr.splitlines()[-1]


def test_what_cmake_refuses_is_told(world: World, fresh_crossover: Command) -> None:
    (world.stand_in / "refused").write_text(
        "-- Configuring\nCMake Error at cmake/workload.cmake:30 (message):\n"
        "  /x/timer.hpp has no workload: write a class of the\n  file's name\nCall Stack (most recent call first):\n  more\n"
    )
    ran = fresh_crossover(*RUN, "--workload-file", world.file, **world.environment)
    assert ran.returncode == 2
    last = ran.stderr.splitlines()[-1]
    assert (
        last == "crossover: error: /x/timer.hpp has no workload: write a class of the file's name"
    )


def test_two_do_not_build_over_each_other(world: World, fresh_crossover: Command) -> None:
    with (world.build / "own-workload.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)  # as a run that measures holds it
        ran = fresh_crossover(*RUN, "--workload-file", world.file, **world.environment)
    assert ran.returncode == 4
    assert "another run" in only_error(ran)


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (("--suite", "quick"), "--workload-file and --suite exclude each other"),
        (("--workload", "tcp"), "brings 'timer': leave --workload out"),
        (("--bench", str(FAKE)), "--workload-file and --bench exclude each other"),
    ],
)
def test_what_does_not_go_with_it(
    world: World, fresh_crossover: Command, more: tuple[str, ...], says: str
) -> None:
    ran = fresh_crossover(*RUN, "--workload-file", world.file, *more, **world.environment)
    assert ran.returncode == 2 and says in only_error(ran)


def test_a_file_that_is_not_there_or_is_none_of_cpp(
    world: World, fresh_crossover: Command, tmp_path: Path
) -> None:
    ran = fresh_crossover("run", "--workload-file", "none.hpp", **world.environment)
    assert ran.returncode == 2 and "no such file" in only_error(ran)
    (tmp_path / "mine.py").touch()
    ran = fresh_crossover("run", "--workload-file", "mine.py", **world.environment)
    assert ran.returncode == 2 and "no C++ file" in only_error(ran)


def test_a_tree_without_a_build_says_how_to_get_one(world: World, fresh_crossover: Command) -> None:
    (world.build / "CMakeCache.txt").unlink()
    ran = fresh_crossover(*RUN, "--workload-file", world.file, **world.environment)
    assert ran.returncode == 6 and "start with scripts/crossover" in only_error(ran)


def test_steps_are_counted_as_ninja_and_make_count_them() -> None:
    assert [
        progress(line) for line in ("[12/60] Building", "[ 20%] Building", "-- Configuring")
    ] == [
        "12/60",
        "20%",
        "",
    ]


def test_an_error_in_the_own_file_comes_first() -> None:
    lines = [
        "/x/other.hpp:3:1: error: no",
        "/x/mine.hpp:5:9: fatal error: gone.hpp: No such file or directory",
    ]
    assert (
        trouble(lines, Path("/x/mine.hpp")) == "/x/mine.hpp:5: gone.hpp: No such file or directory"
    )
    assert trouble(lines[:1], Path("/x/mine.hpp")) == "/x/other.hpp:3: no"
    assert trouble(["ninja: error: loading"], Path("/x/mine.hpp")) == ""
    assert refusal(["CMake Error at CMakeLists.txt:15 (find_package):", "  no OpenSSL"]) == ""


@pytest.mark.parametrize(
    "note",
    [
        "workload.hpp:28:20: note: the required expression ‘w.expected(i)’ is invalid",  # gcc
        "workload.hpp:28:20: note: because 'w.expected(i)' would be invalid: no member named 'expected'",  # clang
    ],
)
def test_what_the_class_lacks_is_named(note: str) -> None:
    lines = [
        "/b/own_workload.cpp:5:30: error: static assertion failed: mine is no workload yet",
        note,
    ]
    said = trouble(lines, Path("/x/mine.hpp"))
    assert said.startswith("/x/mine.hpp: mine is no workload yet: `w.expected(i)` is missing")
