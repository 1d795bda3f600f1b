"""The command that fuzzes: it counts what was tried, and a planted fault is told and kept."""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parents[1] / "scripts")]
from fuzz import __main__ as command  # noqa: E402
from fuzz import cpp_targets, python_slice, python_targets  # noqa: E402
from fuzz.fuzzed import Fuzzed, document  # noqa: E402

STATISTICS = "stat::number_of_executed_units: {inputs}\\nstat::peak_rss_mb: 70\\n"
BROKEN = "broken promise: a url stays here\\nTest unit written to /found/crash-1\\n"


def plant(folder: Path, name: str, says: str, code: int = 0) -> None:
    """A target that says what libFuzzer says."""
    program = folder / f"fuzz_{name}"
    program.write_text(f"#!/bin/sh\nprintf '{says}' >&2\nexit {code}\n", encoding="utf-8")
    program.chmod(0o755)


def test_every_target_has_a_corpus() -> None:
    assert len(cpp_targets.names()) >= 13
    for name in cpp_targets.names():
        assert list((cpp_targets.KEPT / name).iterdir()), name


def test_what_was_tried_is_counted(tmp_path: Path) -> None:
    plant(tmp_path, "url", STATISTICS.format(inputs=500))
    done = cpp_targets.fuzz("url", 500, 1, tmp_path)
    assert (done.inputs, done.peak_mib, done.broke) == (500, 70, "")
    assert "took 500 of 501 inputs" in cpp_targets.fuzz("url", 501, 1, tmp_path).broke


def test_what_broke_is_told_with_its_input(tmp_path: Path) -> None:
    plant(tmp_path, "url", BROKEN, 77)
    assert cpp_targets.fuzz("url", 500, 1, tmp_path).broke == (
        "broken promise: a url stays here; /found/crash-1"
    )


PROPERTY = """
import os
from hypothesis import given, settings
from hypothesis import strategies as st

@settings(max_examples=int(os.environ["CROSSOVER_FUZZ_INPUTS"]))
@given(st.integers(0, 10**9))
def test_small(number):
    assert number < {bound}
"""


@pytest.mark.parametrize("bound, broke", [(10**10, False), (1000, True)])
def test_a_property_is_tried_in_slices(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bound: int, broke: bool
) -> None:
    file = tmp_path / "small_test.py"
    file.write_text(PROPERTY.format(bound=bound), encoding="utf-8")
    monkeypatch.setattr(python_targets, "SLICE", 60)
    done = python_targets.fuzz("test_small", 100, 1, file)
    if broke:
        assert "broken by [1000]" in done.broke and "seed 1" in done.broke
    else:
        assert (done.inputs, done.broke) == (100, "")


ONE_TEXT = """
from hypothesis import given
from hypothesis import strategies as st
ALONE = {alone}

@given(st.just("abc"))
def test_text(text):
    assert text == "abc"
"""


def test_an_input_is_tried_with_its_neighbours(tmp_path: Path) -> None:
    file = tmp_path / "text_test.py"
    file.write_text(ONE_TEXT.format(alone=()), encoding="utf-8")
    assert "broken by ['" in python_targets.fuzz("test_text", 40, 1, file).broke
    file.write_text(ONE_TEXT.format(alone=("test_text",)), encoding="utf-8")
    done = python_targets.fuzz("test_text", 40, 1, file)
    assert (done.inputs, done.broke) == (40, "") and done.peak_mib > 0


@pytest.mark.parametrize("value", ["some text", b"some bytes", ["a", "list"], "", b"", []])
def test_a_neighbour_is_of_the_same_kind(value: object) -> None:
    draw = random.Random(7)
    found = [python_slice.neighbour(value, ("word",), draw) for _ in range(200)]
    assert {type(one) for one in found} == {type(value)}
    assert sum(one != value for one in found) > 80
    assert python_slice.neighbour(5, (), draw) == 5


SLOW = """
from hypothesis import given
from hypothesis import strategies as st
import __main__ as python_slice
python_slice.LONGEST_S = 0.3

@given(st.just("abc"))
def test_text(text):
    try:
        while True:
            pass
    except OSError:
        pass
"""


@pytest.mark.parametrize(
    "text, told",
    [
        (SLOW,
         "broken by ['abc']; TooLong: one input took longer than 0 s"),
        (ONE_TEXT.format(alone=()).replace('assert text == "abc"', "raise SystemExit(0)"),
         "broken by ['abc']; SystemExit: 0"),
        (ONE_TEXT.format(alone=()).replace('assert text == "abc"', "import os; os._exit(0)"),
         "took 0 of 40 inputs, and ended with 0"),
        (ONE_TEXT.format(alone=()).replace('assert text == "abc"', "import os; os.abort()"),
         "took 0 of 40 inputs, and ended with -6"),
    ],
)  # fmt: skip
def test_what_ends_otherwise_is_no_success(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "text_test.py"
    file.write_text(text, encoding="utf-8")
    assert told in python_targets.fuzz("test_text", 40, 1, file).broke


def test_one_that_breaks_fails_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cpp_targets, "build", lambda jobs: "")
    monkeypatch.setattr(cpp_targets, "BUILD", tmp_path)
    monkeypatch.setattr(cpp_targets.fuzz, "__defaults__", (tmp_path,))
    plant(tmp_path, "url", STATISTICS.format(inputs=10))
    asked = ["--only", "fuzz_url", "--runs", "10", "--json", str(tmp_path / "out.json")]
    assert command.main(asked) == 0
    assert json.loads((tmp_path / "out.json").read_text())["fuzzed"][0]["inputs"] == 10
    plant(tmp_path, "url", BROKEN, 77)
    assert command.main(asked) == 1
    assert "broken promise: a url stays here" in capsys.readouterr().out


def test_a_page_gets_the_run_with_most_inputs(tmp_path: Path) -> None:
    page, files = tmp_path / "page.md", []
    page.write_text("<!-- results:fuzz -->\n<!-- /results:fuzz -->\n", encoding="utf-8")
    for inputs in (10, 2000, 30):
        done = [Fuzzed("fuzz_url", "cpp", inputs, 0.5, 70), Fuzzed("test_x", "python", 5, 1.0)]
        files += ["--from", str(tmp_path / f"{inputs}.json")]
        Path(files[-1]).write_text(json.dumps(document(1, done, {})), encoding="utf-8")
    assert command.main([*files, "--splice", str(page)]) == 0
    assert "| `fuzz_url` | cpp | 2,000 | 4,000 | 70 | nothing |" in page.read_text()
    assert "| `test_x` | python | 5 | 5 |  | nothing |" in page.read_text()


def test_without_a_compiler_targets_are_skipped_with_the_reason(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert command.main(["--only", "fuzz_url", "--runs", "10"]) == 1  # nothing was done
    assert "fuzz_url: skipped: there is no clang++" in capsys.readouterr().out
