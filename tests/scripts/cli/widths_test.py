"""What commands print at several widths: no line is too long, and no figure is cut."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import FAKE, Command
from crossover_tool.analysis.compare import compare
from crossover_tool.analysis.analyse import Analysis, analyse
from crossover_tool.cli.doctor_verb import print_findings
from crossover_tool.host.checks import Finding
from crossover_tool.reports.compare_text import line, print_comparison
from crossover_tool.reports.report import Report
from crossover_tool.reports.screen import Screen
from crossover_tool.samples.reader import Results
from made_goals import goal, samples, suite
from made_results import cell, header, results

WIDTHS = (60, 80, 120, 200)
CELLS = [cell("tcp", 1000, 1000, wait_us=5000, bytes=64), cell("sha256", 50, 2, cpu_us=1000)]
WHO = ["gather/asio_awaitable", "thread_pool/tbb", "process_pool/posix", "sequential/std"]

FINDINGS = [
    Finding("load", False, "1.75 on 2 cores", "wait until it falls, or stop what runs"),
    Finding("other processes", False, "postgres (12% of a core, pid 4,194,304)", "stop them"),
    Finding("noise floor", True, "identical work differs by up to 12.3% (1,024 windows)", ""),
    Finding("disk", True, "1.50 GiB free", ""),
]


@pytest.fixture(params=WIDTHS)
def width(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setenv("COLUMNS", str(request.param))
    return int(request.param)


def whole(text: str, width: int) -> str:
    """The text on one line, having been seen to keep to the width."""
    assert "…" not in text
    assert max(len(one) for one in text.splitlines()) <= width
    return " ".join(text.split())


def test_the_doctor_says_what_it_saw_and_what_to_do(
    width: int, capsys: pytest.CaptureFixture[str]
) -> None:
    print_findings(FINDINGS, Screen())
    told = whole(capsys.readouterr().out, width)
    for finding in FINDINGS:
        figures = re.findall(r"[\d.,]*\d%?", finding.seen)
        assert figures and all(figure in told for figure in figures)
        assert not finding.advice or f"- {finding.check}: {finding.advice}" in told
    assert "2 warnings" in told


def test_a_comparison_keeps_its_ratios_and_verdicts(
    width: int, capsys: pytest.CaptureFixture[str]
) -> None:
    before = analyse(results(CELLS, WHO, blocks=6))
    after = analyse(results(CELLS, WHO, blocks=6))
    found = compare(before, after)
    print_comparison(found, Screen())
    told = whole(capsys.readouterr().out, width)
    for row in found.rows:
        contender, _, _, ratio, interval, verdict = line(row)
        assert re.search(rf"{re.escape(contender)} .*?{re.escape(ratio)} .*?{verdict}", told)
        assert interval in told or width < 120


def test_goals_keep_their_ratios_and_outcomes(
    width: int, capsys: pytest.CaptureFixture[str]
) -> None:
    Report(_goals()).print(Screen())
    told = whole(capsys.readouterr().out, width)
    assert re.search(r"gather/asio .*1\.10x .*reached", told)


@pytest.mark.parametrize("details", [False, True])
def test_a_report_fits(width: int, capsys: pytest.CaptureFixture[str], details: bool) -> None:
    Report(analyse(results(CELLS, WHO, blocks=6))).print(Screen(), details)
    whole(capsys.readouterr().out, width)


@pytest.mark.parametrize("columns", WIDTHS)
def test_the_list_has_every_parameter_with_its_default(crossover: Command, columns: int) -> None:
    shown = crossover("list", "--bench", FAKE, COLUMNS=str(columns)).stdout
    told = whole(shown, columns)
    for text in ("--wait", "5 ms", "how long each task sleeps", "thread_pool/libuv", "documented"):
        assert text in told


def _goals() -> Analysis:
    taken = samples([109.0, 110.0, 111.0], [100.0, 100.0, 100.0])
    head = replace(header([]), suite=suite(goal(1.5)))
    return analyse(Results(Path("made-up"), head, tuple(taken), "complete"))
