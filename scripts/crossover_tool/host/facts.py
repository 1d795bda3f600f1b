"""What the machine is: processor, cores, memory, kernel."""

import math
import os
import platform
import shutil
from pathlib import Path

from crossover_tool.host.files import field, number, selected, text
from crossover_tool.paths import RESULTS, ROOT

HYPERVISOR_VENDORS = "/sys/class/dmi/id/sys_vendor"


def usable_cores() -> int:
    """Cores that this process may use: its affinity, cut down by the quotas of its control group
    and of those above."""
    cores = len(os.sched_getaffinity(0))
    quota = quota_cores(Path("/sys/fs/cgroup"), text("/proc/self/cgroup") or "")
    return min(cores, max(1, math.ceil(quota))) if quota else cores


def quota_cores(root: Path, membership: str) -> float | None:
    """The least CPU quota in cores of the control group (version 2) that `membership` names and of
    those above it, or None.

    `membership` is the text of /proc/self/cgroup; `root` is where the hierarchy is mounted.
    """
    group = next((line[3:] for line in membership.splitlines() if line.startswith("0::")), None)
    if group is None:
        return None
    own = root / group.lstrip("/")
    found = []
    for folder in (own, *own.parents):
        quota, _, period = (text(str(folder / "cpu.max")) or "max").partition(" ")
        if quota.isdigit() and period.isdigit() and int(quota) > 0 and int(period) > 0:
            found.append(int(quota) / int(period))
        if folder == root:
            break
    return min(found, default=None)


def cpu_model() -> str:
    """The processor's name."""
    return (
        field("/proc/cpuinfo", "model name")
        or field("/proc/cpuinfo", "Model")
        or platform.machine()
    )


def memory_bytes(name: str = "MemTotal") -> int:
    """A line of /proc/meminfo in bytes, cut down by a control group's limit for MemTotal; 0 when
    unknown."""
    line = field("/proc/meminfo", name)
    found = int(line.split()[0]) * 1024 if line else 0
    limit = number("/sys/fs/cgroup/memory.max")
    return min(found, limit) if limit and name == "MemTotal" else found


def disk_free_bytes() -> int | None:
    """What is free where results go; None when it cannot be told."""
    try:
        return shutil.disk_usage(RESULTS if RESULTS.exists() else ROOT).free
    except OSError:
        return None


def operating_system() -> str:
    """The distribution's name and version."""
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
