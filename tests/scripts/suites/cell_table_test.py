"""A cell table, its values read."""

import pytest
from crossover_tool.errors import UsageError
from crossover_tool.suites.cell_table import CellTable, read_table, refuse_other_keys
from made_catalog import catalog


def table(workload: str, **written: object) -> CellTable:
    return read_table(written, "here", catalog().workload(workload))


def test_what_is_not_said_is_empty_and_its_cells_have_the_usual() -> None:
    silent = table("timer")
    assert (silent.tasks, silent.limit, silent.params) == ((), (), {})
    (only,) = silent.cells("here", cores=4)
    assert (only.tasks, only.limit) == (1000, 1000)
    (computing,) = table("hash").cells("here", cores=4)
    assert computing.limit == 4


def test_values_have_their_parameters_full_names_and_are_kept_in_order() -> None:
    found = table("timer", wait=["5ms", "1ms"], tasks=[10, 2, 10], limit=[1, "tasks"])
    assert found.params == {"wait_us": (5000, 1000)}
    assert (found.tasks, found.limit) == ((10, 2), (1, "tasks"))
    assert [
        (cell.number("wait_us"), cell.tasks, cell.limit) for cell in found.cells("here", 4)
    ] == [
        *((5000, 10, 1), (5000, 10, 10), (5000, 2, 1), (5000, 2, 2)),
        *((1000, 10, 1), (1000, 10, 10), (1000, 2, 1), (1000, 2, 2)),
    ]


def test_what_is_written_twice_counts_once_and_two_names_of_one_are_refused() -> None:
    found = table("timer", wait=["5ms", "5000us"], tasks=[7, 7], limit=["tasks", "tasks"])
    assert (found.params["wait_us"], found.tasks, found.limit) == ((5000,), (7,), ("tasks",))
    with pytest.raises(UsageError, match="here: wait_us is given twice"):
        table("timer", wait="5ms", wait_us=5)


@pytest.mark.parametrize("limit", [[[1]], [{"a": 1}], [1, True]])
def test_a_limit_that_is_none_is_told(limit: object) -> None:
    with pytest.raises(UsageError, match="here, limit: .* is not a whole number"):
        table("timer", limit=limit).cells("here", cores=4)


def test_a_queue_needs_a_rate_and_cells_have_an_end() -> None:
    with pytest.raises(UsageError, match="here: a queue needs a rate"):
        table("request", queue=5).cells("here", cores=4)
    many = table("timer", tasks=list(range(1, 201)), limit=list(range(1, 101)))
    with pytest.raises(UsageError, match="here: more than 10,000 cells"):
        many.cells("here", cores=4)


def test_a_rate_of_none_is_none() -> None:
    assert table("request", rate=[0]).rates == []
    assert table("request", rate=[0, 1], tasks=2).arriving_us == 2_000_000


def test_keys_that_a_table_may_not_have_are_told() -> None:
    timer = catalog().workload("timer")
    refuse_other_keys("key", ["wait", "wait_us", "own"], timer, ("own",))
    with pytest.raises(UsageError, match="unknown key 'wiat': did you mean 'wait'"):
        refuse_other_keys("key", ["wiat"], timer)
    with pytest.raises(UsageError, match="unknown key 'comand': did you mean 'command'"):
        refuse_other_keys("key", ["comand"], catalog().workload("exec"))


def test_one_thing_can_have_other_values() -> None:
    found = table("timer", wait="5ms")
    assert found.having("wait_us", [1, 2]).params == {"wait_us": (1, 2)}
    assert found.having("tasks", [3]).tasks == (3,)
    assert found.having("limit", [3]).limit == (3,)


def test_as_many_requests_as_arrive_at_the_lowest_rate() -> None:
    found = table("request", rate=["500/s", 1000])
    assert found.arriving_for(2_000_000).tasks == (1000,)
    with pytest.raises(UsageError, match="at 500/s no request arrives in 100 µs"):
        found.arriving_for(100)
    with pytest.raises(UsageError, match="--duration: 500000000000 is absurd"):
        found.arriving_for(10**15)


def test_for_how_long_requests_arrive() -> None:
    assert table("request", rate=["500/s", 1000], tasks=2000).arriving_us == 4_000_000
    assert table("request", tasks=2000).arriving_us == 0
