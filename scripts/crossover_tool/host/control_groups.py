"""What the control groups of this process allow it, version 2 and version 1, nested ones too.

A limit holds for a group and everything below it, so the tightest one on the way from our own group
up to the top of what can be seen counts. A container sees its own group as the top.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from crossover_tool.host.files import counted, number, text

NO_LIMIT = 1 << 60
"""Version 1 writes a number near 2^63 where there is no limit."""


@dataclass(frozen=True)
class Level:
    """A group on the way up: its folder, and the version of its hierarchy."""

    folder: Path
    version: int


@dataclass(frozen=True)
class Limit:
    """How much a group allows, how much of it is taken, and the file that says so."""

    most: int
    taken: int
    file: Path

    @property
    def room(self) -> int:
        return max(0, self.most - self.taken)


class ControlGroups:
    """The groups of the process whose /proc folder is given; read once, their files at each
    question."""

    def __init__(self, process: Path = Path("/proc/self")) -> None:
        self._mounts = list(_mounts(text(str(process / "mountinfo")) or ""))
        self._membership = dict(_membership(text(str(process / "cgroup")) or ""))

    def levels(self, controller: str) -> list[Level]:
        """The groups that a controller holds us in, our own first; none where there are none."""
        found = []
        for version, mount, top, controllers in self._mounts:
            path = self._membership.get("" if version == 2 else controller)
            if path is not None and (version == 2 or controller in controllers):
                found += [Level(folder, version) for folder in _upwards(mount, top, path)]
        return found

    def memory(self) -> Limit | None:
        """The tightest limit of memory, in bytes. The page cache that nobody uses is not taken:
        the kernel gives it up first."""
        limits = []
        for level in self.levels("memory"):
            v2 = level.version == 2
            file = level.folder / ("memory.max" if v2 else "memory.limit_in_bytes")
            most = number(str(file))
            if most is not None and most < NO_LIMIT:
                used = level.folder / ("memory.current" if v2 else "memory.usage_in_bytes")
                stat = str(level.folder / "memory.stat")
                idle = counted(stat, "inactive_file", "total_inactive_file")
                limits.append(Limit(most, max(0, (number(str(used)) or 0) - (idle or 0)), file))
        return _tightest(limits)

    def processes(self) -> Limit | None:
        """The tightest limit of processes and threads together."""
        limits = []
        for level in self.levels("pids"):
            file = level.folder / "pids.max"
            most = number(str(file))
            if most is not None:
                taken = number(str(level.folder / "pids.current")) or 0
                limits.append(Limit(most, taken, file))
        return _tightest(limits)

    def cores(self) -> float | None:
        """The least quota of CPU time, in cores."""
        quotas = []
        for level in self.levels("cpu"):
            if level.version == 2:
                quota, _, period = (text(str(level.folder / "cpu.max")) or "").partition(" ")
            else:
                quota = text(str(level.folder / "cpu.cfs_quota_us")) or ""
                period = text(str(level.folder / "cpu.cfs_period_us")) or ""
            if quota.isdigit() and period.isdigit() and int(quota) > 0 and int(period) > 0:
                quotas.append(int(quota) / int(period))
        return min(quotas, default=None)

    def throttled_s(self) -> float | None:
        """Seconds for which a quota held processes back, ours or those of a group above; None where
        no group counts it."""
        found = []
        for level in self.levels("cpu"):
            file = str(level.folder / "cpu.stat")
            micro, nano = counted(file, "throttled_usec"), counted(file, "throttled_time")
            if micro is not None or nano is not None:
                found.append((micro or 0) / 1e6 + (nano or 0) / 1e9)
        return sum(found) if found else None

    def out_of_memory_kills(self) -> int:
        """How many processes of our own group and of those below were killed because its memory, or
        that of a group above, was used up."""
        most = 0
        for level in self.levels("memory"):
            file = "memory.events" if level.version == 2 else "memory.oom_control"
            most = max(most, counted(str(level.folder / file), "oom_kill") or 0)
        return most


def _tightest(limits: Sequence[Limit]) -> Limit | None:
    return min(limits, key=lambda limit: limit.room) if limits else None


def _membership(listed: str) -> Iterator[tuple[str, str]]:
    """Controller and path of each line of /proc/PID/cgroup; "" for version 2."""
    for line in listed.splitlines():
        _, _, rest = line.partition(":")
        controllers, _, path = rest.partition(":")
        for controller in controllers.split(","):
            yield controller, path


def _mounts(listed: str) -> Iterator[tuple[int, Path, str, Sequence[str]]]:
    """Version, mount point, top group and controllers of each hierarchy in /proc/PID/mountinfo."""
    for line in listed.splitlines():
        before, _, after = line.partition(" - ")
        words, kind = before.split(), after.split()
        if len(words) > 4 and kind[:1] in (["cgroup2"], ["cgroup"]):
            version = 2 if kind[0] == "cgroup2" else 1
            yield version, Path(words[4]), words[3], kind[-1].split(",")


def _upwards(mount: Path, top: str, path: str) -> Iterator[Path]:
    """The folders from a group's own up to the mount's. A path outside of what is mounted (a
    container without a namespace of its own) is taken for the top."""
    below = path.removeprefix(top.rstrip("/")).lstrip("/") if path.startswith(top) else ""
    folder = mount / below if ".." not in below.split("/") else mount
    while folder != mount:
        yield folder
        folder = folder.parent
    yield mount
