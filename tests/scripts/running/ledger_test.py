"""The books of a run: what counts, and what went wrong."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import made_goals
import pytest
from conftest import lines_of
from crossover_tool.host.interference import Interference
from crossover_tool.plan.schedule import Where
from crossover_tool.running.ledger import Before, Leaving, Ledger, leaving_after
from crossover_tool.samples.records import Away, Block, Interim, Sample, Status
from crossover_tool.samples.writer import SampleWriter
from made_results import measured, sample

CELLS = made_goals.suite(cells=[made_goals.CELL, made_goals.CELL])


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[SampleWriter]:
    with SampleWriter(tmp_path) as made:
        yield made


def taken(cell: int, block: int, order: int, status: Status = Status.OK) -> Sample:
    good = sample(cell, block, order, measured(made_goals.CELL, "gather/asio"))
    if status is Status.OK:
        return good
    return replace(good, measurement=replace(good.measurement, status=status, reason="odd"))


def test_a_block_that_is_taken_again_does_not_count(writer: SampleWriter) -> None:
    ledger = Ledger(CELLS, writer)
    for order in (0, 1):
        ledger.add(taken(0, 0, order))
    ledger.end_block(Block(0, 0, 0, 2, Interference(), ("stolen",), (0, 1)))
    assert ledger.samples == [] and not ledger.is_whole(Where(0, 0))
    ledger.add(taken(0, 0, 2))
    ledger.end_block(Block(0, 0, 1, 3, Interference()))
    assert [one.order for one in ledger.of_block(Where(0, 0))] == [2]
    assert ledger.is_whole(Where(0, 0)) and not ledger.is_whole(Where(1, 0))
    assert ledger.lines == 3 and len(lines_of(writer.path)) == 5


def test_voids_and_errors_are_told_with_their_place(writer: SampleWriter) -> None:
    ledger = Ledger(CELLS, writer)
    assert ledger.add(taken(0, 0, 0)) == ""
    said = ledger.add(taken(1, 2, 1, Status.VOID))
    assert said == ("void: gather/asio on timer, wait 5 ms: 1,000 tasks, limit 100, block 3: odd")
    ledger.add(taken(0, 0, 2, Status.ERROR))
    assert (ledger.outcome.voids, len(ledger.outcome.errors)) == ([said], 1)


def test_what_went_wrong_before_a_run_was_stopped_still_did(writer: SampleWriter) -> None:
    before = Before(lines=7, samples=(taken(0, 0, 3, Status.VOID),), spent_s=60.0)
    ledger = Ledger(CELLS, writer, before)
    assert len(ledger.outcome.voids) == 1
    assert ledger.lines == 7 and ledger.elapsed_s >= 60.0
    assert ledger.has_line(0, made_goals.ASIO) and not ledger.has_line(0, made_goals.LIBUV)


def test_who_leaves_is_gone_from_that_analysis_on() -> None:
    interims = [
        Interim(0.3, 10, (0,), 0.0, (Away(0, "pool/a"),), (Away(0, "loop/a"),)),
        Interim(0.6, 20, (0,), 0.0, (Away(0, "pool/b"), Away(1, "gather/a"))),
    ]
    assert [leaving_after(interims, 0, lines) for lines in (9, 10, 20)] == [
        Leaving(set(), set()),
        Leaving({"pool/a"}, {"loop/a"}),
        Leaving({"pool/a", "pool/b"}, {"loop/a"}),
    ]
