"""Who may be chosen, by what, and who goes on while a run is under way."""

import math
from dataclasses import replace

import made_goals
from crossover_tool.analysis.deciding import (
    admitted,
    cheapest_decisions,
    failing,
    far_behind,
    going_on,
    is_far_behind,
    regrets_by_interim,
)
from crossover_tool.cell import Contender
from crossover_tool.samples.records import Away, Sample, Status
from crossover_tool.stats.evidence import CellData
from crossover_tool.stats.judge import InterimData, judge
from crossover_tool.stats.regret import Class, Regret


def regret(low: float, proven: Class = Class.BEHIND) -> Regret:
    return Regret("s", "s/e", low + 0.2, low, low + 0.5, proven)


def cell(slow: float, blocks: int = 12, void: str = "") -> CellData:
    """Two choices, the second so many times as slow."""
    noise = {block: 1.0 + 0.001 * (block % 5) for block in range(blocks)}
    late = {block: slow * (1.0 + 0.001 * (2 * block % 5)) for block in range(blocks)}
    teams = {"gather/asio": "gather", "thread_pool/std": "thread_pool"}
    return CellData(dict(zip(teams, (noise, late))), teams, void=void)


def taken(name: str, statuses: str, **changes: object) -> list[Sample]:
    """Samples of a contender on cell 0: `.` is a good one, `x` one that broke down."""
    found = []
    for block, status in enumerate(statuses):
        good = replace(made_goals.measured(Contender.parse(name), 1e6), **changes)  # type: ignore[arg-type]
        bad = replace(good, status=Status.ERROR)
        found.append(Sample(block, 0, 0, good if status == "." else bad))
    return found


def test_mistakes_and_who_breaks_down_are_nobodys_choice() -> None:
    samples = [
        *taken("gather/asio", "...."),
        *taken("thread_pool/std", "...x"),
        *taken("blocking_gather/asio", "....", kind="mistake"),
    ]
    assert admitted(samples, 2) == [{"gather/asio"}, set()]


def test_a_void_cell_says_nothing_at_the_last() -> None:
    data = [InterimData(1.0, [cell(2.0), cell(2.0)])]
    who = {number: set(cell(2.0).makespans) for number in (0, 1)}
    rows = regrets_by_interim(data, who, 0.05, void=[1])
    assert {choice: one.proven for choice, one in rows[0].items()} == {
        "gather": Class.GOOD,
        "thread_pool": Class.BEHIND,
    }
    assert rows[1] == {}


def test_only_cells_with_something_to_decide_go_on() -> None:
    data = [cell(2.0), cell(1.2, blocks=3), cell(1.2, void="wrong digest")]
    verdicts = judge([InterimData(1.0, data)]).cells
    who = {number: set(one.makespans) for number, one in enumerate(data)}
    rows = regrets_by_interim([InterimData(1.0, data)], who, 0.05, {})
    (blocks,) = going_on(rows, verdicts, data, 0.05).values()
    assert set(going_on(rows, verdicts, data, 0.05)) == {1} and blocks >= 1


def test_the_less_is_left_of_the_error_rate_the_more_blocks_are_needed() -> None:
    noise = {block: 1.0 + 0.04 * (block % 5) for block in range(7)}
    late = {block: 1.0 + 0.04 * (2 * block % 5) for block in range(7)}
    teams = {"gather/asio": "gather", "thread_pool/std": "thread_pool"}
    data = [CellData(dict(zip(teams, (noise, late))), teams)]
    verdicts = judge([InterimData(1.0, data)]).cells
    rows = {0: {"gather": regret(1.0, Class.OPEN), "thread_pool": regret(1.0, Class.OPEN)}}
    early = going_on(rows, verdicts, data, 0.05, passed=0.1)
    assert early[0] < going_on(rows, verdicts, data, 0.05, passed=0.9)[0]


def test_a_cell_that_nothing_can_settle_does_not_go_on() -> None:
    """Nobody has answered there, and no block changes that."""
    empty = [CellData({}, {})]
    assert going_on({}, judge([InterimData(1.0, empty)]).cells, empty, 0.05) == {}


def test_blocks_go_where_the_next_decisions_cost_least() -> None:
    wanted, costs = {0: 2, 1: 400, 2: 5, 3: 1}, [3.0, 1.0, 1.0, 9.0]
    cost = costs.__getitem__
    assert cheapest_decisions(wanted, cost, 21.0, 1) == [0, 2, 3]  # 6 + 5 + 9
    assert cheapest_decisions(wanted, cost, 12.0, 1) == [0, 2]
    assert cheapest_decisions(wanted, cost, 1e9, 1) == [0, 1, 2, 3]
    assert cheapest_decisions(wanted, cost, 12.0, 3) == [2], "0 and 3 take three blocks: 9 and 27"
    assert cheapest_decisions({}, cost, 4.0, 1) == []


def test_where_no_decision_can_be_paid_for_a_round_of_the_cheapest_is() -> None:
    costs = [3.0, 1.0, 1.5, 9.0]
    wanted = dict.fromkeys(range(4), 400)
    assert cheapest_decisions(wanted, costs.__getitem__, 6.0, 3) == [0, 1, 2]
    assert cheapest_decisions(wanted, costs.__getitem__, 0.5, 3) == []


def test_a_cell_in_which_nobody_takes_part_gets_no_blocks() -> None:
    costs = [1.0, math.inf]
    assert cheapest_decisions({0: 7, 1: 1}, costs.__getitem__, 100.0, 3) == [0]
    assert cheapest_decisions({1: 1}, costs.__getitem__, math.inf, 3) == []


def test_who_broke_down_in_every_sample_of_two_blocks_leaves() -> None:
    samples = [*taken("gather/asio", "x."), *taken("offload/asio", "xx")]
    once = taken("semaphore/asio", "x")
    control = [replace(one, control=True) for one in once]
    assert failing([*samples, *once, *control], [0]) == (Away(0, "offload/asio"),)
    assert failing(samples, [1]) == ()


def test_far_behind_is_proven_and_half_as_long_again() -> None:
    assert is_far_behind(regret(1.5))
    assert not is_far_behind(regret(1.49))
    assert not is_far_behind(regret(9.0, Class.OPEN))
    assert not is_far_behind(None)


def test_who_fails_in_every_sample_leaves() -> None:
    samples = [
        *taken("gather/asio", "xxxxxx"),
        *taken("thread_pool/std", "xxxxx."),
        *taken("sequential/std", "......"),
    ]
    assert failing(samples, [0]) == (Away(0, "gather/asio"),)
    assert failing(samples, [1]) == ()


def test_all_engines_of_a_choice_that_is_far_behind_leave() -> None:
    rows = {4: {"thread_pool": regret(2.0), "gather": regret(1.1)}}
    who = {4: {"thread_pool/std", "thread_pool/ring", "gather/asio"}}
    assert far_behind(rows, who) == (Away(4, "thread_pool/ring"), Away(4, "thread_pool/std"))
