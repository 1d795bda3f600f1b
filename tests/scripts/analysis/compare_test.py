"""Two result sets, cell by cell, with a change that is planted."""

from dataclasses import replace

import pytest
from crossover_tool.analysis.analyse import Analysis, analyse
from crossover_tool.analysis.compare import Change, compare, levelled
from crossover_tool.analysis.question import BY_LATENCY
from crossover_tool.errors import UsageError
from made_requests import P99_MS, latency
from made_results import Json, cell, engine, results


def run(tasks: int = 100, **spans_ms: float) -> Analysis:
    """Engine -> makespan, in twelve blocks that differ by a percent or two."""

    def change(found: Json, block: int) -> Json:
        noise = 1.0 + 0.005 * ((block * len(found["engine"])) % 5)
        return {**found, "makespan_ns": [round(spans_ms[found["engine"]] * noise * 1e6)]}

    strategies = {"asio": "gather", "libuv": "gather", "ring": "thread_pool", "std": "sequential"}
    names = [f"{strategies[one]}/{one}" for one in spans_ms]
    return analyse(results([cell("timer", tasks, tasks, wait_us=5000)], names, change, 12))


def test_who_changed_is_told_from_who_did_not() -> None:
    found = compare(run(asio=10, libuv=11, ring=20), run(asio=12, libuv=11, ring=15))
    changes = {row.contender: row.change for row in found.rows}
    assert changes == {
        "gather/asio": Change.SLOWER,
        "gather/libuv": Change.SAME,
        "thread_pool/ring": Change.FASTER,
    }
    asio = next(row for row in found.rows if row.contender == "gather/asio")
    assert asio.ratio == pytest.approx(1.2, rel=0.01)
    assert [row.contender for row in found.proven_slower(0.05)] == ["gather/asio"]
    assert found.proven_slower(0.25) == ()


def test_what_was_lost_and_what_is_new_is_told() -> None:
    found = compare(run(asio=10, ring=20), run(asio=10, std=500))
    (lost,) = found.lost
    assert (lost.contender, lost.why, lost.measured) == (
        "thread_pool/ring",
        "was not measured",
        False,
    )
    assert found.only_after == ("timer, wait 5 ms: 100 tasks, limit 100: sequential/std",)


def test_another_winner_is_told() -> None:
    found = compare(run(asio=10, ring=20), run(asio=20, ring=10))
    (said,) = found.fronts
    assert said.endswith("gather won before, thread_pool wins after")


def test_results_with_nothing_in_common_are_refused() -> None:
    with pytest.raises(UsageError, match="nothing to compare"):
        compare(run(asio=10), run(tasks=50, asio=10))
    with pytest.raises(UsageError, match="'offload/\\*'; there are: gather/asio"):
        compare(run(asio=10, ring=20), run(asio=10, ring=20), untouched=["offload/*"])


def test_who_left_early_is_judged_at_the_level_of_the_run() -> None:
    """The machine is half as fast after the blocks in which it was there."""
    stayed = engine("gather/asio", [10.0, 10.0, 20.0, 20.0])
    left = engine("thread_pool/ring", [30.0, 30.0])
    made = replace(run(asio=10).cells[0], ranked=(stayed, left))
    # over all of its blocks the other lies a factor of root 2 above where it lay in these two
    assert levelled(made, left) == pytest.approx([30.0 * 2**0.5] * 2)
    assert levelled(made, stayed) == [10.0, 10.0, 20.0, 20.0]


def test_where_a_latency_decides_it_is_compared() -> None:
    where = cell("request", 2000, 64, "rate", rate=500)
    name = next(iter(P99_MS))

    def later(measurement: Json, block: int) -> Json:
        found = latency(measurement, block)
        figures = {which: took * 10 for which, took in found["request_latency_ns"].items()}
        return {**found, "request_latency_ns": figures}

    before, after = (
        analyse(results([where], tuple(P99_MS), made, 12)) for made in (latency, later)
    )
    row = next(row for row in compare(before, after).rows if row.contender == name)
    assert (row.metric, row.change) == (BY_LATENCY, Change.SLOWER)
    assert row.ratio == pytest.approx(10.0, rel=0.01)
