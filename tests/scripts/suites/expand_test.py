"""From a table with lists and short names to cells."""

import pytest
from crossover_tool.cell import Contender
from crossover_tool.errors import UsageError
from crossover_tool.suite import PlannedCell
from crossover_tool.suites.expand import Defaults, expand
from made_catalog import catalog

DEFAULTS = Defaults(blocks=3, max_sample_us=3_000_000, cores=4)


def cells(**table: object) -> list[PlannedCell]:
    return expand(table, "cells 1", 7, catalog(), DEFAULTS)


def keys(**table: object) -> list[str]:
    return [planned.cell.key for planned in cells(**table)]


def test_lists_make_the_product_parameters_before_tasks_before_limits() -> None:
    assert keys(workload="timer", wait=["1ms", "2ms"], tasks=[10, 20], limit=[1, "tasks"]) == [
        f"timer/tasks:{tasks}/limit:{limit}/wait_us:{wait}/over:refuse"
        for wait in (1000, 2000)
        for tasks in (10, 20)
        for limit in (1, tasks)
    ]


def test_what_waits_may_have_all_in_flight_and_what_computes_as_many_as_there_are_cores() -> None:
    assert keys(workload="timer") == ["timer/tasks:1000/limit:1000/wait_us:5000/over:refuse"]
    assert keys(workload="hash", tasks=9) == ["hash/tasks:9/limit:4/bytes:64/wait_share_pct:50"]


def test_what_goes_without_saying_is_not_said() -> None:
    assert keys(workload="request", tasks=1) == ["request/tasks:1/limit:1/wait_us:5000"]
    assert keys(workload="request", tasks=1, rate=9) == [
        "request/tasks:1/limit:1/wait_us:5000/rate:9"
    ]


def test_a_table_says_how_it_is_measured_or_takes_what_all_do() -> None:
    (plain,) = cells(workload="timer")
    assert (plain.blocks, plain.batches, plain.max_sample_us, plain.group) == (3, 1, 3_000_000, 7)
    assert Contender("gather", "asio") in plain.contenders
    (own,) = cells(
        workload="timer", blocks=9, batches=2, max_sample="10s", contenders=["gather/asio"],
        title="a nap", family="naps",
    )  # fmt: skip
    assert (own.blocks, own.batches, own.max_sample_us) == (9, 2, 10_000_000)
    assert own.contenders == (Contender("gather", "asio"),)
    assert (own.title, own.family) == ("a nap", "naps")


def test_what_a_machine_need_not_have_is_taken_once_where_it_is_there(
    capsys: pytest.CaptureFixture[str],
) -> None:
    asyncio = Contender("gather", "asyncio")
    (one,) = cells(
        workload="timer", contenders=["gather/asio", "*/asyncio"], optional=[asyncio.name, "*/no"]
    )
    assert one.contenders == (Contender("gather", "asio"), asyncio)
    assert "left out: */no: no such program here" in capsys.readouterr().err


def test_a_chart_may_be_named_by_a_parameters_short_name() -> None:
    (one, _) = cells(workload="timer", wait=["1ms", "2ms"], chart="wait")
    assert one.chart == "wait_us"


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ({}, "cells 1: there is no workload"),
        ({"workload": "tmer"}, "cells 1: unknown workload 'tmer': did you mean 'timer'"),
        ({"workload": "timer", "wiat": "1ms"}, "unknown key 'wiat': did you mean 'wait'"),
        ({"workload": "timer", "wait": "1ms", "wait_us": 5}, "wait_us is given twice"),
        ({"workload": "timer", "chart": "taks"}, "unknown chart 'taks': did you mean 'tasks'"),
        ({"workload": "timer", "chart": "map", "tasks": [1, 2]}, "a map has two axes"),
        ({"workload": "timer", "tasks": [1, 2], "title": "one"}, "1 titles for 2 cells"),
        ({"workload": "request", "queue": 4}, "a queue needs a rate"),
        ({"workload": "timer", "tasks": [*range(1, 200)], "limit": [*range(1, 200)]}, "more than"),
        ({"workload": "request", "rate": "9" * 400}, "is not a rate"),
        ({"workload": "timer", "tasks": 0}, "cells 1, tasks: 0 is too small"),
        ({"workload": "timer", "contenders": ["gater/*"]}, "cells 1, contenders: unknown strategy"),
    ],
)
def test_a_wrong_table_is_told_where_and_what(table: dict[str, object], says: str) -> None:
    with pytest.raises(UsageError, match=says):
        cells(**table)
