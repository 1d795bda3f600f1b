"""How many descriptors and processes are allowed, by whom."""

import resource
from pathlib import Path

import pytest
from crossover_tool.host import limits
from crossover_tool.host.control_groups import Limit

INFINITY = resource.RLIM_INFINITY


class Machine:
    """A made-up process: the limits of its user, and of its control group."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, user: int, group: int | None) -> None:
        self.descriptors = (1024, 20_000)
        self.group = None if group is None else Limit(group, 0, Path("/g/pids.max"))

        def of(which: int) -> tuple[int, int]:
            return self.descriptors if which == resource.RLIMIT_NOFILE else (user, INFINITY)

        monkeypatch.setattr(limits.resource, "getrlimit", of)
        monkeypatch.setattr(limits, "ControlGroups", lambda: self)

    def processes(self) -> Limit | None:
        return self.group


@pytest.mark.parametrize(
    ("user", "group", "most", "file"),
    [
        (INFINITY, None, None, ""),
        (100, None, 100, ""),
        (100, 50, 50, "/g/pids.max"),
        (100, 200, 100, ""),
        (INFINITY, 50, 50, "/g/pids.max"),
    ],
)
def test_the_tighter_limit_counts_and_its_file_is_named(
    monkeypatch: pytest.MonkeyPatch, user: int, group: int | None, most: int | None, file: str
) -> None:
    Machine(monkeypatch, user, group)
    assert limits.limits() == {"descriptors": 20_000, "processes": most}
    assert limits.processes_by() == file


def test_the_soft_limit_of_descriptors_is_raised_to_the_hard_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    Machine(monkeypatch, 100, None)
    asked: list[tuple[int, int]] = []
    monkeypatch.setattr(limits.resource, "setrlimit", lambda which, pair: asked.append(pair))
    assert limits.raise_descriptors() == 20_000
    assert asked == [(20_000, 20_000)]


def test_where_it_may_not_be_raised_it_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(which: int, pair: tuple[int, int]) -> None:
        raise ValueError("not allowed to raise maximum limit")

    Machine(monkeypatch, 100, None)
    monkeypatch.setattr(limits.resource, "setrlimit", refuse)
    assert limits.raise_descriptors() == 1024
