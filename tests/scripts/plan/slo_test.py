"""What a service promises, as it is written, and samples that keep it."""

from dataclasses import replace

import pytest
from crossover_tool.cell import Cell, Contender
from crossover_tool.plan.slo import Slo, decisive_p99_ns, is_kept, parse_slo, promised
from crossover_tool.samples.records import Measurement, Percentiles, Search, Status
from made_results import cell, measured, sample


@pytest.mark.parametrize(
    ("text", "slo"),
    [
        ("p99<20ms", Slo("p99", 20_000)),
        (" p99.9 < 1.5s ", Slo("p999", 1_500_000)),
        ("max<300us", Slo("max", 300)),
    ],
)
def test_it_is_read_and_written(text: str, slo: Slo) -> None:
    assert parse_slo(text) == slo
    assert parse_slo(slo.text) == slo


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("p99<20", "'20' has no unit: write 20ms"),
        ("p98<20ms", "'p98<20ms' is no promise of p50, p90, p99, p99.9, max"),
        ("p99>20ms", "write for example 'p99<20ms'"),
        ("p99<0ms", "leaves no time"),
        ("", "write for example 'p99<20ms'"),
    ],
)
def test_what_is_none_is_refused_in_one_clause(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said.replace("(", r"\(")):
        parse_slo(text)


def test_a_share_may_have_no_answer_where_it_is_granted() -> None:
    slo = promised(Search(0.1, 180.0, "p99<20ms", errors=0.001))
    latency = Percentiles(*[1e6] * 5)
    assert slo.keeps(latency, False, 0.001)
    assert not slo.keeps(latency, False, 0.0011)
    assert replace(slo, unanswered=0.7 / 100).keeps(latency, False, 7 / 1000)
    where = cell("request", 2000, 64, rate=1000).cell
    told = {**measured(where, "gather/asio"), "saturated": 0}
    two = sample(0, 0, 0, {**told, "refused": 1, "failed": 1}).measurement
    three = sample(0, 0, 0, {**told, "refused": 1, "failed": 2}).measurement
    wide = Slo("p99", 3_600_000_000, unanswered=0.001)
    assert is_kept(wide, two) is True
    assert is_kept(wide, three) is False


def test_a_sample_keeps_it_or_not_or_cannot_tell() -> None:
    slo = parse_slo("p99<20ms")
    where = cell("request", 2000, 64, rate=1000).cell
    told = {**measured(where, "gather/asio"), "saturated": 0}

    def of(p99_ms: float, **more: int) -> bool | None:
        latency = dict.fromkeys(("p50", "p90", "p99", "p999", "max"), p99_ms * 1e6)
        changed = {**told, "request_latency_ns": latency, **more}
        return is_kept(slo, sample(0, 0, 0, changed).measurement)

    assert of(19.9) is True
    assert of(20.0) is False
    assert of(1.0, saturated=1) is False
    assert of(1.0, refused=1) is False  # of 2,000, and none may be
    good = sample(0, 0, 0, told).measurement
    assert is_kept(slo, replace(good, status=Status.VOID)) is None
    assert is_kept(slo, replace(good, status=Status.FAILED)) is False
    assert is_kept(slo, replace(good, status=Status.ERROR)) is False
    batch = measured(cell("timer", 20, 20, wait_us=1000).cell, "gather/asio")
    assert is_kept(slo, sample(0, 0, 0, batch).measurement) is None


def test_the_latency_that_decides_is_that_of_probes_else_of_enough_requests() -> None:
    def p99(tasks: int, **spreads: Percentiles) -> float | None:
        cell = Cell("request", tasks, 64, (("rate", 500),))
        found = Measurement(cell, Contender("gather", "asio"), 64, Status.OK, spreads=spreads)
        return decisive_p99_ns(found)

    probes, requests = (Percentiles(1.0, 2.0, p99, 4.0, 5.0) for p99 in (30.0, 70.0))
    assert p99(2000, probe_latency_ns=probes, request_latency_ns=requests) == 30.0
    assert p99(1049, request_latency_ns=requests) == 70.0
    assert p99(1048, request_latency_ns=requests) is None
    assert p99(2000, latency_ns=requests) is None
