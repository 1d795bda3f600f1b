"""`crossover report`: its kinds, what it does when a part cannot be written, and odd texts."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import Command, frozen, only_error
from crossover_tool.samples.reader import read
from crossover_tool.samples.records import End, Status
from made_results import write


def test_a_reader_can_ask_for_a_kind(crossover: Command, tmp_path: Path) -> None:
    shown = crossover("report", frozen(), "--kind", "documented", "--details", "--out", "r")
    assert shown.returncode == 0, shown.stderr
    assert "thread_pool/libuv" in shown.stdout and "gather/asio" not in shown.stdout
    assert "gather/asio" not in (tmp_path / "r" / "report.md").read_text()
    everyone = crossover("report", frozen(), "--kind", "documented", "--kind", "best", "--json")
    kinds = {
        one["kind"]
        for group in json.loads(everyone.stdout)["groups"]
        for cell in group["cells"]
        for one in cell["contenders"]
    }
    assert kinds == {"documented", "best"}


def test_a_kind_beside_the_samples_writes_nothing(crossover: Command, tmp_path: Path) -> None:
    (tmp_path / "o").mkdir()
    (tmp_path / "o" / "samples.jsonl").write_bytes(frozen().read_bytes())
    assert crossover("report", "o", "--kind", "best").returncode == 0
    assert [path.name for path in (tmp_path / "o").iterdir()] == ["samples.jsonl"]


def test_a_kind_that_nobody_is_of_is_bad_input(crossover: Command) -> None:
    result = crossover("report", frozen(), "--kind", "documentd")
    assert result.returncode == 2
    assert "did you mean 'documented'" in only_error(result)


def test_a_reader_can_ask_for_a_language(crossover: Command, tmp_path: Path) -> None:
    found = read(frozen())
    samples = [
        replace(s, measurement=replace(s.measurement, language="python"))
        if s.contender.engine == "libuv"
        else s
        for s in found.samples
    ]
    end = End("2026-01-01T00:00:00Z", len(samples), "complete")
    write(tmp_path / "o", [found.header, *samples, end])
    shown = crossover("report", "o", "--language", "python")
    assert shown.returncode == 0, shown.stderr
    assert "/libuv" in shown.stdout and "/asio" not in shown.stdout
    assert [path.name for path in (tmp_path / "o").iterdir()] == ["samples.jsonl"]
    wrong = crossover("report", "o", "--language", "pyton")
    assert wrong.returncode == 2 and "did you mean 'python'" in only_error(wrong)
    assert crossover("report", frozen(), "--language", "cpp").returncode == 0


def test_a_chart_that_cannot_be_written_costs_no_table(crossover: Command, tmp_path: Path) -> None:
    blocked = tmp_path / "r" / "charts" / "timer-wait-us-50000-by-tasks.png"
    blocked.mkdir(parents=True)
    result = crossover("report", frozen(), "--details", "--out", "r")
    assert result.returncode == 4
    assert "cannot write the chart r/charts/timer-wait-us-50000-by-tasks.png" in only_error(result)
    assert "gather and thread_pool lead from 10 tasks on, not separated" in result.stdout
    text = (tmp_path / "r" / "report.md").read_text()
    assert "timer-wait-us-50000-by-tasks-cost.png)" in text
    assert "timer-wait-us-50000-by-tasks.png)" not in text


def test_a_folder_that_cannot_be_made_costs_no_table(crossover: Command) -> None:
    result = crossover("report", frozen(), "--details", "--out", "/proc/nowhere")
    assert result.returncode == 4
    assert "cannot make the report folder /proc/nowhere" in only_error(result)
    assert "gather and thread_pool lead from 10 tasks on, not separated" in result.stdout


@pytest.mark.parametrize(
    "odd", ["tcp://[::1]:80 [bold] [/x]", ":smile: $x^2$ a|b", "\x1b[2J\ttab", "µ…\u2028漢"]
)
def test_odd_texts_get_through(crossover: Command, tmp_path: Path, odd: str) -> None:
    found = read(frozen())
    bad = next(s for s in found.samples if not s.ok)
    wrong = replace(bad.measurement, status=Status.ERROR, reason=odd)
    samples = [replace(s, measurement=wrong) if s is bad else s for s in found.samples]
    suite = replace(found.header.suite, texts={"command": odd}, name=odd)
    records = [
        replace(found.header, suite=suite),
        *samples,
        End("2026-01-01T00:00:00Z", len(samples), "complete"),
    ]
    write(tmp_path / "o", records)
    result = crossover("report", "o", "--details", COLUMNS="400")
    assert result.returncode == 0, result.stderr
    seen = odd.replace("\x1b", "\\x1b").replace("\t", "\\t")
    assert " ".join(seen.split()) in " ".join(result.stdout.split())
    assert "\x1b" not in (tmp_path / "o" / "report.md").read_text()
