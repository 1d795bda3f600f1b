"""The host block of a results file: one look at the machine."""

import os
import platform
from dataclasses import dataclass
from typing import Any

from crossover_tool.host import facts, load
from crossover_tool.host.limits import limits
from crossover_tool.host.load import Busy
from crossover_tool.host.spin import spin_noise


@dataclass(frozen=True)
class Look:
    """The host block, and the busy processes, which are for the doctor alone: their names are nobody else's business."""

    block: dict[str, Any]
    busy: tuple[Busy, ...]


def look() -> Look:
    """Looks at the machine for about 0.6 s: it watches, then spins. docs/RESULTS.md describes every field."""
    watched = load.watch()
    block: dict[str, Any] = {
        "cpu_model": facts.cpu_model(),
        "cores": facts.usable_cores(),
        "cores_online": os.cpu_count() or 1,
        "memory_bytes": facts.memory_bytes(),
        "memory_available_bytes": facts.memory_bytes("MemAvailable"),
        "kernel": f"{platform.system()} {platform.release()}",
        "os": facts.operating_system(),
        "virtualisation": facts.virtualisation(),
        "load_average": [round(value, 2) for value in os.getloadavg()],
        "limits": limits(),
        "governor": facts.governor(),
        "timer_slack_ns": facts.timer_slack_ns(),
        "transparent_huge_pages": facts.transparent_huge_pages(),
        "pressure": load.pressure(),
        "steal_share": None if watched.steal_share is None else round(watched.steal_share, 4),
        "spin_noise": round(spin_noise(), 4),
    }
    return Look(block, watched.busy)
