"""Taking blocks: again as a whole while others disturb them, with a record of each attempt."""

from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

import pytest
from conftest import FAKE
from crossover_tool.host.interference import Interference
from crossover_tool.plan.schedule import Where
from crossover_tool.running import runner as runner_module
from crossover_tool.running.ledger import Before, Ledger
from crossover_tool.running.meter import InterferenceMeter
from crossover_tool.running.policy import FixedBlocks
from crossover_tool.running.retry import Retries
from crossover_tool.running.runner import Limits, Runner
from crossover_tool.running.sampler import Sampler
from crossover_tool.samples.reader import Results, read
from crossover_tool.samples.records import Away, Interim, Sample
from crossover_tool.samples.writer import SampleWriter
from made_entrants import entrants_of
from made_results import header

PAIR = ["gather/asio", "sequential/std"]
SIZE = len(PAIR) + 1
"""With the A/A control."""


class Quiet:
    """A display that keeps what it is told."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.shown: list[tuple[int, int]] = []

    def __enter__(self) -> "Quiet":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        return None

    def sample(self, done: int, total: int, what: str, left_s: float) -> None:
        self.shown.append((done, total))

    def problem(self, text: str) -> None:
        self.said.append(text)


def take(
    folder: Path, limits: Limits = Limits(), before: Before = Before(), wait_us: int = 10
) -> tuple[Results, Quiet]:
    """Three blocks of a cell, into a file."""
    entrants = entrants_of(f"timer/tasks:10/limit:5/wait_us:{wait_us}", PAIR)
    display = Quiet()
    with SampleWriter(folder) as writer:
        writer.append(header(entrants.suite.cells))
        ledger = Ledger(entrants.suite, writer, before)
        runner = Runner(entrants, Sampler(FAKE), ledger, display, limits)
        runner.run(FixedBlocks(entrants.suite, 1))
    return read(folder), display


@pytest.fixture
def disturbed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first block is disturbed, those after it are not."""
    told: Iterator[Interference] = iter([Interference(others=0.5)])
    monkeypatch.setattr(InterferenceMeter, "stop", lambda self: next(told, Interference()))


def test_a_disturbed_block_is_taken_again_as_a_whole(disturbed_once: None, tmp_path: Path) -> None:
    results, display = take(tmp_path, Limits(retries=Retries()))
    first, second, *others = results.blocks
    assert (first.attempt, first.left_out, first.tainted) == (
        0,
        (0, 1, 2),
        ("other processes used 50% of the CPU time",),
    )
    assert (second.attempt, second.left_out, second.samples) == (1, (), 2 * SIZE)
    assert (first.cell, first.number) == (second.cell, second.number) == (0, 0)
    assert [(block.number, block.attempt) for block in others] == [(1, 0), (2, 0)]
    assert [sample.order for sample in results.samples] == list(range(SIZE, 4 * SIZE))
    assert display.shown[-1][0] + 1 == display.shown[-1][1] == 4 * SIZE


def test_without_retries_it_is_only_noted(disturbed_once: None, tmp_path: Path) -> None:
    blocks = take(tmp_path)[0].blocks
    assert [(block.attempt, block.left_out) for block in blocks] == [(0, ())] * 3
    assert blocks[0].tainted == ("other processes used 50% of the CPU time",)


def test_the_clock_goes_on_where_the_earlier_part_stopped(tmp_path: Path) -> None:
    blocks = take(tmp_path, before=Before(spent_s=1000.0))[0].blocks
    assert all(block.elapsed_s and block.elapsed_s >= 1000.0 for block in blocks)


def test_whole_blocks_are_not_taken_again(tmp_path: Path) -> None:
    before = Before(whole=frozenset({Where(0, 0), Where(0, 2)}))
    assert {sample.block for sample in take(tmp_path, before=before)[0].samples} == {1}


def test_who_is_proven_behind_takes_no_more_samples(tmp_path: Path) -> None:
    kept = Interim(0.5, 0, (0,), 0.0, (Away(0, "sequential/std"), Away(1, "gather/asio")))
    samples = take(tmp_path, before=Before(interims=(kept,)))[0].samples
    assert {sample.contender.name for sample in samples} == {"gather/asio"}
    assert {sample.block for sample in samples} == {0, 1, 2}


def test_with_a_budget_who_always_fails_takes_no_more_samples(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAKE_BENCH", "error:sequential/")

    def blocks(limits: Limits, folder: str) -> set[int]:
        (tmp_path / folder).mkdir()
        samples = take(tmp_path / folder, limits)[0].samples
        return {one.block for one in samples if one.contender.name == "sequential/std"}

    assert blocks(Limits(thrifty=True), "budget") == {0, 1}
    assert blocks(Limits(), "blocks") == {0, 1, 2}


def test_with_a_budget_only_the_first_blocks_are_observed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner_module, "OBSERVED_BLOCKS", 1)

    def observed(limits: Limits, folder: str) -> set[int]:
        (tmp_path / folder).mkdir()
        samples = take(tmp_path / folder, limits)[0].samples
        return {one.block for one in samples if "latency_ns" in one.measurement.spreads}

    assert observed(Limits(thrifty=True), "budget") == {0}
    assert observed(Limits(), "blocks") == {0, 1, 2}


def test_who_does_not_run_has_one_line_and_its_reason(tmp_path: Path) -> None:
    samples = take(tmp_path, wait_us=400_000)[0].samples
    skipped = [sample for sample in samples if sample.exit_code is None]
    assert [(one.contender.name, one.order) for one in skipped] == [("sequential/std", 0)]
    assert "above max_sample" in skipped[0].measurement.reason


@pytest.mark.parametrize("fault", ["void", "void_at_once"])
def test_a_void_sample_is_kept_as_what_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    """Whichever batch had the wrong digest: before the first good one, or after some."""
    monkeypatch.setenv("FAKE_BENCH", f"{fault}:sequential/")

    def void(sample: Sample) -> bool:
        return sample.measurement.status == "void"

    results, display = take(tmp_path)
    found = [sample for sample in results.samples if void(sample)]
    assert [sample.exit_code for sample in found] == [5] * len(found) and len(found) >= 3
    assert {bool(sample.measurement.makespan_ns) for sample in found} == {fault == "void"}
    assert all("wrong digest" in line for line in display.said)
