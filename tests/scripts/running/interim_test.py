"""Interim analyses: what they spend of the error rates, and which cells go on."""

import json
import math
from pathlib import Path

import pytest
from conftest import FAKE, Command, lines_of
from crossover_tool.running import interim as interim_module
from crossover_tool.running.budget import INTERIMS
from crossover_tool.running.interim import BudgetLeft, LedgerProgress, analyse_interim
from crossover_tool.running.ledger import Before, Leaving, Ledger
from crossover_tool.samples.records import Away, Interim
from crossover_tool.samples.writer import SampleWriter
from made_results import Change, Json, cell, header, results

CELL = cell("timer", 100, 10, wait_us=5000)
SAMPLES = results([CELL], ["gather/asio", "sequential/std"], blocks=6).samples
NOW = Interim(0.5, len(SAMPLES), (), 0.0)


def test_what_is_a_factor_ten_apart_is_settled() -> None:
    assert analyse_interim(1, SAMPLES, (), NOW).open == ()
    assert analyse_interim(1, SAMPLES[:2], (), NOW).open == (0,)


def test_two_that_are_good_enough_need_not_be_told_apart() -> None:
    names = ["gather/asio", "semaphore/asio"]
    close = results([CELL], names, _planted({"gather/asio": 1.0, "semaphore/asio": 1.021}), 9)
    now = Interim(0.5, len(close.samples), (), 0.0)
    assert analyse_interim(1, close.samples, (), now).open == ()


def test_who_may_still_be_good_enough_goes_on_and_who_is_behind_does_not() -> None:
    spans = {"gather/asio": 1.0, "semaphore/asio": 1.035, "sequential/std": 9.0}
    close = results([CELL], list(spans), _planted(spans, 0.04), 9)
    found = analyse_interim(1, close.samples, (), Interim(0.5, len(close.samples), (), 0.0))
    assert (found.open, found.behind) == ((0,), (Away(0, "sequential/std"),))


def test_who_always_fails_leaves_and_is_not_called_behind() -> None:
    spans = {"gather/asio": 1.0, "semaphore/asio": 1.035, "sequential/std": 9.0}
    planted = _planted(spans, 0.04)

    def change(measurement: Json, block: int) -> Json:
        if measurement["strategy"] == "sequential":
            return {**measurement, "status": "failed", "reason": "full", "makespan_ns": []}
        return planted(measurement, block)

    close = results([CELL], list(spans), change, 9)
    found = analyse_interim(1, close.samples, (), Interim(0.5, len(close.samples), (), 0.0))
    assert (found.open, found.behind) == ((0,), ())
    assert found.failing == (Away(0, "sequential/std"),)


def test_a_cell_is_priced_without_those_who_leave() -> None:
    spans = {"gather/asio": 1.0, "semaphore/asio": 1.035, "sequential/std": 9.0}
    close = results([CELL], list(spans), _planted(spans, 0.04), 9)
    priced: list[Leaving] = []

    def cost_s(cell: int, leaving: Leaving) -> float:
        priced.append(leaving)
        return 1.0

    left = BudgetLeft(0.5, cost_s, 3)
    now = Interim(0.5, len(close.samples), (), 0.0)
    assert analyse_interim(1, close.samples, (), now, left=left).open == (), "no round fits"
    assert priced[0] == Leaving(["sequential/std"], [])


def _planted(spans: dict[str, float], jitter: float = 0.001) -> Change:
    def change(measurement: Json, block: int) -> Json:
        name = f"{measurement['strategy']}/{measurement['engine']}"
        ns = 1e8 * spans[name] * (1.0 + jitter * math.sin(17.0 * block + 5.0 * len(name)))
        return {**measurement, "makespan_ns": [round(ns)]}

    return change


def test_the_analyses_before_are_part_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """What they spent stays spent: the judge sees every analysis, in order."""
    passed: list[list[float]] = []
    honest = interim_module.judge

    def watched(interims, *more):  # type: ignore[no-untyped-def]
        passed.append([interim.passed for interim in interims])
        return honest(interims, *more)

    monkeypatch.setattr(interim_module, "judge", watched)
    analyse_interim(1, SAMPLES, [Interim(0.3, 2, (0,), 0.0)], NOW)
    assert passed == [[0.3, 0.5]]


def test_a_recorded_analysis_is_not_made_again(tmp_path: Path) -> None:
    recorded = Interim(0.3, 2, (0,), 0.0)
    with SampleWriter(tmp_path) as writer:
        writer.append(header([CELL]))
        ledger = Ledger(header([CELL]).suite, writer, Before(interims=(recorded,)))
        progress = LedgerProgress(1, ledger, lambda places, leaving: 1.0)
        assert progress.interim(0, 0.9) == (0,)
        assert (writer.count, ledger.interims) == (1, [recorded])
        progress.interim(1, 0.9)
        assert (writer.count, ledger.interims[-1].passed) == (2, 0.9)


def test_a_run_goes_on_until_its_choices_are_decided(crossover: Command, tmp_path: Path) -> None:
    """Coroutines with and without a semaphore are alike, and the margin is narrow for six
    blocks: open after them, and good enough after more."""
    names = ("gather/asio", "semaphore/asio", "sequential/std")
    result = crossover(
        "run", "--bench", FAKE, "--workload", "timer", "--tasks", "1000", "--limit", "1000", "--wait", "1ms",
        *(word for name in names for word in ("--contender", name)), "--budget", "60s", "--seed", "1",
        *("--margin", "0.5%", "--no-retry", "--json", "--no-report", "--out", "o"), FAKE_BENCH_NOISE="0.003",
        FAKE_BENCH_SEED="3",  # open after six blocks however much of the budget a busy machine took
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    lines = lines_of(tmp_path / "o" / "samples.jsonl")
    still_open = [line["open"] for line in lines if line["kind"] == "interim"]
    assert still_open[0] == [0] and still_open[-1] == []
    (question,) = json.loads(result.stdout)["regret"]["questions"]
    classes = {choice: one["class"] for choice, one in question["fields"].items()}
    good = "good enough"
    assert classes == {"gather": good, "semaphore": good, "sequential": "behind"}
    takers = [
        (line["block"], line["measurement"]["strategy"])
        for line in lines
        if line["kind"] == "sample"
    ]
    assert max(block for block, who in takers if who == "sequential") == INTERIMS[0] - 1
    assert max(block for block, who in takers if who == "gather") >= INTERIMS[0]
