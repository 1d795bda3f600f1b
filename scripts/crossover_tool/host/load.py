"""How busy the machine is: load, pressure, stolen time, and the processes that keep it so."""

import os
import time
from dataclasses import dataclass
from pathlib import Path

from crossover_tool.host.files import text

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
    found = {}
    for kind in PRESSURES:
        for line in (text(f"/proc/pressure/{kind}") or "").splitlines():
            words = line.split()
            if words[0] == "some" and words[1].startswith("avg10="):
                found[kind] = float(words[1].removeprefix("avg10="))
    return found


def _cpu_ticks() -> tuple[int, int] | None:
    """All ticks and stolen ticks since the start of the machine."""
    words = (text("/proc/stat") or "").split("\n", 1)[0].split()[1:]
    ticks = [int(word) for word in words]
    return (sum(ticks[:8]), ticks[7]) if len(ticks) >= 8 else None


def _process_ticks() -> dict[int, tuple[str, int]]:
    found = {}
    for folder in Path("/proc").iterdir():
        stat = (
            text(f"{folder}/stat")
            if folder.name.isdigit() and int(folder.name) != os.getpid()
            else None
        )
        if stat:
            name, rest = (
                stat[stat.find("(") + 1 : stat.rfind(")")],
                stat[stat.rfind(")") + 2 :].split(),
            )
            found[int(folder.name)] = (name, int(rest[11]) + int(rest[12]))
    return found


def watch(seconds: float = 0.3) -> Watched:
    """Looks on for `seconds` without doing anything. Processes below a tenth of a core are not
    named."""
    ticks, processes, start = _cpu_ticks(), _process_ticks(), time.monotonic()
    time.sleep(seconds)
    later, processes_later, elapsed = _cpu_ticks(), _process_ticks(), time.monotonic() - start
    steal = None
    if ticks and later:
        steal = (later[1] - ticks[1]) / max(1, later[0] - ticks[0])
    per_second = os.sysconf("SC_CLK_TCK")
    busy = [
        Busy(pid, name, (used - processes[pid][1]) / per_second / elapsed)
        for pid, (name, used) in processes_later.items()
        if pid in processes
    ]
    heavy = sorted((b for b in busy if b.share >= 0.1), key=lambda b: -b.share)
    return Watched(steal, tuple(heavy))
