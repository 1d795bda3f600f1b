"""When the bench starts programs: those beside it only where somebody may have named one, and one
that is checked for as long as it takes."""

import sys
from pathlib import Path

import pytest
from conftest import ROOT

from crossover_tool.bench import binary
from crossover_tool.bench.binary import Bench
from crossover_tool.bench.described import may_name_a_program
from crossover_tool.cell import Contender
from crossover_tool.suites import suite_file

LISTING = f"""#!{sys.executable}
import json, sys
one = {{"kind": "documented", "skipped": ""}}
found = [{{"strategy": "gather", "engine": "asio", **one}}]
programs = [word.partition("=")[2] for word in sys.argv if word.startswith("--program=")]
for path in programs:
    open(path, "a").write("asked\\n")
    engine = path.rpartition("/")[2]
    strategy = "offload" if engine == "asio" else "gather"
    found.append({{"strategy": strategy, "engine": engine, "program": path, **one}})
print(json.dumps({{"workloads": [], "contenders": found, "pairs_skipped": []}}))
"""

SLOW = f"""#!{sys.executable}
import os, sys, time
print("kept    the first promise", flush=True)
until = time.monotonic() + 60
while not os.path.exists({{there!r}}) and time.monotonic() < until:
    time.sleep(0.01)
print("every promise kept" if os.path.exists({{there!r}}) else "nobody has seen the first line")
sys.exit(7)
"""


def executable(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)
    return path


@pytest.fixture
def bench(tmp_path: Path) -> Path:
    executable(tmp_path / "contenders" / "python" / "snake", "")
    return executable(tmp_path / "bench", LISTING)


def asked(bench: Path) -> bool:
    return bool((bench.parent / "contenders" / "python" / "snake").read_text())


@pytest.mark.parametrize("globs", [["*/*"], ["gather/*", "gather/asio"], ["gather/??*"], []])
def test_a_program_that_nobody_names_is_not_started(bench: Path, globs: list[str]) -> None:
    catalog = Bench(bench).catalog(globs)
    assert catalog.contenders == (Contender("gather", "asio"),)
    assert not asked(bench)


@pytest.mark.parametrize("glob", ["gather/snake", "*/sn*", "*/unknown"])
def test_a_program_that_may_be_named_is_asked(bench: Path, glob: str) -> None:
    assert Contender("gather", "snake") in Bench(bench).catalog(["*/*", glob]).contenders
    assert asked(bench)


def test_an_engine_of_the_bench_is_no_program_s(tmp_path: Path, bench: Path) -> None:
    executable(tmp_path / "contenders" / "other" / "asio", "")
    found = Bench(bench).document()
    assert [one["engine"] for one in found["contenders"]] == ["asio", "snake"]
    (left_out,) = found["programs_skipped"]
    assert "it calls itself asio, which is an engine of the bench" in left_out["reason"]


@pytest.mark.parametrize("path", suite_file.shipped().values(), ids=lambda path: path.stem)
def test_only_suites_about_languages_name_programs(path: Path) -> None:
    engines = {one.name for one in (ROOT / "engines").iterdir()}
    assert suite_file.named(path)
    about_languages = path.stem in ("article", "languages", "python")
    assert may_name_a_program(suite_file.named(path), engines) == about_languages


def test_a_check_tells_each_line_at_once_and_takes_as_long_as_it_takes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = tmp_path / "seen"
    slow = executable(tmp_path / "bench", SLOW.format(there=str(seen)))
    monkeypatch.setattr(binary, "ANSWER_TIMEOUT_S", 0.001)
    lines: list[str] = []

    def tell(line: str) -> None:
        lines.append(line)
        seen.touch()

    assert Bench(slow).check_program(tmp_path / "mine", tell) == 7
    assert lines == ["kept    the first promise\n", "every promise kept\n"]
