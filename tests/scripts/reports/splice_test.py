"""A report's chart and summary, spliced into a README."""

import re
import shutil
from pathlib import Path

import pytest
from conftest import ROOT, frozen
from crossover_tool.cli.main import main
from crossover_tool.reports.report import report_on
from crossover_tool.reports.splice import spliced
from crossover_tool.samples.reader import read

README = ROOT / "README.md"
PICTURE = re.compile(r"(?:!\[[^\]]*\]\(|src(?:set)?=\")([^)\"]+)")

MARKS = "above\n<!-- results:chart -->\nold\n<!-- /results:chart -->\nbetween\n<!-- results:summary --><!-- /results:summary -->\nbelow\n"


@pytest.fixture
def results(tmp_path: Path) -> Path:
    folder = tmp_path / "results"
    shutil.copytree(frozen().parent, folder)
    return folder


def test_the_marks_stay_and_what_is_between_is_replaced(results: Path, tmp_path: Path) -> None:
    readme = tmp_path / "README.md"
    readme.write_text(MARKS)
    assert main(["report", str(results), "--splice", str(readme)]) == 0
    once = readme.read_text()
    assert "old" not in once and once.startswith("above\n") and once.endswith("below\n")
    charts = PICTURE.findall(once)
    assert len(charts) == 2 and all((tmp_path / chart).is_file() for chart in charts)
    assert "<!-- results:summary -->\n- " in once
    assert main(["report", str(results), "--splice", str(readme)]) == 0
    assert readme.read_text() == once


def test_a_file_without_marks_is_refused_and_left_alone(
    results: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    readme = tmp_path / "README.md"
    readme.write_text("no place\n")
    assert main(["report", str(results), "--splice", str(readme)]) == 4
    assert "<!-- results:chart -->" in capsys.readouterr().err
    assert readme.read_text() == "no place\n"


def named_folder(text: str) -> Path:
    """The results folder that a README's summary names. Skips where there are no marks, so nothing
    can be stale."""
    marks = re.search(r"<!-- results:summary -->(.*?)<!-- /results:summary -->", text, re.DOTALL)
    if not marks:
        pytest.skip("README.md shows no results")
    links = re.findall(r"\]\(([^)]+)/report\.md\)", marks.group(1))
    assert links, "README.md has a place for results, and names no report"
    return README.parent / str(links[-1])


def test_the_readme_shows_what_its_results_say_today() -> None:
    """Red when judging, words or results changed and README.md was not spliced again:
    scripts/crossover report FOLDER --splice README.md"""
    text = README.read_text(encoding="utf-8")
    folder = named_folder(text)
    report = report_on(read(folder))
    assert spliced(text, report, folder, README) == text
    shown = {
        f"{folder.name}/{name}" for name in PICTURE.findall((folder / "report.md").read_text())
    }
    shown |= {name.removeprefix("results/") for name in PICTURE.findall(text) if "charts/" in name}
    assert shown, "neither README.md nor the report shows a chart"
    missing = [name for name in sorted(shown) if not (folder.parent / name).is_file()]
    assert missing == [], f"{folder.name} was reported before these charts existed"


def test_a_stale_readme_is_seen(results: Path, tmp_path: Path) -> None:
    readme = tmp_path / "README.md"
    readme.write_text(MARKS)
    assert main(["report", str(results), "--splice", str(readme)]) == 0
    report = report_on(read(results))
    fresh = readme.read_text()
    assert spliced(fresh, report, results, readme) == fresh
    stale = fresh.replace("<!-- results:summary -->\n- ", "<!-- results:summary -->\n- not ", 1)
    assert stale != fresh
    assert spliced(stale, report, results, readme) == fresh
