"""How busy the machine is: load, pressure, stolen time, and the processes that keep it so."""

import os
import time
from dataclasses import dataclass
from pathlib import Path

from crossover_tool.host.files import text
from crossover_tool.host.proc_stat import ALL, STEAL, TICKS_A_SECOND, machine_ticks, process_ticks

PRESSURES = ("cpu", "memory", "io")


@dataclass(frozen=True)
class Busy:
    """A process and the share of one core that it used."""

    pid: int
    name: str
    share: float


@dataclass(frozen=True)
class Watched:
    """What a short look saw: the share of CPU time stolen by the hypervisor (None: unknown) and
    busy processes."""

    steal_share: float | None
    busy: tuple[Busy, ...]


def pressure() -> dict[str, float]:
    """Percent of the last ten seconds in which some task waited for cpu, memory or io (PSI); empty
    where unsupported."""
    stalled = {kind: pressure_of(kind) for kind in PRESSURES}
    return {kind: float(figures["avg10"]) for kind, figures in stalled.items() if figures}


def pressure_of(kind: str) -> dict[str, str]:
    """What the kernel says of the times in which some task waited for it: `avg10`, `total`, ..."""
    for line in (text(f"/proc/pressure/{kind}") or "").splitlines():
        whose, *figures = line.split()
        if whose == "some":
            return dict(figure.split("=", 1) for figure in figures)
    return {}


def _others() -> dict[int, int]:
    """The ticks of every process but this one."""
    pids = [int(folder.name) for folder in Path("/proc").iterdir() if folder.name.isdigit()]
    used = {pid: process_ticks(pid)[:2] for pid in pids if pid != os.getpid()}
    return {pid: sum(ticks) for pid, ticks in used.items() if ticks}


def watch(seconds: float = 0.3) -> Watched:
    """Looks on for `seconds` without doing anything. Processes below a tenth of a core are not
    named."""
    ticks, before, start = machine_ticks(), _others(), time.monotonic()
    time.sleep(seconds)
    later, after, elapsed = machine_ticks(), _others(), time.monotonic() - start
    steal = None
    if ticks and later:
        steal = (later[STEAL] - ticks[STEAL]) / max(1, sum(later[ALL]) - sum(ticks[ALL]))
    used = {pid: after[pid] - before[pid] for pid in after if pid in before}
    shares = {pid: ticks / TICKS_A_SECOND / elapsed for pid, ticks in used.items()}
    heavy = [
        Busy(pid, text(f"/proc/{pid}/comm") or "one that has ended", share)
        for pid, share in shares.items()
        if share >= 0.1
    ]
    return Watched(steal, tuple(sorted(heavy, key=lambda busy: -busy.share)))
