"""What the machine is, as far as its files and limits tell."""

import os
from pathlib import Path

import pytest
from crossover_tool.host import facts
from crossover_tool.host.control_groups import Limit

MIB = 1 << 20


class Groups:
    """Control groups with these limits."""

    def __init__(self, cores: float | None = None, memory: Limit | None = None) -> None:
        self._cores, self._memory = cores, memory

    def cores(self) -> float | None:
        return self._cores

    def memory(self) -> Limit | None:
        return self._memory


def test_cores_and_memory_are_plausible() -> None:
    assert 1 <= facts.usable_cores() <= (os.cpu_count() or 1)
    assert facts.memory_bytes() > 1 << 26


@pytest.mark.parametrize(
    ("quota", "cores"), [(None, 4), (0.5, 1), (1.5, 2), (2.0, 2), (64.0, 4), (0.0, 4)]
)
def test_a_quota_cuts_cores_down_to_whole_ones(
    monkeypatch: pytest.MonkeyPatch, quota: float | None, cores: int
) -> None:
    monkeypatch.setattr(facts.os, "sched_getaffinity", lambda pid: {0, 1, 2, 3})
    monkeypatch.setattr(facts, "ControlGroups", lambda: Groups(quota))
    assert facts.usable_cores() == cores


def test_memory_is_the_machines_or_what_is_left_of_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    told = {"MemTotal": "2048 kB", "MemAvailable": "1024 kB"}
    monkeypatch.setattr(facts, "field", lambda path, name: told[name])
    limit = Limit(MIB, MIB // 4, Path("max"))
    monkeypatch.setattr(facts, "ControlGroups", lambda: Groups(memory=limit))
    assert (facts.memory_bytes(), facts.memory_available_bytes()) == (MIB, MIB * 3 // 4)
    monkeypatch.setattr(facts, "ControlGroups", Groups)
    assert (facts.memory_bytes(), facts.memory_available_bytes()) == (2 * MIB, MIB)


def test_cores_without_files_are_taken_for_alike(tmp_path: Path) -> None:
    assert facts.cores_alike(tmp_path, range(4)) == facts.Cores((), 1.0)


def test_where_one_core_does_not_tell_its_speed_nothing_is_known(tmp_path: Path) -> None:
    (tmp_path / "cpu0").mkdir()
    (tmp_path / "cpu0" / "cpu_capacity").write_text("1024\n")
    assert facts.cores_alike(tmp_path, range(2)).slowest == 1.0
    (tmp_path / "cpu1").mkdir()
    (tmp_path / "cpu1" / "cpu_capacity").write_text("512\n")
    assert facts.cores_alike(tmp_path, range(2)).slowest == 0.5
