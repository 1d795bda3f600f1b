"""One cell on the spot, or a sweep of it, from what was typed."""

from argparse import Namespace

import pytest
from crossover_tool.cli.run_cell import CELL_OPTIONS, SEARCH_BLOCKS, on_the_spot
from crossover_tool.cli.run_search import search
from crossover_tool.errors import UsageError
from crossover_tool.suite import Suite
from made_catalog import catalog

PLAIN: dict[str, object] = {
    **dict.fromkeys((*CELL_OPTIONS, "suite", "duration", "slo", "errors", "precision", "budget")),
    **{"find_crossover": False, "find_capacity": False, "workload": "timer", "language": []},
    **{"contender": [], "strategy": [], "engine": [], "kind": []},
}


def made(params: dict[str, str] | None = None, **given: object) -> Suite:
    options = Namespace(**{**PLAIN, **given})
    return on_the_spot(options, catalog(), params or {}, search(options))


def names(suite: Suite) -> set[str]:
    return {contender.name for contender in suite.cells[0].contenders}


def test_a_cell_is_made_of_its_options_and_parameters() -> None:
    (only,) = made({"over": "hold"}, tasks="10", wait="1ms", limit="4").cells
    assert only.cell.key == "timer/tasks:10/limit:4/wait_us:1000/over:hold"


def test_patterns_are_there_when_they_are_named() -> None:
    assert "gather/libuv" not in names(made())
    assert names(made(contender=["gather/libuv"])) == {"gather/libuv"}


def test_a_duration_says_how_many_requests_arrive_at_the_lowest_rate() -> None:
    found = made(workload="request", rate="500/s,1000/s", duration=2_000_000)
    assert {planned.cell.tasks for planned in found.cells} == {1000}
    assert {planned.batches for planned in found.cells} == {1}


def test_a_rate_of_none_leaves_the_tasks_there_at_once() -> None:
    assert {planned.batches for planned in made(workload="request", rate="0").cells} == {3}


def test_a_sample_has_room_for_its_requests() -> None:
    """A thousand at 10 a second take 100 s, which a sample may take three times."""
    (slow,) = made(workload="request", rate="10/s").cells
    assert slow.max_sample_us == 300_000_000


def test_a_search_spreads_its_range_out() -> None:
    found = made(tasks="1,1000", find_crossover=True)
    assert len(found.cells) > 30 and {cell.blocks for cell in found.cells} == {SEARCH_BLOCKS}


def test_a_search_for_capacities_takes_the_requests_that_its_percentile_needs() -> None:
    found = made(workload="request", rate="100/s,900/s", find_capacity=True, slo="p99<20ms")
    assert {planned.cell.tasks for planned in found.cells} == {2 * 1049}
    rates = [planned.cell.number("rate") for planned in found.cells]
    assert (rates[0], rates[-1]) == (100, 900) and len(rates) > 10


REQUESTS = {"workload": "request", "find_capacity": True, "slo": "p99<20ms"}


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"suite": "quick"}, "--suite and --workload exclude each other"),
        ({"duration": 5_000_000}, "--duration needs a --rate above 0"),
        (
            {"workload": "request", "rate": "9/s", "duration": 5_000_000, "tasks": "7"},
            "--duration and --tasks exclude each other",
        ),
        ({**REQUESTS, "rate": "100/s"}, "--find-capacity searches a range of rates"),
        ({**REQUESTS, "rate": "0/s,9/s"}, "--find-capacity searches a range of rates"),
        ({**REQUESTS, "rate": "0/s,7/s,9/s"}, "--find-capacity searches a range of rates"),
        ({**REQUESTS, "rate": "7/s,9/s", "tasks": "1,2"}, "takes one number of --tasks"),
        ({**REQUESTS, "rate": "7/s,9/s", "limit": "1,2"}, "rate have several values: leave one"),
        (
            {**REQUESTS, "rate": "1/s,9/s", "duration": 5_000_000},
            "p99 takes 1,049 requests and there are 5",
        ),
        (
            {**REQUESTS, "rate": "1/s,9/s", "tasks": "1000"},
            "p99 takes 1,049 requests and there are 1,000",
        ),
        (
            {**REQUESTS, "rate": "1/s,9/s", "tasks": "1060", "errors": 0.02},
            "p99 takes 1,049 answers and there are 1,038",
        ),
    ],
)
def test_what_does_not_belong_together_is_refused(given: dict[str, object], says: str) -> None:
    with pytest.raises(UsageError, match=says):
        made(**given)


def test_a_parameter_is_given_once() -> None:
    with pytest.raises(UsageError, match="wait is given twice, as --wait and as --param wait"):
        made({"wait": "1ms"}, wait="2ms")
