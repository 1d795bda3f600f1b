"""What the bench says of a pair before anything runs."""

from typing import Any

import pytest
from crossover_tool.bench.pair import Needs, parse_pair
from crossover_tool.cell import Contender


def line(**changes: Any) -> dict[str, Any]:
    """A pair as the bench writes it."""
    where = {"workload": "hash", "tasks": 100, "limit": 10, "params": {"bytes": 0, "cpu_us": 1000}}
    who = {"strategy": "process_pool", "engine": "pipe", "kind": "best", "language": "cpp"}
    least = {"ideal_ns": 50_000_000, "ideal_bound": "cpu", "least_ns": 50_000_000}
    needs = {"descriptors": 1, "threads": 2, "processes": 3, "memory_bytes": 4}
    said = {"limit": 10, "status": "ok", "reason": "", "cold": False, "probes": False}
    return {"cell": where, **who, **said, **least, "needs": needs, **changes}


def test_a_line_of_the_plan_is_read() -> None:
    found = parse_pair(line())
    assert found.contender == Contender("process_pool", "pipe")
    assert found.cell.key == "hash/tasks:100/limit:10/bytes:0/cpu_us:1000"
    assert (found.least_ns, found.ideal_bound, found.reason) == (50e6, "cpu", "")
    assert found.needs == Needs(1, 2, 3, 4)


def test_what_a_program_is_written_in_goes_without_saying_for_the_benchs_own() -> None:
    written = line()
    del written["language"]
    assert parse_pair(written).language == "cpp"
    assert parse_pair(line(language="go")).language == "go"


@pytest.mark.parametrize(("status", "reason"), [("ok", "no way"), ("skipped", "")])
def test_a_status_that_its_reason_contradicts_is_refused(status: str, reason: str) -> None:
    with pytest.raises(ValueError, match="with reason"):
        parse_pair(line(status=status, reason=reason))


def test_a_need_that_is_missing_is_refused() -> None:
    with pytest.raises(KeyError):
        parse_pair(line(needs={"threads": 2}))
