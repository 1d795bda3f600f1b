"""Who runs twice in a cell's blocks."""

from dataclasses import replace

import pytest
from conftest import FAKE, Command
from crossover_tool.cell import Cell, Contender
from crossover_tool.plan.control_choice import choose_control
from crossover_tool.bench.pair import Pair
from made_entrants import entrants_of

CELL = Cell("timer", 100, 10, (("wait_us", 5000),))


def pair(name: str, least_ns: float, limit: int = 10) -> Pair:
    return Pair(CELL, Contender.parse(name), "best", limit, "", least_ns, "limit", least_ns)


def chosen(*running: Pair, refuses: bool = False) -> set[str]:
    """Whom the seeds choose among these."""
    found = [choose_control(running, seed, 0, refuses) for seed in range(20)]
    return {one.name for one in found if one}


def test_one_of_the_cheapest_runs_twice_and_nobody_where_nothing_is_compared() -> None:
    dear, cheap, alike = pair("a/a", 2e6), pair("b/b", 1e6), pair("c/c", 1.04e6)
    assert chosen(dear, cheap, alike) == {"b/b", "c/c"}
    assert chosen(cheap) == chosen() == set()


def test_a_baseline_is_no_control_beside_a_contender() -> None:
    program, slow = pair("baseline/raw", 1e6), pair("gather/asio", 2e6)
    assert chosen(program, slow) == {"gather/asio"}
    assert chosen(program, replace(program, contender=Contender.parse("baseline/raw_2"))) == {
        "baseline/raw",
        "baseline/raw_2",
    }


def test_nobody_whom_the_service_may_turn_away() -> None:
    eager, modest = pair("gather/asio", 1e6, limit=100), pair("semaphore/asio", 2e6)
    assert chosen(eager, modest, refuses=True) == {"semaphore/asio"}
    assert chosen(eager, modest) == {"gather/asio"}
    assert chosen(eager, replace(eager, contender=Contender("gather", "uring")), refuses=True)


@pytest.mark.parametrize("seed", range(4))
def test_a_database_may_turn_contenders_away(seed: int) -> None:
    entrants = entrants_of(
        "database/tasks:200/limit:64/wait_us:5000/rows:10/deadline_us:10000000",
        ["gather/asio", "semaphore/asio"],
        seed=seed,
    )
    assert entrants.control(0) == Contender("semaphore", "asio")


def test_a_refusal_is_a_result_and_the_others_are_judged(crossover: Command) -> None:
    names = ("semaphore/asio", "gather/asio", "sequential/std")
    ask = ("run", "--workload", "database", "--bench", FAKE, "--blocks", "3", "--tasks", "200")
    who = [word for name in names for word in ("--contender", name)]
    result = crossover(
        *ask,
        "--limit",
        "8,64",
        *who,
        "--no-report",
        "--details",
        "--out",
        "o",
        FAKE_BENCH="refuse:gather/",
    )
    assert result.returncode == 0, result.stderr
    assert "error" not in result.stderr
    assert "gather fails at every limit measured" in result.stdout
