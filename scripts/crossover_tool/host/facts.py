"""What the machine is: processor, cores, memory, kernel."""

import math
import os
import platform

from crossover_tool.host.files import field, number, selected, text

HYPERVISOR_VENDORS = "/sys/class/dmi/id/sys_vendor"


def usable_cores() -> int:
    """Cores that this process may use: its affinity, cut down by a control group's quota."""
    cores = len(os.sched_getaffinity(0))
    quota = (text("/sys/fs/cgroup/cpu.max") or "max").split()
    if len(quota) == 2 and quota[0].isdigit() and int(quota[1]) > 0:
        cores = min(cores, max(1, math.ceil(int(quota[0]) / int(quota[1]))))
    return cores


def cpu_model() -> str:
    """The processor's name."""
    return field("/proc/cpuinfo", "model name") or field("/proc/cpuinfo", "Model") or platform.machine()


def memory_bytes(name: str = "MemTotal") -> int:
    """A line of /proc/meminfo in bytes, cut down by a control group's limit for MemTotal; 0 when unknown."""
    line = field("/proc/meminfo", name)
    found = int(line.split()[0]) * 1024 if line else 0
    limit = number("/sys/fs/cgroup/memory.max")
    return min(found, limit) if limit and name == "MemTotal" else found


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
