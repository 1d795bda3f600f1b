"""A report's chart and summary, spliced into a README."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, frozen
from crossover_tool.cli.main import main
from crossover_tool.reports.report import report_on
from crossover_tool.reports.splice import spliced
from crossover_tool.samples.reader import read

README, GALLERY = ROOT / "README.md", ROOT / "results" / "GALLERY.md"
PICTURE = re.compile(r"(?:!\[[^\]]*\]\(|src(?:set)?=\")([^)\"]+)")
LINK = re.compile(r"\]\(([^)]*charts/[^)]+\.(?:pdf|svg))\)")

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


def test_the_gallery_shows_what_its_results_say_today() -> None:
    """Red when views, words or results changed and the gallery was not spliced again:
    scripts/crossover report FOLDER --splice results/GALLERY.md"""
    text = GALLERY.read_text(encoding="utf-8")
    named = re.search(r"report (results/\S+) --splice", text)
    assert named, "the gallery names the results that it shows"
    folder = ROOT / named[1]
    assert spliced(text, report_on(read(folder)), folder, GALLERY) == text
    shown = PICTURE.findall(text) + LINK.findall(text)
    assert len(shown) > 8 and len(set(shown)) == len(shown)
    assert [name for name in shown if not (GALLERY.parent / name).is_file()] == []


def test_a_gallery_has_a_picture_of_each_kind_and_needs_no_other_place(results: Path) -> None:
    folder, report = results, report_on(read(results))
    into = results.parent / "GALLERY.md"
    text = "# G\n<!-- results:gallery -->old<!-- /results:gallery -->\n"
    once = spliced(text, report, folder, into)
    heads = [line for line in once.splitlines() if line.startswith("### ")]
    assert "### Matrix picture" in heads and "### Makespan" in heads
    assert len(set(heads)) == len(heads) and "old" not in once
    assert spliced(once, report, folder, into) == once


def test_a_reference_keeps_the_charts_that_pages_show(tmp_path: Path) -> None:
    """In the forms in which they show them, dark ones too; report.md links to no other."""
    folder = tmp_path / "results" / "mine"
    (folder / "charts").mkdir(parents=True)
    shutil.copy(ROOT / ".ci" / "keep_reference", make(tmp_path / ".ci"))
    for name in ("a", "b", "p"):
        for form in (".png", ".svg", ".pdf", "-dark.png", "-dark.svg"):
            (folder / "charts" / f"{name}{form}").touch()
    (folder / "report.html").touch()
    pair = (
        '<picture><source srcset="charts/{0}-dark.png"><img alt="x" src="charts/{0}.png"></picture>'
    )
    (folder / "report.md").write_text(
        f"# r\n\n{pair.format('a')}\n\n![b](charts/b.png)\n\n[page](charts/p.pdf), to print.\n\nend\n"
    )
    shown = pair.format("a").replace("charts/", "results/mine/charts/")
    (tmp_path / "README.md").write_text(shown)
    command = [sys.executable, str(tmp_path / ".ci" / "keep_reference"), str(folder)]
    assert subprocess.run(command, capture_output=True, text=True).stdout.endswith(": 2 charts\n")
    kept = sorted(path.name for path in folder.rglob("*") if path.is_file())
    assert kept == ["a-dark.png", "a.png", "report.md"]
    text = (folder / "report.md").read_text()
    assert "charts/a.png" in text and "charts/b" not in text and "charts/p" not in text
    assert "end" in text and "draws them again" in text


def make(folder: Path) -> Path:
    """A folder that is there afterwards."""
    folder.mkdir()
    return folder


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
