"""Why a process was killed by SIGKILL: whether memory ran out."""

from crossover_tool.host.control_groups import ControlGroups
from crossover_tool.host.files import counted
from crossover_tool.units import show

SAID = "out of memory"


class OutOfMemory:
    """Watches from its making on whether the kernel kills for want of memory."""

    def __init__(self, groups: ControlGroups | None = None) -> None:
        self._groups = groups or ControlGroups()
        self._before = self._groups.out_of_memory_kills(), _machine_kills()

    def explained(self, reason: str) -> str:
        """`reason`, and that memory ran out where it tells of a SIGKILL and the kernel has killed
        for that since. It names the limit and its file."""
        if SAID in reason or not ("SIGKILL" in reason or "Killed" in reason):
            return reason
        group, machine = self._groups.out_of_memory_kills(), _machine_kills()
        limit = self._groups.memory()
        if group > self._before[0] and limit:
            most = show.size_bytes(limit.most)
            return f"{reason}: {SAID}, the control group allows {most} ({limit.file}); raise that, or take fewer tasks"
        if group > self._before[0] or machine > self._before[1]:
            return (
                f"{reason}: {SAID}, the machine has no more; take fewer tasks, or close something"
            )
        return reason


def _machine_kills() -> int:
    return counted("/proc/vmstat", "oom_kill") or 0
