"""What the machine is: processor, cores, memory, kernel."""

import math
import os
import platform
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from crossover_tool.host.control_groups import ControlGroups, Limit
from crossover_tool.host.files import field, number, selected, text
from crossover_tool.paths import RESULTS, ROOT

HYPERVISOR_VENDORS = "/sys/class/dmi/id/sys_vendor"


def usable_cores() -> int:
    """Cores that this process may use: its affinity, cut down by the quotas of its control group
    and of those above."""
    cores = len(os.sched_getaffinity(0))
    quota = ControlGroups().cores()
    return min(cores, max(1, math.ceil(quota))) if quota else cores


def cpu_model() -> str:
    return (
        field("/proc/cpuinfo", "model name")
        or field("/proc/cpuinfo", "Model")
        or platform.machine()
    )


def memory_bytes() -> int:
    """The memory of the machine, or what its control groups allow this process of it; 0 when
    unknown."""
    return _least(_meminfo("MemTotal", "SC_PHYS_PAGES"), lambda limit: limit.most)


def memory_available_bytes() -> int:
    """What can be taken without swapping: the machine's, or what is left of a control group's
    limit; 0 when unknown."""
    return _least(_meminfo("MemAvailable", "SC_AVPHYS_PAGES"), lambda limit: limit.room)


def _least(machine: int, of_limit: Callable[[Limit], int]) -> int:
    limit = ControlGroups().memory()
    if limit is None:
        return machine
    return min(machine, of_limit(limit)) if machine else of_limit(limit)


def _meminfo(name: str, pages: str) -> int:
    """A line of /proc/meminfo in bytes; where that is hidden, what sysinfo(2) says."""
    line = field("/proc/meminfo", name)
    if line:
        return int(line.split()[0]) * 1024
    return max(0, os.sysconf(pages) * os.sysconf("SC_PAGE_SIZE"))


def load_average() -> list[float] | None:
    """Over 1, 5 and 15 minutes; None where /proc hides it."""
    try:
        return [round(value, 2) for value in os.getloadavg()]
    except OSError:
        return None


@dataclass(frozen=True)
class Cores:
    """Which of the usable cores are not cores of their own: groups of hyperthreads of one core, and
    how fast the slowest is beside the fastest (1.0: all alike, or unknown)."""

    threads: tuple[tuple[int, ...], ...]
    slowest: float


def cores_alike(root: Path = Path("/sys/devices/system/cpu"), usable: Sequence[int] = ()) -> Cores:
    """Looks at the topology and the clocks of the usable cores (default: by affinity)."""
    numbers = list(usable) or sorted(os.sched_getaffinity(0))
    siblings: dict[str, list[int]] = {}
    speeds = []
    for core in numbers:
        folder = root / f"cpu{core}"
        shared = text(str(folder / "topology" / "thread_siblings_list"))
        siblings.setdefault(shared or f"core {core}", []).append(core)
        capacity = number(str(folder / "cpu_capacity"))
        clock = number(str(folder / "cpufreq" / "cpuinfo_max_freq"))
        if speed := capacity or clock:
            speeds.append(speed)
    alike = min(speeds) / max(speeds) if len(speeds) == len(numbers) else 1.0
    threads = tuple(tuple(cores) for cores in siblings.values() if len(cores) > 1)
    return Cores(threads, alike)


def disk_free_bytes() -> int | None:
    """What is free where results go; None when it cannot be told."""
    try:
        return shutil.disk_usage(RESULTS if RESULTS.exists() else ROOT).free
    except OSError:
        return None


def operating_system() -> str:
    return field("/etc/os-release", "PRETTY_NAME") or platform.system()


def virtualisation() -> str | None:
    """The hypervisor's vendor, "container", or None on bare metal as far as can be seen."""
    if os.path.exists("/.dockerenv") or os.path.exists("/run/.containerenv"):
        return "container"
    flags = field("/proc/cpuinfo", "flags") or ""
    if "hypervisor" not in flags.split():
        return None
    return text("/sys/hypervisor/type") or text(HYPERVISOR_VENDORS) or "virtual machine"


def governor() -> str | None:
    """The frequency governor of the first core, or None where there is none."""
    return text("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor")


def timer_slack_ns() -> int | None:
    """How late the kernel may wake this process, in nanoseconds."""
    return number("/proc/self/timerslack_ns")


def transparent_huge_pages() -> str | None:
    """always, madvise or never."""
    return selected("/sys/kernel/mm/transparent_hugepage/enabled")
