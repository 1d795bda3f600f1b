"""Limits of control groups, version 1 and 2, nested, in a container and outside."""

from pathlib import Path

import pytest
from crossover_tool.host.control_groups import ControlGroups
from crossover_tool.host.out_of_memory import OutOfMemory

V2 = "30 23 0:26 {top} {mount} rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate"
V1 = "31 23 0:27 {top} {mount} rw,nosuid shared:5 - cgroup cgroup rw,{controller}"
MIB = 1 << 20


class Machine:
    """A made-up /proc/self and the hierarchies that it names."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.mounts: list[str] = []
        self.member: list[str] = []

    def mount(self, version: int, path: str, controller: str = "", top: str = "/") -> Path:
        place = self.folder / f"v{version}{controller}"
        place.mkdir()
        line = V2 if version == 2 else V1
        self.mounts.append(line.format(top=top, mount=place, controller=controller))
        self.member.append(
            f"0::{path}" if version == 2 else f"{len(self.member) + 1}:{controller}:{path}"
        )
        return place

    def groups(self) -> ControlGroups:
        (self.folder / "mountinfo").write_text("\n".join(self.mounts) + "\n")
        (self.folder / "cgroup").write_text("\n".join(self.member) + "\n")
        return ControlGroups(self.folder)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def write(folder: Path, **files: object) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name.replace("__", ".")).write_text(f"{content}\n")


def test_the_tightest_group_on_the_way_up_counts(machine: Machine) -> None:
    top = machine.mount(2, "/a/b")
    write(top / "a/b", memory__max="max", memory__current=1, pids__max=500, pids__current=10)
    write(top / "a", memory__max=256 * MIB, memory__current=56 * MIB, pids__max=100)
    write(top / "a", memory__stat=f"anon 1\ninactive_file {6 * MIB}", pids__current=99)
    groups = machine.groups()
    memory, processes = groups.memory(), groups.processes()
    assert memory and processes
    assert (memory.most, memory.room) == (256 * MIB, 206 * MIB)
    assert (processes.most, processes.room, processes.file) == (100, 1, top / "a/pids.max")


def test_version_1_has_a_hierarchy_a_controller(machine: Machine) -> None:
    machine.mount(2, "/")
    memory = machine.mount(1, "/x/y", "memory")
    pids = machine.mount(1, "/z", "pids")
    cpu = machine.mount(1, "/x", "cpu")
    write(memory, memory__limit_in_bytes=9223372036854771712)
    write(memory / "x", memory__limit_in_bytes=MIB, memory__usage_in_bytes=4096)
    write(memory / "x/y", memory__limit_in_bytes=9223372036854771712)
    write(memory / "x/y", memory__oom_control="oom_kill_disable 0\nunder_oom 0\noom_kill 3")
    write(pids / "z", pids__max=64, pids__current=4)
    write(cpu / "x", cpu__cfs_quota_us=50000, cpu__cfs_period_us=100000)
    write(cpu / "x", cpu__stat="nr_periods 5\nnr_throttled 2\nthrottled_time 1500000000")
    groups = machine.groups()
    found = groups.memory()
    assert found and (found.most, found.taken) == (MIB, 4096)
    assert groups.processes() and groups.processes().most == 64  # type: ignore[union-attr]
    assert (groups.cores(), groups.throttled_s()) == (0.5, 1.5)
    assert groups.out_of_memory_kills() == 3


def test_throttling_of_a_group_above_counts(machine: Machine) -> None:
    top = machine.mount(2, "/a/b")
    write(top / "a/b", cpu__stat="usage_usec 9\nthrottled_usec 0", cpu__max="max 100000")
    write(top / "a", cpu__stat="throttled_usec 250000", cpu__max="150000 100000")
    write(top, cpu__max="50000 100000", memory__events="oom 2\noom_kill 1")
    groups = machine.groups()
    assert groups.throttled_s() == 0.25
    assert groups.cores() == 0.5
    assert groups.out_of_memory_kills() == 1


@pytest.mark.parametrize(
    ("top", "path"), [("/docker/c", "/docker/c"), ("/docker/c", "/elsewhere"), ("/", "/../other")]
)
def test_a_container_sees_its_own_group_as_the_top(machine: Machine, top: str, path: str) -> None:
    folder = machine.mount(2, path, top=top)
    write(folder, pids__max=77, pids__current=1)
    processes = machine.groups().processes()
    assert processes and processes.most == 77


def test_without_groups_nothing_is_limited(machine: Machine) -> None:
    groups = machine.groups()
    assert groups.memory() is groups.processes() is groups.cores() is groups.throttled_s() is None
    assert groups.out_of_memory_kills() == 0


def test_a_kill_for_want_of_memory_is_explained(machine: Machine) -> None:
    top = machine.mount(2, "/a")
    write(top / "a", memory__max=256 * MIB, memory__current=1, memory__events="oom_kill 4")
    watch = OutOfMemory(machine.groups())
    killed = "the bench was killed by SIGKILL"
    assert watch.explained(killed) == killed
    write(top / "a", memory__events="oom_kill 5")
    told = watch.explained(killed)
    assert "out of memory" in told and "256 MiB" in told and str(top / "a/memory.max") in told
    assert watch.explained(told) == told
    assert watch.explained("a server is silent") == "a server is silent"
