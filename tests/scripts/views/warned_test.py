"""What a verdict does not say stands beside it, in every form: two modes of a contender, and blocks
that depend on one another."""

import math
import random
from pathlib import Path

import pytest
from crossover_tool.analysis.analyse import Analysis, analyse
from crossover_tool.analysis.compare import compare
from crossover_tool.reports.compare_text import cautions
from crossover_tool.reports.report import Report
from crossover_tool.reports.screen import Screen
from crossover_tool.samples.reader import read
from made_results import Json, cell, write_results
from shown import notes, report_text

CELLS = [cell("timer", 10 * n, 10, wait_us=5000) for n in range(1, 7)]
WHO = ["gather/asio", "semaphore/asio", "thread_pool/std", "sequential/std"]
SAID = "thread_pool/std: two modes: 1.0x in 70 % of processes, 4.1x in 30 %"


def planted(folder: Path, slow: float = 1.0, kept: float = 0.0) -> Analysis:
    """Ten blocks: in three of them thread_pool takes `slow` times as long; each contender has a
    mode that is 15 % slower, which it keeps with a probability of `kept`, if that is not 0."""
    chance = random.Random(11)
    modes: dict[tuple[str, str], bool] = {}

    def span(where: Json, name: str, block: int) -> float:
        key = (str(where["tasks"]), name)
        if chance.random() >= kept or key not in modes:
            modes[key] = chance.random() < 0.5
        mode = 1.15 if kept and modes[key] else 1.0
        far = slow if name == "thread_pool/std" and block in (1, 4, 8) else 1.0
        return 5e6 * (1 + WHO.index(name)) * far * mode * math.exp(chance.gauss(0.0, 0.01))

    return analyse(read(write_results(folder, CELLS, WHO, 10, span)))


def test_two_modes_are_said_in_every_form(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    analysis = planted(tmp_path, slow=4.1)
    report = Report(analysis)
    report.print(Screen(), details=True)
    assert capsys.readouterr().out.count(SAID) == len(CELLS)
    assert report_text(analysis).count(SAID) == len(CELLS)
    cells = [one for group in report.as_json()["groups"] for one in group["cells"]]
    assert len(cells) == len(CELLS)
    for one in cells:
        assert SAID in one["sentences"]
        found = one["modes"]["thread_pool/std"]
        assert (found["slow"], found["count"]) == (3, 10)
        assert found["ratio"] == pytest.approx(4.1, rel=0.02)
        assert list(one["modes"]) == ["thread_pool/std"]


def test_one_mode_is_not_spoken_of(tmp_path: Path) -> None:
    assert not any("two modes" in note for note in notes(planted(tmp_path)))


def test_blocks_that_depend_on_one_another_are_said_in_every_form(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "400")
    analysis = planted(tmp_path / "a", kept=0.8)
    report = Report(analysis)
    report.print(Screen())
    document = report.as_json()
    (said,) = [
        one for one in document["sentences"] if one.startswith("blocks depend on one another")
    ]
    assert said in capsys.readouterr().out
    assert said in report_text(analysis)
    assert document["dependence"]["proven"]
    assert document["dependence"]["autocorrelation"] > 0.2
    sound = planted(tmp_path / "b")
    assert not Report(sound).as_json()["dependence"]["proven"]
    assert "blocks of before depend" in cautions(compare(analysis, sound))[0]
    assert not any("depend" in caution for caution in cautions(compare(sound, sound)))
