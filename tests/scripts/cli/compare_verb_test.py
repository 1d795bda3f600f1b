"""`crossover compare`: verdicts for planted changes, cautions, formats and the exit code for CI."""

import csv
import io
import json
import math
import random
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from conftest import Command, frozen, only_error
from crossover_tool.analysis.compare import Change, Comparison, compare
from crossover_tool.analysis.analyse import analyse
from crossover_tool.errors import UsageError
from crossover_tool.samples.reader import read
from crossover_tool.samples.records import End, Sample, Status
from made_results import Json, Spans, cell, write, write_results

CELLS = [cell("timer", 10, 10, wait_us=5000), cell("tcp", 100, 8, wait_us=5000, bytes=64)]
WHO = ["gather/asio", "thread_pool/std", "sequential/std"]


def spans(seed: int, factors: Mapping[str, float], sigma: float = 0.004) -> Spans:
    """Log-normal makespans around 5 ms a task's rank, with a factor on each contender."""
    chance = random.Random(seed)

    def span(_: Json, name: str, __: int) -> float:
        return (
            5e6
            * (1 + WHO.index(name))
            * factors.get(name, 1.0)
            * math.exp(chance.gauss(0.0, sigma))
        )

    return span


@pytest.fixture
def pair(tmp_path: Path) -> Callable[..., tuple[Path, Path]]:
    """Two runs of nine blocks, in the second of which `factors` hold; `changes` go into its
    header."""

    def make(
        factors: Mapping[str, float], sigma: float = 0.004, **changes: Any
    ) -> tuple[Path, Path]:
        before = write_results(tmp_path / "a", CELLS, WHO, 9, spans(1, {}, sigma))
        after = write_results(tmp_path / "b", CELLS, WHO, 9, spans(2, factors, sigma), **changes)
        return before, after

    return make


def compared(paths: tuple[Path, Path]) -> Comparison:
    before, after = (analyse(read(path)) for path in paths)
    return compare(before, after)


def changes(comparison: Comparison) -> dict[str, set[Change]]:
    found: dict[str, set[Change]] = {}
    for row in comparison.rows:
        found.setdefault(row.contender, set()).add(row.change)
    return found


def test_planted_changes_get_their_verdicts(pair: Callable[..., tuple[Path, Path]]) -> None:
    comparison = compared(pair({"gather/asio": 1.1, "thread_pool/std": 0.9}))
    assert changes(comparison) == {
        "gather/asio": {Change.SLOWER},
        "thread_pool/std": {Change.FASTER},
        "sequential/std": {Change.SAME},
    }
    for row in comparison.rows:
        truth = {"gather/asio": 1.1, "thread_pool/std": 0.9}.get(row.contender, 1.0)
        assert row.low < truth < row.high


def test_noise_is_unresolved_and_never_a_change(pair: Callable[..., tuple[Path, Path]]) -> None:
    assert set().union(*changes(compared(pair({}, sigma=0.1))).values()) == {Change.UNRESOLVED}


def test_a_machine_that_drifted_widens_the_margin(pair: Callable[..., tuple[Path, Path]]) -> None:
    comparison = compared(pair({"gather/asio": 1.06}, rates={"sha256": 1890.25 / 1.08}))
    assert comparison.drift == pytest.approx(0.08)
    assert Change.SLOWER not in set().union(*changes(comparison).values())


@pytest.mark.parametrize("noisy", ["a", "b"])
def test_the_noise_floor_of_either_run_widens_the_margin(tmp_path: Path, noisy: str) -> None:
    """Identical contenders that differ by 8 % in one of the runs leave nothing to say about a
    difference of 6 %: it is no change, and not the same either."""
    wild = [math.exp(0.077 + step) for step in (-0.3, 0.3, -0.2, 0.2, 0.0, -0.3, 0.3, -0.2, 0.2)]
    factors: dict[str, dict[str, float]] = {"a": {}, "b": {"gather/asio": 1.06}}
    sides = [
        write_results(
            tmp_path / n,
            CELLS,
            WHO,
            9,
            spans(1, factors[n]),
            {"sequential/std": wild} if n == noisy else None,
        )
        for n in "ab"
    ]
    comparison = compared((sides[0], sides[1]))
    assert comparison.margin == pytest.approx(0.08, rel=0.01)
    assert {row.change for row in comparison.rows if row.contender == "gather/asio"} == {
        Change.UNRESOLVED
    }
    assert Change.SAME in changes(comparison)["thread_pool/std"]  # within 5 %, whatever the floor


def test_a_run_whose_control_agrees_keeps_the_margin(tmp_path: Path) -> None:
    sides = [
        write_results(tmp_path / n, CELLS, WHO, 9, spans(1, {}), {WHO[0]: [1.001] * 9})
        for n in "ab"
    ]
    assert compared((sides[0], sides[1])).margin == 0.02


@pytest.mark.parametrize("slower, change", [(1.08, Change.UNRESOLVED), (1.0, Change.SLOWER)])
def test_other_hosts_are_named_and_their_speed_is_no_regression(
    pair: Callable[..., tuple[Path, Path]], slower: float, change: Change
) -> None:
    """Whether two machines are one or alike, a core that is 8 % slower makes no program slower."""
    comparison = compared(
        pair(
            {"gather/asio": 1.06},
            rates={"sha256": 1890.25 / slower},
            host={"cpu_model": "Other CPU"},
        )
    )
    assert comparison.host_changes == ("cpu_model was 'Example CPU' and is 'Other CPU'",)
    assert comparison.drift == pytest.approx(slower - 1.0)
    assert change in changes(comparison)["gather/asio"]
    assert (comparison.proven_slower(0.03) == ()) == (change is Change.UNRESOLVED)


def test_who_left_early_is_compared_at_the_level_of_its_run(tmp_path: Path) -> None:
    """In both runs the machine is a fifth slower from the fifth block on; in the second one
    contender was measured before that alone."""

    def drifting(seed: int) -> Spans:
        plain = spans(seed, {})
        return lambda where, name, block: plain(where, name, block) * (1.0 if block < 4 else 1.2)

    before = write_results(tmp_path / "a", CELLS, WHO, 12, drifting(1))
    found = read(write_results(tmp_path / "b", CELLS, WHO, 12, drifting(2)))
    stayed = [s for s in found.samples if s.contender.name != "thread_pool/std" or s.block < 6]
    left = [replace(sample, order=order) for order, sample in enumerate(stayed)]
    after = write(tmp_path / "c", [found.header, *left])
    comparison = compared((before, after))
    assert changes(comparison)["thread_pool/std"] <= {Change.SAME, Change.UNRESOLVED}
    assert not comparison.proven_slower(0.02)
    for row in comparison.rows:
        assert row.ratio == pytest.approx(1.0, abs=0.04)


def test_another_winner_is_said(pair: Callable[..., tuple[Path, Path]]) -> None:
    comparison = compared(pair({"gather/asio": 4.0}))
    assert len(comparison.fronts) == 2
    assert comparison.fronts[0].endswith("gather won before, thread_pool wins after")


def test_a_machine_that_is_slower_throughout_is_no_regression(
    crossover: Command, pair: Callable[..., tuple[Path, Path]]
) -> None:
    before, after = pair({name: 1.04 for name in WHO})
    comparison = compared((before, after))
    assert comparison.shift and comparison.shift.ratio == pytest.approx(1.04, abs=0.01)
    assert comparison.proven_slower(0.02) == ()
    passed = crossover("compare", before, after, "--fail-on-regression", "2%")
    assert passed.returncode == 0
    assert "the machine took 1.038 times as long" in passed.stderr


def test_what_one_contender_does_beyond_the_others_is_a_regression(
    crossover: Command, pair: Callable[..., tuple[Path, Path]]
) -> None:
    before, after = pair({**{name: 1.03 for name in WHO}, "gather/asio": 1.12})
    assert {row.contender for row in compared((before, after)).proven_slower(0.03)} == {
        "gather/asio"
    }
    failed = crossover("compare", before, after, "--fail-on-regression", "3%")
    assert failed.returncode == 8
    assert "% slower than the machine explains, proven beyond 3 %" in failed.stderr


def test_who_stays_while_the_others_get_faster_has_not_become_slower(
    pair: Callable[..., tuple[Path, Path]]
) -> None:
    comparison = compared(pair({"gather/asio": 0.96, "thread_pool/std": 0.96}))
    assert comparison.shift is None
    assert comparison.proven_slower(0.02) == ()


def test_a_jump_of_all_is_not_charged_to_the_machine(
    pair: Callable[..., tuple[Path, Path]]
) -> None:
    comparison = compared(pair({name: 1.3 for name in WHO}))
    assert comparison.shift is None
    assert len(comparison.proven_slower(0.05)) == 6


def test_what_the_untouched_changed_by_is_the_machines(
    crossover: Command, pair: Callable[..., tuple[Path, Path]]
) -> None:
    before, after = pair({**{name: 1.3 for name in WHO}, "gather/asio": 1.56})
    gate = ("compare", before, after, "--fail-on-regression", "10%", "--untouched")
    failed = crossover(*gate, "sequential/*")
    assert failed.returncode == 8
    assert failed.stderr.count("regression: gather/asio on ") == 2
    assert failed.stderr.count("regression: ") == 2
    wrong = crossover(*gate, "offload/*")
    assert wrong.returncode == 2
    assert "is like 'offload/*'; there are: gather/asio, " in only_error(wrong)


def test_a_gate_says_what_it_could_have_seen(
    crossover: Command, pair: Callable[..., tuple[Path, Path]]
) -> None:
    before, after = pair({}, sigma=0.034)
    gate = ("compare", before, after, "--fail-on-regression", "3%")
    seen = crossover(*gate)
    assert seen.returncode == 0
    assert "smallest regression that four of five such comparisons would have seen: " in seen.stderr
    blind = crossover(*gate, "--must-detect", "5%")
    assert blind.returncode == 11
    assert "a regression of 5.0% could not have been seen in 6 of 6 rows" in blind.stderr
    assert crossover(*gate, "--must-detect", "40%").returncode == 0
    assert crossover("compare", before, after, "--must-detect", "5%").returncode == 11
    rows = json.loads(crossover("compare", before, after, "--json").stdout)["rows"]
    assert all(0.05 < row["detectable"] < 0.4 for row in rows)


def test_what_is_void_or_has_too_few_blocks_could_not_have_been_seen(
    crossover: Command, tmp_path: Path
) -> None:
    few = [write_results(tmp_path / n, CELLS, WHO, 2, spans(1, {})) for n in "ab"]
    found = crossover("compare", *few, "--must-detect", "100%")
    assert found.returncode == 11
    assert "none of gather/asio on " in found.stderr
    frozen_gate = ("compare", frozen(), frozen(), "--fail-on-regression", "5%")
    assert crossover(*frozen_gate, "--must-detect", "100%").returncode == 11


def test_a_regression_counts_for_more_than_blindness(
    crossover: Command, pair: Callable[..., tuple[Path, Path]]
) -> None:
    before, after = pair({"gather/asio": 1.6}, sigma=0.034)
    gate = ("--fail-on-regression", "3%", "--must-detect", "5%")
    assert crossover("compare", before, after, *gate).returncode == 8


def test_a_regression_must_be_proven_beyond_the_threshold(
    pair: Callable[..., tuple[Path, Path]]
) -> None:
    comparison = compared(pair({"gather/asio": 1.06}))
    assert {row.contender for row in comparison.proven_slower(0.03)} == {"gather/asio"}
    assert comparison.proven_slower(0.06) == ()
    assert comparison.proven_slower(0.20) == ()


def test_the_exit_code_is_for_ci(
    crossover: Command, pair: Callable[..., tuple[Path, Path]]
) -> None:
    before, after = pair({"gather/asio": 1.3})
    failed = crossover("compare", before, after, "--fail-on-regression", "5%")
    assert failed.returncode == 8
    assert failed.stderr.count("crossover: regression: gather/asio on ") == 2
    assert crossover("compare", after, before, "--fail-on-regression", "5%").returncode == 0
    assert crossover("compare", before, after, "--fail-on-regression", "50%").returncode == 0
    assert crossover("compare", before, after).returncode == 0


def test_every_format_says_the_same(
    crossover: Command, pair: Callable[..., tuple[Path, Path]]
) -> None:
    sides = pair({"gather/asio": 1.3})
    document = json.loads(crossover("compare", *sides, "--json").stdout)
    rows = list(csv.DictReader(io.StringIO(crossover("compare", *sides, "--format", "csv").stdout)))
    table = crossover("compare", *sides, "--format", "markdown").stdout
    shown = crossover("compare", *sides).stdout
    assert document["counts"] == {"faster": 0, "slower": 2, "same": 4, "unresolved": 0, "void": 0}
    assert [row["verdict"] for row in rows] == [row["verdict"] for row in document["rows"]]
    assert rows[0]["params"] == "wait_us=5000"
    assert table.count("**slower**") == 2
    assert shown.count("slower") == 3  # twice in the tables, once in the counts
    assert "2 slower, 4 same of 6" in shown and "2 slower, 4 same of 6" in table


@pytest.mark.parametrize("form", ["terminal", "markdown", "json", "csv"])
def test_unlike_hosts_are_warned_of_in_every_format(
    crossover: Command, pair: Callable[..., tuple[Path, Path]], form: str
) -> None:
    result = crossover("compare", *pair({}, host={"cpu_model": "Other CPU"}), "--format", form)
    assert result.returncode == 0
    assert result.stderr.startswith(
        "crossover: warning: unlike hosts: cpu_model was 'Example CPU' and is 'Other"
    )
    assert result.stderr.count("\n") == 1


def test_what_only_one_side_has_is_said(tmp_path: Path) -> None:
    def without(name: str) -> Spans:
        plain = spans(1, {})
        return lambda c, who, block: None if who == name else plain(c, who, block)

    before = write_results(tmp_path / "a", CELLS, WHO, 4, without("thread_pool/std"))
    after = write_results(tmp_path / "b", CELLS[:1], WHO, 4, without("sequential/std"))
    comparison = compared((before, after))
    assert [row.contender for row in comparison.rows] == ["gather/asio"]
    assert comparison.only_after == ("timer, wait 5 ms: 10 tasks, limit 10: thread_pool/std",)
    lost = {(one.cell.workload, one.contender): one.why for one in comparison.lost}
    missing = [("timer", WHO[2]), ("tcp", WHO[0]), ("tcp", WHO[2])]
    assert lost == dict.fromkeys(missing, "was not measured")


def test_void_cells_and_few_blocks_give_no_verdict(tmp_path: Path) -> None:
    same = compared((frozen(), frozen()))
    assert {row.change for row in same.rows if row.cell.workload == "tcp"} == {Change.VOID}
    few = [write_results(tmp_path / n, CELLS, WHO, 2, spans(1, {})) for n in "ab"]
    assert {row.change for row in compared((few[0], few[1])).rows} == {Change.UNRESOLVED}


def test_nothing_in_common_is_an_error(tmp_path: Path) -> None:
    made = write_results(tmp_path / "a", CELLS, WHO, 3, spans(1, {}))
    with pytest.raises(UsageError, match="no contender on a cell in common"):
        compared((made, frozen()))


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        ((frozen(), "nowhere"), 4, "no results file nowhere"),
        ((frozen(),), 2, "required: AFTER"),
        ((frozen(), frozen(), "--fail-on-regression", "5"), 2, "write for example 5%"),
        ((frozen(), frozen(), "--must-detect", "5"), 2, "write for example 5%"),
        ((frozen(), frozen(), "--format", "xml"), 2, "invalid choice"),
    ],
)
def test_bad_input_is_one_sentence(
    crossover: Command, arguments: tuple[object, ...], code: int, says: str
) -> None:
    result = crossover("compare", *arguments)
    assert result.returncode == code
    assert says in only_error(result)


def spoilt(folder: Path, name: str, status: Status, blocks: range) -> Path:
    """The results in `folder` with another status for a contender's samples of some blocks."""
    found = read(folder)

    def one(sample: Sample) -> Sample:
        if sample.contender.name != name or sample.block not in blocks:
            return sample
        wrong = replace(sample.measurement, status=status, reason="it went wrong")
        return replace(sample, measurement=wrong)

    samples = [one(sample) for sample in found.samples]
    end = End("2026-01-01T00:01:00Z", len(samples), "complete")
    return write(folder, [found.header, *samples, end])


@pytest.mark.parametrize(
    ("status", "blocks", "says"),
    [
        (Status.FAILED, range(9), "failed: it went wrong"),
        (Status.ERROR, range(3), "error: it went wrong (in 3 of 9 processes)"),
        (Status.VOID, range(9), "is void: gather/asio: it went wrong"),
    ],
)
def test_who_fails_now_fails_the_gate(
    crossover: Command,
    pair: Callable[..., tuple[Path, Path]],
    status: Status,
    blocks: range,
    says: str,
) -> None:
    before, after = pair({})
    spoilt(after, "gather/asio", status, blocks)
    gate = ("--fail-on-regression", "5%")
    result = crossover("compare", before, after, *gate)
    assert result.returncode == 8
    assert f"gather/asio {says}" in result.stderr or f"sequential/std {says}" in result.stderr
    document = json.loads(crossover("compare", before, after, "--json").stdout)
    assert {"gather/asio"} <= {one["contender"] for one in document["lost"]}
    assert crossover("compare", before, after).returncode == 0
    assert crossover("compare", after, before, *gate).returncode == 0


def test_who_is_missing_now_fails_the_gate(crossover: Command, tmp_path: Path) -> None:
    before = write_results(tmp_path / "a", CELLS, WHO, 9, spans(1, {}))
    after = write_results(tmp_path / "b", CELLS[:1], WHO[:2], 9, spans(2, {}))
    result = crossover("compare", before, after, "--fail-on-regression", "5%")
    assert result.returncode == 8
    assert "sequential/std was not measured" in result.stderr
    assert result.stderr.count("regression: ") == 2  # a cell without it, and a cell without anybody


def test_where_everybody_fails_there_is_a_regression_and_no_usage_error(
    crossover: Command, pair: Callable[..., tuple[Path, Path]]
) -> None:
    before, after = pair({})
    for name in WHO:
        spoilt(after, name, Status.FAILED, range(9))
    assert crossover("compare", before, after, "--fail-on-regression", "5%").returncode == 8


def machine(seed: int, level: float, swing: float) -> Spans:
    """Like contenders on a machine that takes `level`, and by turns of three rounds `swing` more or
    less."""
    plain = spans(seed, {})

    def span(where: Json, name: str, block: int) -> float:
        return plain(where, name, block) * level * math.exp(swing * (-1) ** (block // 3))

    return span


def on_machines(folder: Path, swing: float) -> tuple[Path, Path]:
    """Two runs of twelve rounds, the second on a machine that takes 12 % longer throughout."""
    return (
        write_results(folder / "a", CELLS, WHO, 12, machine(1, 1.0, swing)),
        write_results(folder / "b", CELLS, WHO, 12, machine(2, 1.12, swing)),
    )


GATE = ("--fail-on-regression", "3%")


def test_what_a_machine_that_wanders_shifts_is_charged_to_it(
    crossover: Command, tmp_path: Path
) -> None:
    found = compared(sides := on_machines(tmp_path, 0.1))
    assert found.wandered > 0.12 and found.shift and found.shift.ratio == pytest.approx(1.12, 0.02)
    result = crossover("compare", *sides, *GATE)
    assert result.returncode == 0, result.stderr
    assert "the machine's own speed came and went within the runs" in result.stderr


def test_what_a_steady_machine_does_not_explain_is_the_contenders(
    crossover: Command, tmp_path: Path
) -> None:
    found = compared(sides := on_machines(tmp_path, 0.0))
    assert found.wandered < 0.05 and not found.shift
    result = crossover("compare", *sides, *GATE)
    assert result.returncode == 8
    assert "all contenders together took 1.1" in result.stderr
    assert "name with --untouched" in result.stderr
