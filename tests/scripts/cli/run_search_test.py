"""What is searched, how well, and for how long."""

import pytest
from crossover_tool.cli.run_parser import parser
from crossover_tool.cli.run_search import search
from crossover_tool.errors import UsageError
from crossover_tool.samples.records import Search

CROSSOVER, CAPACITY = "--find-crossover", "--find-capacity"


def asked(*options: str) -> Search | None:
    return search(parser().parse(list(options)))


def test_without_a_search_there_is_none() -> None:
    assert asked() is None


def test_a_crossover_is_searched_for_three_minutes_to_a_tenth() -> None:
    assert asked(CROSSOVER) == Search(0.1, 180.0)
    assert asked(CROSSOVER, "--precision=5%", "--budget=10m") == Search(0.05, 600.0)


def test_a_capacity_is_what_keeps_a_promise() -> None:
    found = asked(CAPACITY, "--slo=p99<20ms", "--errors=0.1%")
    assert found == Search(0.1, 180.0, "p99<20000us", 0.001)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--precision=5%"], "--precision needs --find-crossover or --find-capacity"),
        (["--slo=p99<20ms"], "--slo --find-capacity alone"),
        ([CAPACITY], "--find-capacity needs --slo"),
        ([CAPACITY, "--slo=p99<20ms", CROSSOVER], "needs --slo"),
        ([CAPACITY, "--slo=p98<20ms"], "--slo: 'p98<20ms' is no promise of"),
        (["--errors=1%"], "--errors needs --find-capacity"),
        ([CAPACITY, "--slo=p99<1s", "--errors=100%"], "--errors: '100%' promises nothing"),
        ([CROSSOVER, "--precision=0%"], "--precision: '0%' cannot be reached"),
        ([CROSSOVER, "--budget=0s"], "--budget: 0s leaves no time"),
    ],
)
def test_what_does_not_belong_together_is_refused(options: list[str], says: str) -> None:
    with pytest.raises(UsageError, match=says):
        asked(*options)
