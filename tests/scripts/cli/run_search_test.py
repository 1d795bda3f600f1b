"""What is searched, how well, and for how long."""

from argparse import Namespace

import pytest
from crossover_tool.cli.run_search import search
from crossover_tool.errors import UsageError
from crossover_tool.samples.records import Search

PLAIN = {"slo": None, "errors": None, "precision": None, "budget": None}


def asked(**options: object) -> Search | None:
    given = {"find_crossover": False, "find_capacity": False, **PLAIN, **options}
    return search(Namespace(**given))


def test_without_a_search_there_is_none() -> None:
    assert asked() is None


def test_a_crossover_is_searched_for_three_minutes_to_a_tenth() -> None:
    assert asked(find_crossover=True) == Search(0.1, 180.0)
    assert asked(find_crossover=True, precision="5%", budget="10m") == Search(0.05, 600.0)


def test_a_capacity_is_what_keeps_a_promise() -> None:
    found = asked(find_capacity=True, slo="p99<20ms", errors="0.1%")
    assert found == Search(0.1, 180.0, "p99<20000us", 0.001)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"precision": "5%"}, "--precision needs --find-crossover or --find-capacity"),
        ({"slo": "p99<20ms"}, "--slo --find-capacity alone"),
        ({"find_capacity": True}, "--find-capacity needs --slo"),
        ({"find_capacity": True, "slo": "p99<20ms", "find_crossover": True}, "needs --slo"),
        ({"find_capacity": True, "slo": "p98<20ms"}, "--slo: 'p98<20ms' is no promise of"),
        ({"errors": "1%"}, "--errors needs --find-capacity"),
        ({"find_capacity": True, "slo": "p99<1s", "errors": "100%"}, "promises nothing"),
        ({"find_crossover": True, "precision": "0%"}, "'0%' cannot be reached"),
        ({"find_crossover": True, "budget": "0s"}, "--budget: 0s leaves no time"),
    ],
)
def test_what_does_not_belong_together_is_refused(options: dict[str, object], says: str) -> None:
    with pytest.raises(UsageError, match=says):
        asked(**options)
