"""What matters in the output of CMake and of a compiler."""

from pathlib import Path

from crossover_tool.bench.compiler_output import progress, refusal, trouble

OWN = Path("/home/me/naps.hpp")


def test_a_line_may_count_its_steps() -> None:
    assert [progress(line) for line in ("[12/60] Building", "[ 20%] Building", "in [1/2]")] == [
        *("12/60", "20%", ""),
    ]


def test_what_the_projects_own_cmake_refuses_is_one_line() -> None:
    lines = [
        "CMake Error at cmake/workload.cmake:12 (message):",
        "  naps.hpp has no class",
        "",
        "  naps",
        "Call Stack (most recent call first):",
        "  CMakeLists.txt:3",
    ]
    assert refusal(lines) == "naps.hpp has no class naps"
    assert refusal(["CMake Error at CMakeLists.txt:1 (message):", "  no compiler"]) == ""


def test_an_error_in_the_workloads_file_comes_before_those_that_it_caused() -> None:
    lines = [
        "/usr/include/x.h:7:1: error: something follows",
        "/home/me/naps.hpp:3:9: error: 'wait' was not declared",
    ]
    assert trouble(lines, OWN) == "/home/me/naps.hpp:3: 'wait' was not declared"
    assert trouble(lines[:1], OWN) == "/usr/include/x.h:7: something follows"
    assert trouble(["all is well", "naps.hpp:3: warning: hm"], OWN) == ""


def test_what_a_workload_lacks_is_named() -> None:
    lines = [
        "/b/own_workload.cpp:9:1: error: static assertion failed: naps is no workload yet",
        "note: the required expression \u2018w.wait(i)\u2019 is invalid",
    ]
    assert trouble(lines, OWN).startswith(
        "/home/me/naps.hpp: naps is no workload yet: `w.wait(i)` is missing or of another type"
    )
