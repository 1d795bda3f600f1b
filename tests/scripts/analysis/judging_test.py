"""From the lines of a results file to what is judged: controls, repeated blocks, interims."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import frozen
from crossover_tool.analysis.analyse import analyse
from crossover_tool.analysis.interference_count import interference_count
from crossover_tool.analysis.judging import cell_data, interims_of
from crossover_tool.cell import Contender
from crossover_tool.errors import ResultsError
from crossover_tool.host.interference import Interference
from crossover_tool.samples.reader import read
from crossover_tool.samples.records import Block, Interim, Percentiles, Record, Sample, Status
from crossover_tool.stats.verdict import Verdict
from made_results import write
from shown import by_view, notes, parts


def sample(
    block: int,
    order: int,
    strategy: str,
    span: float,
    control: bool = False,
    status: Status = Status.OK,
) -> Sample:
    """The frozen file's first good sample, with other values."""
    good = next(one for one in read(frozen()).samples if one.ok)
    measurement = replace(
        good.measurement,
        contender=Contender(strategy, "asio"),
        makespan_ns=(span,),
        status=status,
        reason="" if status is Status.OK else "it went wrong",
    )
    return Sample(block, order, 0, measurement, good.started, 0.1, 0, control)


def run(blocks: int) -> list[Sample]:
    """Two contenders a factor 3 apart, the faster one twice."""
    found: list[Sample] = []
    for block in range(blocks):
        wobble = 1.0 + 0.01 * (block % 3)
        for strategy, span, control in (
            ("gather", 100.0, False),
            ("thread_pool", 300.0, False),
            ("gather", 100.5, True),
        ):
            found.append(sample(block, len(found), strategy, span * wobble, control))
    return found


def written(folder: Path, records: Sequence[Record]) -> Path:
    return write(folder, [read(frozen()).header, *records])


def test_the_second_samples_of_the_control_are_apart_from_its_first() -> None:
    data = cell_data(run(3))
    assert {name.partition("/")[0] for name in data.makespans} == {"gather", "thread_pool"}
    assert data.twice.startswith("gather/")
    assert data.control == pytest.approx({0: 100.5, 1: 101.505, 2: 102.51})
    assert list(data.makespans[data.twice].values()) == pytest.approx([100.0, 101.0, 102.0])


def test_where_a_latency_decides_the_makespan_does_not() -> None:
    """Nor does it for who has no latency there."""

    def with_p99(one: Sample) -> Sample:
        spans = one.measurement.makespan_ns
        told = Percentiles(1.0, 2.0, 1e9 / spans[0], 4.0, 5.0)
        spreads = {**one.measurement.spreads, "probe_latency_ns": told}
        return replace(one, measurement=replace(one.measurement, spreads=spreads))

    samples = [one if one.contender.strategy == "thread_pool" else with_p99(one) for one in run(2)]
    data = cell_data(samples)
    assert data.makespans == {"gather/asio": pytest.approx({0: 1e7, 1: 1e9 / 101.0})}
    assert data.control == pytest.approx({0: 1e9 / 100.5, 1: 1e9 / 101.505})


def test_failures_are_left_out_and_a_void_sample_is_not() -> None:
    failed = cell_data([*run(2), sample(2, 6, "gather", 1.0, status=Status.ERROR)])
    assert len(failed.makespans[failed.twice]) == 2 and failed.void == ""
    assert (
        "it went wrong"
        in cell_data([*run(2), sample(2, 6, "gather", 1.0, status=Status.VOID)]).void
    )


def test_who_breaks_down_often_is_not_judged(tmp_path: Path) -> None:
    """gather is three times as fast, and one of its processes in four ends with a signal."""
    samples = run(12)
    for number, one in enumerate(samples):
        if one.contender.strategy == "gather" and one.block % 4 == 1 and not one.control:
            lost = replace(one.measurement, status=Status.ERROR, reason="ended by SIGSEGV")
            samples[number] = replace(one, measurement=lost)
    found = analyse(read(written(tmp_path, samples))).cells[0]
    assert found.front.strategies[:1] != ("gather",)
    assert found.front.verdict is not Verdict.WINNER
    assert [one.contender.strategy for one in found.ranked] == ["thread_pool"]
    assert [one.contender.strategy for one in found.unreliable] == ["gather"]
    assert [one.reason for one in found.absent] == ["ended by SIGSEGV (in 3 of 24 processes)"]


def test_who_breaks_down_as_the_second_of_a_control_is_not_judged_either(tmp_path: Path) -> None:
    samples = run(6)
    for number, one in enumerate(samples):
        if one.contender.strategy == "gather" and one.block == 1 and one.control:
            lost = replace(one.measurement, status=Status.ERROR, reason="ended by SIGTERM")
            samples[number] = replace(one, measurement=lost)
    found = analyse(read(written(tmp_path, samples))).cells[0]
    assert [one.contender.strategy for one in found.ranked] == ["thread_pool"]
    assert set(found.ranks) == {"thread_pool/asio"}
    assert [one.contender.strategy for one in found.unreliable] == ["gather"]
    assert [one.reason for one in found.absent] == ["ended by SIGTERM (in 1 of 12 processes)"]


def test_one_breakdown_in_many_is_told_and_no_more(tmp_path: Path) -> None:
    samples = run(24)
    broken = next(n for n, s in enumerate(samples) if s.contender.strategy == "gather" and s.block)
    lost = replace(samples[broken].measurement, status=Status.ERROR, reason="ended by SIGSEGV")
    samples[broken] = replace(samples[broken], measurement=lost)
    found = analyse(read(written(tmp_path, samples))).cells[0]
    assert found.front.strategies == ("gather",) and found.front.verdict is Verdict.WINNER
    assert found.broken == {"gather/asio": 1}
    assert [one.reason for one in found.absent] == ["ended by SIGSEGV (in 1 of 48 processes)"]


def test_a_ratio_is_that_of_common_blocks_whoever_left_early(tmp_path: Path) -> None:
    """thread_pool is measured in the first blocks alone, and the machine is half as fast later."""
    samples = []
    for one in run(12):
        slower = 1.0 if one.block < 6 else 2.2
        span = one.measurement.makespan_ns[0] * slower
        if one.contender.strategy == "gather" or one.block < 6:
            changed = replace(one.measurement, makespan_ns=(span,))
            samples.append(replace(one, measurement=changed, order=len(samples)))
    found = analyse(read(written(tmp_path, samples))).cells[0]
    assert [one.contender.strategy for one in found.ranked] == ["gather", "thread_pool"]
    pool = found.ranked[1]
    rival = found.rival(pool.contender)
    assert rival and rival.low <= found.ratio(pool) <= rival.high
    assert found.ratio(pool) == pytest.approx(3.0, rel=0.02)
    assert found.ratio(found.ranked[0]) == 1.0


def test_a_repeated_block_counts_once(tmp_path: Path) -> None:
    first, again = run(1), [replace(s, order=s.order + 3) for s in run(1)]
    wild = replace(first[0].measurement, makespan_ns=(9e9,))  # what others did to it
    first[0] = replace(first[0], measurement=wild)
    why = ("other processes used 50% of the CPU time",)
    taint = Block(0, 0, 0, 3, Interference(others=0.5), why, (0, 1, 2))
    calm = Block(0, 0, 1, 6, Interference())
    results = read(written(tmp_path, [*first, taint, *again, calm]))
    assert [s.order for s in results.samples] == [3, 4, 5]
    found = interference_count(results.blocks)
    assert (found.blocks, found.repeated, found.kept) == (1, 1, 0)
    assert found.sentence.startswith(
        "1 of 1 blocks were disturbed by others and taken again (other processes"
    )
    analysis = analyse(results)
    assert max(m.makespan.high for m in analysis.cells[0].ranked) < 1e9
    assert any("taken again" in sentence for sentence in parts(analysis, "run")[0].sentences)


def test_a_block_of_no_cell_is_refused(tmp_path: Path) -> None:
    stray = Block(77, 0, 0, 0, Interference())
    with pytest.raises(ResultsError, match="no cell 77"):
        read(written(tmp_path, [stray]))


def test_a_look_sees_what_was_there_and_the_last_one_all() -> None:
    samples = run(4)
    interims = interims_of(1, samples, [Interim(0.5, 9, (0,), 0.0)])
    assert [interim.passed for interim in interims] == [0.5, 1.0]
    assert [len(interim.cells[0].control) for interim in interims] == [3, 4]


def test_a_report_repeats_the_interims_of_its_run(tmp_path: Path) -> None:
    """What an analysis settled stays settled, although the samples after it say otherwise."""
    samples = run(3)
    for s in run(9)[9:]:
        if s.contender.strategy == "gather" and not s.control:
            s = replace(s, measurement=replace(s.measurement, makespan_ns=(5000.0,)))
        samples.append(s)
    without = analyse(read(written(tmp_path / "a", samples))).cells[0]
    assert without.front.strategies[:1] != ("gather",)
    lines = [*samples[:9], Interim(0.9, 9, (), 0.0), *samples[9:]]
    assert analyse(read(written(tmp_path / "b", lines))).cells[0].front.strategies == ("gather",)


def test_old_results_have_neither_control_nor_interference() -> None:
    analysis = analyse(read(frozen()))
    assert by_view(parts(analysis, "run")[0])["conditions"].sentences == ()
    assert analysis.noise_floor == 0.0
    assert all(cell.control is None for cell in analysis.cells)
    assert not any("A/A" in note for note in notes(analysis))
