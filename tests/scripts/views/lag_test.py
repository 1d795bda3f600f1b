"""How late loops are, least first."""

from crossover_tool.analysis.analyse import Analysis, analyse
from made_results import Json, cell, results
from shown import by_view, parts

LATE_US = {"asio": 48, "libuv": 60, "blocking": 102_000}
WHO = ("gather/asio", "gather/libuv", "blocking_gather/asio", "thread_pool/ring")


def measured(chart: str = "lag") -> Analysis:
    def change(found: Json, block: int) -> Json:
        if found["strategy"] == "thread_pool":
            return {**found, "loop_lag_ns": None}
        blocking = found["strategy"] == "blocking_gather"
        late = LATE_US["blocking" if blocking else found["engine"]] * 1000
        shares = {"p50": 0.5, "p90": 0.8, "p99": 0.9, "p999": 1.0, "max": 1.0}
        return {**found, "loop_lag_ns": {name: late * share for name, share in shares.items()}}

    return analyse(results([cell("timer", 9, 9, chart, wait_us=1000)], WHO, change))


def test_each_strategy_is_as_late_as_its_worst_engine() -> None:
    view = by_view(parts(measured(), "groups")[0])["lag"]
    assert view.finding == "loops are late by at most 60.0 µs (gather), 102 ms (blocking_gather)"
    assert view.json == {"lag_ns": {"gather": 60_000.0, "blocking_gather": 102_000_000.0}}


def test_who_has_no_loop_has_no_lag_and_a_table_must_ask_for_it() -> None:
    assert "thread_pool" not in by_view(parts(measured(), "groups")[0])["lag"].finding
    assert "lag" not in by_view(parts(measured(chart=""), "groups")[0])
