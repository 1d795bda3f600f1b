"""From the lines of a results file to what is judged: controls, repeated blocks, looks."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import frozen
from crossover_tool.analysis.interference_count import disturbance
from crossover_tool.analysis.judging import cell_data, looks_of
from crossover_tool.analysis.analyse import analyse
from crossover_tool.errors import ResultsError
from crossover_tool.host.interference import Interference
from crossover_tool.reports.notes import conditions, notes
from crossover_tool.running.interim import analyse_interim
from crossover_tool.samples import encode
from crossover_tool.samples.reader import read
from crossover_tool.samples.records import Block, Interim, Record, Sample, Status


def sample(
    block: int, order: int, strategy: str, span: float, control: bool = False, status: str = "ok"
) -> Sample:
    """The frozen file's first good sample, with other values."""
    good = next(one for one in read(frozen()).samples if one.ok)
    changes = {"makespan_ns": (span,), "status": Status(status)}
    measurement = replace(
        good.measurement,
        contender=replace(good.contender, strategy=strategy),
        reason="" if status == "ok" else "it went wrong",
        **changes,  # type: ignore[arg-type]
    )
    return replace(good, cell=0, block=block, order=order, measurement=measurement, control=control)


def run(blocks: int) -> list[Sample]:
    """Two contenders a factor 3 apart, the faster one twice."""
    found = []
    for block in range(blocks):
        wobble = 1.0 + 0.01 * (block % 3)
        for strategy, span, control in (
            ("gather", 100.0, False),
            ("thread_pool", 300.0, False),
            ("gather", 100.5, True),
        ):
            found.append(sample(block, len(found), strategy, span * wobble, control))
    return found


def written(path: Path, lines: Sequence[Record]) -> Path:
    records = [read(frozen()).header, *lines]
    path.write_text("".join(json.dumps(encode.record(one)) + "\n" for one in records))
    return path


def test_the_control_is_apart_from_its_twin() -> None:
    data = cell_data(run(3))
    assert {name.partition("/")[0] for name in data.makespans} == {"gather", "thread_pool"}
    assert data.twin.startswith("gather/")
    assert data.control == pytest.approx({0: 100.5, 1: 101.505, 2: 102.51})
    assert list(data.makespans[data.twin].values()) == pytest.approx([100.0, 101.0, 102.0])


def test_failures_are_left_out_and_a_void_sample_is_not() -> None:
    failed = cell_data([*run(2), sample(2, 6, "gather", 1.0, status="error")])
    assert len(failed.makespans[failed.twin]) == 2 and failed.void == ""
    assert "it went wrong" in cell_data([*run(2), sample(2, 6, "gather", 1.0, status="void")]).void


def test_a_repeated_block_counts_once(tmp_path: Path) -> None:
    first, again = run(1), [replace(s, order=s.order + 3) for s in run(1)]
    first[0] = slow(first[0], 9e9)  # what the disturbance did
    told = ("other processes used 50% of the CPU time",)
    taint = Block(0, 0, 0, 3, Interference(others=0.5), told, (0, 1, 2))
    calm = Block(0, 0, 1, 6, Interference())
    results = read(written(tmp_path / "s.jsonl", [*first, taint, *again, calm]))
    assert [s.order for s in results.samples] == [3, 4, 5]
    found = disturbance(results.blocks)
    assert (found.blocks, found.repeated, found.kept) == (1, 1, 0)
    assert found.sentence.startswith(
        "1 of 1 blocks were disturbed by others and taken again (other processes"
    )
    analysis = analyse(results)
    assert max(m.makespan.high for m in analysis.cells[0].ranked) < 1e9
    assert any("taken again" in sentence for sentence in conditions(analysis))


def slow(one: Sample, span: float) -> Sample:
    return replace(one, measurement=replace(one.measurement, makespan_ns=(span,)))


def test_a_block_of_no_cell_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ResultsError, match="no cell 77"):
        read(written(tmp_path / "s.jsonl", [Block(77, 0, 0, 0, Interference())]))


def test_an_interim_analysis_sees_what_was_there_and_the_last_one_all() -> None:
    looks = looks_of(1, run(4), [Interim(0.5, 9, (0,), 0.0)])
    assert [look.passed for look in looks] == [0.5, 1.0]
    assert [len(look.cells[0].control) for look in looks] == [3, 4]


def test_a_report_repeats_the_interim_analyses_of_its_run(tmp_path: Path) -> None:
    """What one settled stays settled, although the samples after it say otherwise."""
    samples = run(3)
    for s in run(9)[9:]:
        fast = s.contender.strategy == "gather" and not s.control
        samples.append(slow(s, 5000.0) if fast else s)
    without = analyse(read(written(tmp_path / "a.jsonl", samples))).cells[0]
    assert without.front.strategies[:1] != ("gather",)
    lines = [*samples[:9], Interim(0.9, 9, (), 0.0), *samples[9:]]
    found = analyse(read(written(tmp_path / "b.jsonl", lines))).cells[0]
    assert found.front.strategies == ("gather",)


def test_a_run_judges_as_its_report_does() -> None:
    found = analyse_interim(1, run(3), (), Interim(0.3, 9, (), 0.0))
    assert found.open == ()
    assert found.noise_floor == pytest.approx(0.005, abs=1e-6)
    assert analyse_interim(1, run(2), (), Interim(1.0, 6, (), 0.0)).open == (0,)


def test_old_results_have_neither_control_nor_interference() -> None:
    analysis = analyse(read(frozen()))
    assert conditions(analysis) == []
    assert analysis.noise_floor == 0.0
    assert all(cell.control is None for cell in analysis.cells)
    assert not any("A/A" in note for cell in analysis.cells for note in notes(cell))
