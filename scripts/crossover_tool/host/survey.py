"""A survey of the machine before a run: what it is, how busy, and how noisy."""

import os
import platform
from dataclasses import dataclass

from crossover_tool.host import facts, load
from crossover_tool.host.host import Host
from crossover_tool.host.limits import limits
from crossover_tool.host.load import Busy
from crossover_tool.host.noise import RUN_S, Noise, measure
from crossover_tool.host.spin import spin_noise


@dataclass(frozen=True)
class Survey:
    """The host as results describe it, and the busy processes, which are for the doctor alone:
    their names are nobody else's business."""

    host: Host
    busy: tuple[Busy, ...]
    noise: Noise


def survey(noise_seconds: float = RUN_S) -> Survey:
    """Surveys the machine: watches it for 0.3 s, then spins for 0.3 s and for `noise_seconds`.
    docs/RESULTS.md describes every field."""
    watched = load.watch()
    noise = measure(noise_seconds)
    host = Host(
        cpu_model=facts.cpu_model(),
        cores=facts.usable_cores(),
        kernel=f"{platform.system()} {platform.release()}",
        os=facts.operating_system(),
        virtualisation=facts.virtualisation(),
        cores_online=os.cpu_count() or 1,
        memory_bytes=facts.memory_bytes(),
        memory_available_bytes=facts.memory_bytes("MemAvailable"),
        load_average=tuple(round(value, 2) for value in os.getloadavg()),
        limits=limits(),
        governor=facts.governor(),
        timer_slack_ns=facts.timer_slack_ns(),
        transparent_huge_pages=facts.transparent_huge_pages(),
        pressure=load.pressure(),
        steal_share=None if watched.steal_share is None else round(watched.steal_share, 4),
        spin_noise=round(spin_noise(), 4),
        disk_free_bytes=facts.disk_free_bytes(),
    )
    return Survey(host, watched.busy, noise)
