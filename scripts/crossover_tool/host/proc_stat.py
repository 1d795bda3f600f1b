"""CPU time as the kernel counts it: of the machine since it started, and of a process."""

import os

from crossover_tool.host.files import text

TICKS_A_SECOND = float(os.sysconf("SC_CLK_TCK"))
BUSY, ALL, STEAL = slice(3), slice(8), 7
"""In the machine's ticks: what processes used, all there were, and what the hypervisor stole."""


def machine_ticks() -> list[int]:
    """Those of all cores together, in the order of /proc/stat; none where that is hidden. Takes
    microseconds."""
    ticks = [int(word) for word in (text("/proc/stat") or "").split("\n", 1)[0].split()[1:]]
    return ticks if len(ticks) > STEAL else []


def process_ticks(pid: int | str) -> list[int]:
    """User and system time of a process, and both of the children that it has reaped; none when it
    is gone."""
    after_name = (text(f"/proc/{pid}/stat") or "").rpartition(")")[2].split()
    return [int(word) for word in after_name[11:15]]
