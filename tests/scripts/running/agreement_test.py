"""A bench that measures something else than it was asked for is told from one that does not."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from crossover_tool.bench.child import Ended
from crossover_tool.cell import Cell, Contender
from crossover_tool.plan.entrants import Entrant
from crossover_tool.bench.pair import Pair
from crossover_tool.running import sampler
from crossover_tool.running.agreement import disagreement
from crossover_tool.running.sampler import Sampler
from crossover_tool.samples.records import Measurement, Status

CELL = Cell.parse("sha256/tasks:100/limit:2/cpu_us:1000")
WHO = Contender("thread_pool", "std")
ENTRANT = Entrant(Pair(CELL, WHO, "best", 2, "", 50e6, "cpu", 50e6), 3, "")
FOUND = Measurement(
    CELL, WHO, 2, Status.OK, makespan_ns=(51e6, 52e6, 51e6), ideal_ns=49e6, ideal_bound="cpu"
)

LIES: dict[str, tuple[Measurement, str]] = {
    "another contender": (
        replace(FOUND, contender=Contender("gather", "asio")),
        "measured gather/asio instead of thread_pool/std",
    ),
    "another cell": (
        replace(FOUND, cell=Cell.parse("sha256/tasks:10/limit:2/cpu_us:1000")),
        "measured the cell sha256/tasks:10/limit:2/cpu_us:1000 instead of",
    ),
    "another workload": (
        replace(FOUND, cell=Cell.parse("noop/tasks:100/limit:2")),
        "measured the cell noop/tasks:100/limit:2 instead of",
    ),
    "another limit": (replace(FOUND, limit=100), "measured limit 100 instead of 2"),
    "another kind": (replace(FOUND, kind="baseline"), "calls it baseline, and its plan best"),
    "less work": (replace(FOUND, ideal_ns=1e6), "ideal is 1.00 ms, and its plan foresaw 50.0 ms"),
    "fewer batches": (replace(FOUND, makespan_ns=(51e6,)), "1 batches instead of at least 3"),
    "a cold sample": (replace(FOUND, cold=True), "took a cold sample"),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_measurement_of_something_else_is_told(lie: str) -> None:
    found, said = LIES[lie]
    assert said in disagreement(found, ENTRANT)


def test_an_honest_measurement_is_believed() -> None:
    assert disagreement(FOUND, ENTRANT) == ""
    faster = replace(FOUND, ideal_ns=20e6)
    assert disagreement(faster, ENTRANT) == "", "a calibration was disturbed"
    waiting = Entrant(replace(ENTRANT.pair, ideal_bound="limit"), 3, "")
    assert "it was other work" in disagreement(replace(FOUND, ideal_ns=45e6), waiting)
    failed = replace(FOUND, status=Status.VOID, makespan_ns=(), ideal_ns=0.0, reason="wrong digest")
    assert disagreement(failed, ENTRANT) == "", "it has no figures"
    cold = Entrant(replace(ENTRANT.pair, cold=True), 3, "")
    assert disagreement(replace(FOUND, cold=True, makespan_ns=(51e6,)), cold) == ""


def line(makespan: str) -> str:
    good = {
        "cell": {"workload": "sha256", "tasks": 100, "limit": 2, "params": {"cpu_us": 1000}},
        "strategy": "thread_pool", "engine": "std", "kind": "best", "limit": 2, "status": "ok",
        "reason": "", "makespan_ns": [5e7, 5e7], "cpu_user_ns": 9e7, "cpu_system_ns": 0,
        "bytes_per_task": 1.0, "ideal_ns": 49e6, "ideal_bound": "cpu",
    }  # fmt: skip
    return (
        json.dumps(good).replace("[50000000.0", f"[{makespan}").replace("]", ", 50000000.0]") + "\n"
    )


def bench_that_writes(text: str) -> Callable[[list[str], float], Ended]:
    def run(command: list[str], _timeout_s: float) -> Ended:
        (out,) = (one.partition("=")[2] for one in command if one.startswith("--samples_out="))
        Path(out).write_text(text, encoding="utf-8")
        return Ended(0, "", False, 0.5)

    return run


@pytest.mark.parametrize(
    ("makespan", "said"),
    [
        ("1e400", "makespan_ns.0: inf is no number that can be"),
        ("NaN", "makespan_ns.0: nan is no number that can be"),
        ("-Infinity", "makespan_ns.0: -inf is no number that can be"),
        ("-5", "makespan_ns.0: -5 is less than or equal to the minimum of 0"),
        ("0", "makespan_ns.0: 0 is less than or equal to the minimum of 0"),
    ],
)
def test_a_makespan_that_cannot_be_is_one_sentence(
    makespan: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sampler, "run_child", bench_that_writes(line(makespan)))
    taken = Sampler(Path("bench")).take(ENTRANT, 10.0)
    assert taken.measurement.status is Status.ERROR
    assert said in taken.measurement.reason
    assert "\n" not in taken.measurement.reason


def test_what_the_bench_writes_is_held_against_what_it_was_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sampler, "run_child", bench_that_writes(line("5e7")))
    assert Sampler(Path("bench")).take(ENTRANT, 10.0).measurement.status is Status.OK
    other = line("5e7").replace('"tasks": 100', '"tasks": 10')
    monkeypatch.setattr(sampler, "run_child", bench_that_writes(other))
    found = Sampler(Path("bench")).take(ENTRANT, 10.0).measurement
    assert found.status is Status.ERROR
    assert "the bench measured the cell sha256/tasks:10" in found.reason
