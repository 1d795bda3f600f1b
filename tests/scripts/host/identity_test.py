"""Whether two results come from one machine."""

from dataclasses import replace

import pytest
from crossover_tool.host.host import Host
from crossover_tool.host.identity import SAME_HOST, host_changes

THEN = Host("cpu", 4, "Linux 6.1", "Debian", None, memory_bytes=8 << 30, governor="performance")


@pytest.mark.parametrize(
    ("memory", "changed"), [((8 << 30) - 4096, False), (7 << 30, True), (None, True)]
)
def test_a_page_of_memory_makes_no_other_machine(memory: int | None, changed: bool) -> None:
    assert bool(host_changes(THEN, replace(THEN, memory_bytes=memory))) is changed


def test_what_comes_and_goes_makes_none_either() -> None:
    busy = replace(THEN, load_average=(9.0,), pressure={"cpu": 9.0}, memory_available_bytes=1)
    assert host_changes(THEN, busy) == []


@pytest.mark.parametrize("fact", [name for name in SAME_HOST if name != "memory_bytes"])
def test_each_other_fact_does(fact: str) -> None:
    (clause,) = host_changes(THEN, replace(THEN, **{fact: "other"}))
    assert clause == f"{fact} was {getattr(THEN, fact)!r} and is 'other'"
