"""The end of a run: at most 25 lines at any width that people have, the last sentence among them."""

import random
from dataclasses import replace

import pytest
from crossover_tool.analysis.analyse import Analysis, analyse
from crossover_tool.reports.brief import LINES, PATHS
from crossover_tool.reports.report import Report
from crossover_tool.reports.screen import Screen
from crossover_tool.suite import PlannedCell
from made_results import Json, cell, results

WHO = (
    *("sequential/std", "gather/asio", "gather/asio_cores", "semaphore/asio"),
    *("offload/asio", "thread_pool/ring", "process_pool/posix"),
)


def question(number: int, kinds: int) -> PlannedCell:
    """One of many, with a title as long as those of the suites."""
    planned = cell("timer", 10 + number, 10 + number, group=number, wait_us=5000)
    title = f"{number} tasks of a kind"
    return replace(planned, title=title, family=f"work of kind {number % kinds}")


def measured(count: int, kinds: int = 8) -> Analysis:
    """So many questions about so many kinds of work, about which much is open."""
    rng = random.Random(count)

    def change(found: Json, block: int) -> Json:
        level = 1e8 * (1.0 + 0.07 * WHO.index(f"{found['strategy']}/{found['engine']}"))
        return {**found, "makespan_ns": [round(level * rng.gauss(1, 0.05))]}

    cells = [question(number, kinds) for number in range(count)]
    return analyse(results(cells, WHO, change, blocks=6))


@pytest.fixture(scope="module", params=[2, 6, 24])
def report(request: pytest.FixtureRequest) -> Report:
    return Report(measured(int(request.param)))


@pytest.mark.parametrize("width", [60, 80, 120, 200])
def test_the_answer_stands_on_one_screen(
    report: Report, width: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    report.print(Screen())
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) <= LINES - PATHS and max(map(len, lines)) <= width
    told = " ".join(" ".join(lines).split())
    assert "figures are open (?)" in told and "at worst" in told
    assert "questions: " in told or "questions have" in told


@pytest.mark.parametrize("width", [60, 80, 120])
def test_what_has_no_row_is_counted(
    width: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each question a kind of work of its own: more than there are lines."""
    monkeypatch.setenv("COLUMNS", str(width))
    Report(measured(24, kinds=24)).print(Screen())
    told = capsys.readouterr().out
    assert len(told.splitlines()) <= LINES - PATHS
    rows = sum(line.split()[1:5] == "tasks of a kind".split() for line in told.splitlines())
    assert f"{24 - rows} more: --details" in told and rows >= 5
    assert "at worst" in told


def test_every_kind_of_work_has_a_row_before_a_third_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    Report(measured(10, kinds=10)).print(Screen())
    told = capsys.readouterr().out
    assert "more: --details" not in told and told.count("tasks of a kind") == 10
