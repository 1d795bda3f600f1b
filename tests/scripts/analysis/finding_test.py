"""The sentence that sums up a cell or a sweep: it names a winner where the verdict does."""

from collections.abc import Callable

import pytest
from crossover_tool.analysis.analyse import analyse
from crossover_tool.analysis.cell_result import Front
from crossover_tool.analysis.crossings import Crossing
from crossover_tool.analysis.finding import (
    cell_finding,
    claim,
    crossing_sentence,
    listed,
    names,
    sweep_finding,
)
from crossover_tool.analysis.group import GroupResult
from crossover_tool.stats.verdict import Verdict
from made_requests import arriving
from made_results import Json, cell, results

Span = Callable[[int], float]
"""Tasks -> makespan in ms; a negative one is a service that turns the contender away."""

NAMES = {"sequential": "sequential/std", "gather": "gather/asio", "thread_pool": "thread_pool/ring"}


def sweep(tasks: tuple[int, ...] = (10, 100, 1000), **spans: Span) -> GroupResult:
    def change(found: Json, block: int) -> Json:
        span = spans[found["strategy"]](found["cell"]["tasks"])
        if span < 0.0:
            return {**found, "status": "failed", "reason": "429", "makespan_ns": []}
        noise = 1.0 + 0.005 * ((block * len(found["engine"])) % 5)
        return {**found, "makespan_ns": [round(span * noise * 1e6)]}

    cells = [cell("timer", n, n, "tasks", wait_us=100) for n in tasks]
    made = analyse(results(cells, [NAMES[name] for name in spans], change, 12))
    return made.groups[0]


def test_names_are_listed_up_to_three() -> None:
    assert [names(list(word)) for word in ("a", "ab", "abc", "abcd")] == [
        *("a", "a and b", "a, b and c", "4 strategies"),
    ]
    assert listed(list("abcd")) == "a, b, c and d"


@pytest.mark.parametrize(
    ("verdict", "strategies", "said"),
    [
        (Verdict.WINNER, "a", "a wins at 10 tasks"),
        (Verdict.TIE, "ab", "a and b tie at 10 tasks"),
        (Verdict.UNRESOLVED, "ab", "a and b lead at 10 tasks, not separated"),
        (Verdict.UNRESOLVED, "abcd", "a and 3 others lead at 10 tasks, not separated"),
        (Verdict.UNRESOLVED, "a", "no verdict"),
    ],
)
def test_a_claim_says_no_more_than_the_verdict(
    verdict: Verdict, strategies: str, said: str
) -> None:
    assert claim(Front(tuple(strategies), verdict), "at 10 tasks") == said


def test_a_cell_names_its_winner_and_the_lead() -> None:
    (one,) = sweep((100,), sequential=lambda n: 500.0, gather=lambda n: 50.0).cells
    assert cell_finding(one) == "gather wins, 10.0x ahead of sequential"


def on_cores(tasks: tuple[int, ...], **spans: Span) -> GroupResult:
    """A sweep of gather on one loop, on all cores (`asio_cores`), and sequential."""

    def change(found: Json, block: int) -> Json:
        span = spans[found["engine"]](found["cell"]["tasks"])
        noise = 1.0 + 0.005 * ((block * len(found["engine"])) % 5)
        return {**found, "makespan_ns": [round(span * noise * 1e6)]}

    known = ["gather/asio", "gather/asio_cores", "sequential/std"]
    cells = [cell("timer", n, n, "tasks", wait_us=100) for n in tasks]
    return analyse(results(cells, known, change, 12)).groups[0]


def test_a_leader_on_all_cores_is_told_from_one_on_one_loop() -> None:
    plain = {"std": lambda n: 500.0}
    (apart,) = on_cores((9,), asio=lambda n: 100.0, asio_cores=lambda n: 50.0, **plain).cells
    assert cell_finding(apart) == "gather on all cores wins, 2.02x ahead of gather"
    (alike,) = on_cores((9,), asio=lambda n: 50.0, asio_cores=lambda n: 50.0, **plain).cells
    assert cell_finding(alike) == "gather wins, 10.1x ahead of sequential"


def test_a_sweep_names_a_choice_where_it_leads_all_along_alone() -> None:
    plain = {"std": lambda n: 500.0, "asio": lambda n: 100.0}
    steady = on_cores((10, 100), asio_cores=lambda n: 50.0, **plain)
    assert sweep_finding(steady) == "gather on all cores wins at every number of tasks measured"
    changes = on_cores((10, 100), asio_cores=lambda n: 5000.0 / n, **plain)
    assert sweep_finding(changes) == "gather wins at every number of tasks measured"


def test_where_nothing_is_proven_nobody_leads() -> None:
    spans: dict[str, Span] = {"gather": lambda n: 50.0, "thread_pool": lambda n: 50.9}
    (one,) = sweep((10,), **spans, sequential=lambda n: 51.2).cells
    assert cell_finding(one) == "gather, thread_pool and sequential are not separated"
    assert claim(Front(tuple("abcd"), Verdict.UNRESOLVED), everybody=True) == (
        "a and 3 others are not separated"
    )


def test_who_is_alone_wins_nothing() -> None:
    (one,) = sweep((100,), gather=lambda n: 50.0).cells
    assert cell_finding(one) == "gather alone: no other strategy was measured"


def test_whom_a_service_turns_away_fails() -> None:
    found = sweep(
        sequential=lambda n: 5.0 * n,
        thread_pool=lambda n: 0.5 * n,
        gather=lambda n: -1.0 if n > 10 else 0.2 * n,
    )
    assert sweep_finding(found).endswith("; gather fails from 100 tasks on")


def test_a_sweep_without_a_change_says_so() -> None:
    found = sweep(sequential=lambda n: 5.0 * n, gather=lambda n: 0.5 * n)
    assert sweep_finding(found) == "gather wins at every number of tasks measured"


def test_a_sweep_names_its_crossover_and_not_the_winner_beyond_it_alone() -> None:
    found = sweep(sequential=lambda n: 0.1 * n, gather=lambda n: 5.0)
    said = sweep_finding(found)
    assert said.startswith("gather wins from 100 tasks on; gather overtakes sequential at ")


def test_a_crossover_is_said_with_its_interval() -> None:
    made = sweep(sequential=lambda n: 0.1 * n, gather=lambda n: 5.0)
    crossing = Crossing("thread_pool", "gather", 180.4, 160.0, 212.0)
    assert crossing_sentence(made, crossing) == (
        "gather overtakes thread_pool at 180 [160, 212] tasks"
    )


def test_where_a_latency_decides_the_sentence_says_so() -> None:
    assert cell_finding(arriving().cells[0]) == (
        "by p99 latency, gather and semaphore lead, not separated, 2.25x ahead of thread_pool"
    )
