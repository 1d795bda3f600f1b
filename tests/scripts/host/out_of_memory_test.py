"""Why a process was killed: the kernel's counters before and after."""

from pathlib import Path

import pytest
from crossover_tool.host import out_of_memory
from crossover_tool.host.control_groups import Limit
from crossover_tool.host.out_of_memory import OutOfMemory

KILLED = "the bench was killed by SIGKILL"


class Groups:
    """A control group that allows 64 MiB, and has killed so often."""

    def __init__(self) -> None:
        self.kills = 0

    def out_of_memory_kills(self) -> int:
        return self.kills

    def memory(self) -> Limit:
        return Limit(64 << 20, 0, Path("/g/memory.max"))


@pytest.fixture
def groups(monkeypatch: pytest.MonkeyPatch) -> Groups:
    monkeypatch.setattr(out_of_memory, "_machine_kills", lambda: 0)
    return Groups()


def test_a_group_that_killed_is_named_with_its_limit(groups: Groups) -> None:
    watched = OutOfMemory(groups)  # type: ignore[arg-type]
    assert watched.explained(KILLED) == KILLED  # nobody has killed for want of memory yet
    groups.kills = 1
    assert watched.explained(KILLED).startswith(
        f"{KILLED}: out of memory, the control group allows 64.0 MiB (/g/memory.max); "
    )


def test_a_machine_that_killed_has_no_more(groups: Groups, monkeypatch: pytest.MonkeyPatch) -> None:
    watched = OutOfMemory(groups)  # type: ignore[arg-type]
    monkeypatch.setattr(out_of_memory, "_machine_kills", lambda: 1)
    assert "out of memory, the machine has no more" in watched.explained(KILLED)


@pytest.mark.parametrize("reason", ["ended by SIGSEGV", "gather/asio: out of memory, SIGKILL"])
def test_another_end_and_one_that_is_explained_stay(groups: Groups, reason: str) -> None:
    watched = OutOfMemory(groups)  # type: ignore[arg-type]
    groups.kills = 1
    assert watched.explained(reason) == reason


def test_what_was_killed_before_is_not_ours(groups: Groups) -> None:
    groups.kills = 3
    assert OutOfMemory(groups).explained(KILLED) == KILLED  # type: ignore[arg-type]
