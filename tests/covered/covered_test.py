"""The figures of coverage are right on a small tree whose truth is known."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parents[1] / "scripts")]
from covered import __main__ as command  # noqa: E402
from covered import cpp_lines, figures  # noqa: E402

SOURCE = """\
#include <unistd.h>
#include <sys/wait.h>
template <class T> T twice(T x) {
    return x + x;
}
int in_a_child() {
    return 3;
}
int never() {
    return 4;
}
int main(int argc, char**) {
    if (fork() == 0) {
        _exit(in_a_child());
    }
    wait(nullptr);
    return argc > 5 ? never() + twice(1.5) : twice(0);
}
"""


def test_a_figure_counts_lines_and_those_that_were_run() -> None:
    seen = {"bench/a.cpp": {1: True, 2: False}, "bench/b.cpp": {7: True}, "base/c.hpp": {1: True}}
    assert figures.room("bench", seen) == figures.Room("bench", 3, 2)
    assert not figures.room("bench", seen).good and figures.room("base", seen).good
    assert not figures.room("engines", seen).good  # of no line nothing is known
    assert figures.missing(seen) == {"bench/a.cpp": "2"}


def test_what_is_missing_is_told_in_one_sentence_before_anything_is_built(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def build(*_: object) -> str:
        raise AssertionError("it built before it looked")

    monkeypatch.setattr(command.preset_build, "build", build)
    monkeypatch.setitem(sys.modules, "coverage", None)
    assert command.main([]) == 6
    (said,) = capsys.readouterr().err.splitlines()
    assert said.startswith("crossover: error: the module coverage is missing in ")
    assert "apt-get install python3-coverage" in said and "--only" in said


def test_a_line_was_run_where_any_part_has_run_it() -> None:
    seen = {"base/a.cpp": {1: False, 2: True}}
    figures.merge(seen, {"base/a.cpp": {1: True, 2: False, 3: False}})
    assert seen == {"base/a.cpp": {1: True, 2: True, 3: False}}


@pytest.mark.parametrize(
    "numbers, text", [([], ""), ([3], "3"), ([3, 4, 5, 9], "3-5, 9"), ([1, 3], "1, 3")]
)
def test_spans(numbers: list[int], text: str) -> None:
    assert figures.spans(numbers) == text


def test_a_page_gets_a_line_a_room() -> None:
    found = figures.document([figures.Room("bench", 200, 190)], {"bench/a.cpp": {3: False}})
    assert found["missing"] == {"bench/a.cpp": "3"}
    assert figures.body([found]).splitlines()[-1] == "| `bench/` | 200 | 190 | 95.0 % |"


def test_counts_of_a_child_that_leaves_by_exit_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiler = shutil.which("g++")
    if compiler is None or shutil.which("gcov") is None:
        pytest.skip("there is no gcc")
    (tmp_path / "bench").mkdir()
    (tmp_path / "bench" / "a.cpp").write_text(SOURCE, encoding="utf-8")
    flags = ["-std=c++20", "-O0", "--coverage", "-fno-builtin-fork", "-pthread"]
    keep = tmp_path / "keep.o"
    subprocess.run([compiler, "-std=c++20", "-c", HERE / "keep_counts.cpp", "-o", keep], check=True)
    source = str(tmp_path / "bench" / "a.cpp")
    subprocess.run([compiler, *flags, source, str(keep), "-o", "a"], cwd=tmp_path, check=True)
    assert subprocess.run(["./a"], cwd=tmp_path).returncode == 0
    monkeypatch.setattr(cpp_lines, "ROOT", tmp_path)
    monkeypatch.setattr(cpp_lines, "BUILD", tmp_path)
    seen = cpp_lines.lines()["bench/a.cpp"]
    assert [number for number, was_run in seen.items() if not was_run] == [9, 10]
    assert seen[4] and seen[7]
