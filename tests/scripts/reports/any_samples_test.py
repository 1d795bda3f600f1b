"""Whatever became of the samples of a run, its report is written: no question void, unanswered or
without a contender ends one in an internal error."""

import json
import random
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import pytest
from conftest import ROOT
from crossover_tool.reports.markdown import markdown
from crossover_tool.reports.report import report_on
from crossover_tool.reports.screen import Screen
from crossover_tool.samples.reader import Results, read
from crossover_tool.samples.records import Measurement, Sample, Status

SUITES = ("decide", "dispatch", "pitfalls", "scale", "service")
BAD = (Status.VOID, Status.ERROR, Status.FAILED, Status.SKIPPED, Status.LATE)
SEEDS = 12


@cache
def reference(suite: str) -> Results:
    (folder,) = ROOT.glob(f"results/*-{suite}")
    return read(folder)


def gone(found: Measurement, status: Status) -> Measurement:
    """As the bench writes a sample without figures."""
    return replace(
        found, status=status, reason="it went wrong", makespan_ns=(), figures={}, spreads={}
    )


class Damage:
    """What becomes of the samples of a run, drawn from a seed: which cells and contenders are in it
    at all, and for each cell who breaks down in which blocks, by how much figures scatter."""

    def __init__(self, samples: Sequence[Sample], seed: int) -> None:
        rng = random.Random(seed)
        self._rng = rng
        cells = sorted({one.cell for one in samples})
        self._cells = set(rng.sample(cells, min(len(cells), rng.randint(1, 4))))
        names = sorted({one.contender.name for one in samples if one.cell in self._cells})
        self._names = set(rng.sample(names, min(len(names), rng.randint(1, 9))))
        self._blocks = rng.choice((1, 2, 3, 6, 99))
        self._scatter = rng.choice((0.0, 0.01, 1.0))
        self._bad = {
            cell: (rng.choice(BAD), rng.choice((0.0, 0.1, 1.0)), rng.choice((0, 1, 99)))
            for cell in self._cells
        }
        if rng.random() < 0.3:  # the same everywhere
            self._bad = dict.fromkeys(self._cells, next(iter(self._bad.values())))

    def of(self, one: Sample) -> Sample | None:
        here = one.cell in self._cells and one.contender.name in self._names
        if not here or one.block >= self._blocks:
            return None
        status, share, block = self._bad[one.cell]
        found = one.measurement
        if one.ok and (one.block == block or self._rng.random() < share):
            return replace(one, measurement=gone(found, status))
        factor = self._rng.lognormvariate(0.0, self._scatter)
        spans = tuple(span * factor for span in found.makespan_ns)
        return replace(one, measurement=replace(found, makespan_ns=spans))


def assert_told(found: Results, capsys: pytest.CaptureFixture[str], what: object) -> None:
    report = report_on(found)
    assert json.dumps(report.as_json(), allow_nan=False), what
    drawn = [name for part in report.sections.walk() for name in part.charts]
    assert markdown(report.analysis, report.sections, drawn), what
    for details in (False, True):
        report.print(Screen(), details)
        assert capsys.readouterr().out, what


@pytest.mark.parametrize("suite", SUITES)
def test_any_samples_make_a_report(suite: str, capsys: pytest.CaptureFixture[str]) -> None:
    whole = reference(suite)
    for seed in range(SEEDS):
        damage = Damage(whole.samples, seed)
        left = tuple(kept for one in whole.samples if (kept := damage.of(one)))
        assert_told(replace(whole, samples=left, interims=()), capsys, seed)


@pytest.mark.parametrize("suite", SUITES)
def test_so_does_a_block_that_went_wrong_everywhere(
    suite: str, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = reference(suite)
    cells = sorted({one.cell for one in whole.samples})[:4]
    few = [one for one in whole.samples if one.cell in cells and one.block < 4]
    for status in BAD:
        left = tuple(
            replace(one, measurement=gone(one.measurement, status)) if one.block == 1 else one
            for one in few
        )
        assert_told(replace(whole, samples=left, interims=()), capsys, status)
