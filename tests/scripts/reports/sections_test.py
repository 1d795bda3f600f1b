"""One report, three forms: what a view finds stands in report.md, in the terminal and in JSON."""

import io
import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import frozen
from crossover_tool.analysis.analyse import Analysis, analyse
from crossover_tool.reports.report import Report
from crossover_tool.reports.screen import Screen
from crossover_tool.samples.reader import read
from made_goals import goal, suite
from made_goals import samples as goal_samples
from made_languages import two_languages
from made_requests import arriving
from made_results import cell, header, results
from shown import report_text

WHO = ("sequential/std", "gather/asio", "thread_pool/ring", "process_pool/posix")


def everything() -> Analysis:
    """Every kind of view at once: sweeps of tasks, limits, cores and shares, a map, lag, a script,
    and small tasks beside burning ones."""
    heavy = {"wait_us": 2000, "light_us": 20, "burn_us": 5000, "period_us": 750}
    cells = [cell("noop", n, 2, "tasks", 0) for n in (100, 10_000, 1_000_000)]
    cells += [cell("tcp", 1000, n, "limit", 1, wait_us=5000, bytes=64) for n in (1, 8, 64, 512)]
    cells += [cell("sha256", 100, n, "cores", 2, bytes=0, cpu_us=1000) for n in (1, 2)]
    cells += [
        cell("mixed", 200, n, "map", 3, work_us=2000, wait_share_pct=share)
        for n in (2, 16)
        for share in (0, 50, 100)
    ]
    cells.append(cell("tcp", 20, 20, "lag", 4, wait_us=5000, bytes=64))
    cells += [cell("simple_script", n, n, "tasks", 5, wait_us=1000, cpu_us=100) for n in (1, 8)]
    cells += [cell("head_of_line", 400, 16, "heavy_pct", 6, heavy_pct=p, **heavy) for p in (0, 5)]
    cells.append(cell("timer", 10, 10, "", 7, wait_us=1000))
    return analyse(results(cells, WHO, blocks=6))


def goals() -> Analysis:
    """A run of goals."""
    held = suite(goal(1.1))
    found = results([], [])
    head = header([])
    taken = tuple(goal_samples([100.0, 101.0, 102.0], [100.0, 100.0, 100.0]))
    run = type(head)(**{**vars(head), "suite": held})
    return analyse(type(found)(Path("made-up"), run, taken, "complete"))


def terminal(
    report: Report, monkeypatch: pytest.MonkeyPatch, width: int = 200, details: bool = True
) -> str:
    """What is printed where lines have `width` letters."""
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    report.print(Screen(), details)
    assert isinstance(sys.stdout, io.StringIO)
    return sys.stdout.getvalue()


def plain(text: str) -> str:
    """Text without what forms add: wrapping and Markdown's escapes."""
    return " ".join(text.replace("\\", "").split())


@pytest.mark.parametrize(
    "make", [everything, goals, two_languages, arriving, lambda: analyse(read(frozen()))]
)
def test_every_finding_and_sentence_stands_in_all_three(
    make: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert callable(make)
    analysis = make()
    report = Report(analysis)
    said = [text for part in report.sections.walk() for text in part.findings.values()]
    said += [text for part in report.sections.walk() for text in part.sentences]
    assert said
    document = json.dumps(report.as_json(), ensure_ascii=False, allow_nan=False)
    forms = {
        "report.md": plain(report_text(analysis)),
        "the terminal": plain(terminal(report, monkeypatch)),
        "JSON": plain(document),
    }
    missing = [(form, text) for text in said for form in forms if plain(text) not in forms[form]]
    assert missing == []


def test_every_view_is_met_by_this_test() -> None:
    """A view that no made-up result reaches would be tested by nobody."""
    from crossover_tool.views.walk import known

    met = {
        one.view
        for analysis in (
            everything(),
            goals(),
            two_languages(),
            arriving(),
            analyse(read(frozen())),
        )
        for part in Report(analysis).sections.walk()
        for one in part.shown
    }
    assert met >= {view.name for view in known()} - {
        "caveats",
        "capacity",
        "limit_map",
        "late_generator",
        "shedding",
    }  # each has a test of its own


def test_the_lag_that_was_asked_for_is_in_the_json() -> None:
    groups = Report(everything()).as_json()["groups"]
    assert any("loops are late by at most" in group["finding"] for group in groups)


@pytest.mark.parametrize("width", [60, 80, 120, 200])
def test_no_figure_is_cut_at_any_width(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    report = Report(everything())
    shown = terminal(report, monkeypatch, width)
    assert "…" not in shown and "..." not in shown
    for part in report.sections.walk():
        for table in part.tables:
            at = {column.heading: number for number, column in enumerate(table.columns)}
            for row in table.rows if "makespan" in at else ():
                line = f"{row[at['contender']]} "
                assert any(
                    row[at["makespan"]] in told and line in told for told in shown.splitlines()
                )
    assert max(len(line) for line in shown.splitlines()) <= width


@pytest.mark.parametrize("width", [60, 80, 120, 200])
def test_a_run_ends_with_the_answer_on_one_screen(
    width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = Report(everything())
    shown = terminal(report, monkeypatch, width, details=False).splitlines()
    assert len(shown) < 25  # the report's path is the last of them
    assert max(len(line) for line in shown) <= width
    text = " ".join(shown)
    assert "at worst" in text and "✓" in text and "\x1b" not in text
    assert "…" not in text and "..." not in text
    (answer,) = (one for one in report.sections.shown if one.view == "answer")
    assert plain(answer.finding) in plain(text)


def test_what_has_no_room_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    report = Report(everything())
    assert "no room for" in terminal(report, monkeypatch, 40, details=False)
    assert "no room for" not in terminal(report, monkeypatch, 120, details=False)


@pytest.mark.parametrize("name", ["../../etc/x", "a/b [c]", "..", "", "\x00\x1b", "x" * 300])
def test_a_samples_file_does_not_choose_where_charts_are_written(name: str) -> None:
    """Names of suites and workloads come from the file, and its charts stay in their folder."""
    found = results([cell("noop", n, 2, "tasks", 0) for n in (1, 8)], WHO)
    suite_of = found.header.suite
    renamed = tuple(
        replace(one, cell=replace(one.cell, workload=name or "noop")) for one in suite_of.cells
    )
    run = replace(found.header, suite=replace(suite_of, name=name, cells=renamed))
    report = Report(analyse(replace(found, header=run)))
    names = [one for part in report.sections.walk() for one in part.charts]
    assert len(names) > 1
    for one in names:
        assert Path(one).name == one and one[0] != "." and len(one) < 200
        assert one.isprintable()
