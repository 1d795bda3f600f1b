"""Taking a block: again as a whole while others disturb it, with a record of each attempt."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from conftest import lines_of
from crossover_tool.host.interference import Interference
from crossover_tool.running.blocks import Blocks
from crossover_tool.running.retry import Retries
from crossover_tool.running.watch import Watch
from crossover_tool.samples.records import block as block_record
from crossover_tool.samples.writer import SampleWriter


@pytest.fixture
def disturbed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first block that is watched is disturbed, those after it are not."""
    told = iter([["somebody compiled"]])

    def stop(watch: Watch, attempt: int) -> tuple[Interference, list[str], bool]:
        found = next(told, [])
        retries = watch._retries
        return Interference(), found, retries is not None and retries.again(attempt, bool(found))

    monkeypatch.setattr(Watch, "start", lambda self: None)
    monkeypatch.setattr(Watch, "stop", stop)


def take(folder: Path, blocks: Blocks) -> tuple[int, list[Sequence[int]]]:
    """Takes block 4 of cell 2 with three samples; how many were taken, and what was left out."""
    taken, heard = 0, []

    def take_all() -> None:
        nonlocal taken
        taken += 3

    with SampleWriter(folder) as writer:
        blocks.take(
            2, 4, lambda: taken, take_all, lambda orders: heard.append(list(orders)), writer
        )
    return taken, heard


def test_a_disturbed_block_is_taken_again_as_a_whole(disturbed_once: None, tmp_path: Path) -> None:
    assert take(tmp_path, Blocks()) == (6, [[0, 1, 2], []])
    first, second = lines_of(tmp_path / "samples.jsonl")
    assert (first["attempt"], first["left_out"], first["tainted"]) == (
        0,
        [0, 1, 2],
        ["somebody compiled"],
    )
    assert (second["attempt"], second["left_out"], second["samples"]) == (1, [], 6)
    assert (second["cell"], second["block"]) == (2, 4)


def test_without_retries_it_is_only_noted(disturbed_once: None, tmp_path: Path) -> None:
    assert take(tmp_path, Blocks(retry=False)) == (3, [[]])
    (only,) = lines_of(tmp_path / "samples.jsonl")
    assert only["tainted"] == ["somebody compiled"]


def test_what_an_earlier_part_repeated_counts(disturbed_once: None, tmp_path: Path) -> None:
    """A run that was resumed has no second allowance of repetitions."""
    records = [block_record(0, n, 0, 3, Interference(), ["it rained"], [0, 1, 2]) for n in range(2)]
    records += [block_record(0, n, 1, 3, Interference(), [], []) for n in range(2)]
    assert take(tmp_path, Blocks(before=records)) == (3, [[]])
    assert Retries(2, 1).again(0, disturbed=True)


def test_the_clock_goes_on_where_the_earlier_part_stopped(
    disturbed_once: None, tmp_path: Path
) -> None:
    take(tmp_path, Blocks(retry=False, spent_s=1000.0))
    (only,) = lines_of(tmp_path / "samples.jsonl")
    assert only["elapsed_s"] >= 1000.0
