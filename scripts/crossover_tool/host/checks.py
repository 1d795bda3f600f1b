"""What will spoil a run, and what to do about each. Pure: it judges a survey of the machine."""

import os
from collections.abc import Iterator
from dataclasses import dataclass

from crossover_tool.host.survey import Survey
from crossover_tool.units import show

LOAD_SHARE = 0.3
STEAL_SHARE = 0.01
PRESSURE_PERCENT = 5.0
MEMORY_BYTES = 1 << 30
DESCRIPTORS = 10_064
PROCESSES = 4096
SPIN_NOISE = 0.05
"""Twice the 2 % margin of a verdict and a little: above it even large differences need many
blocks."""

NOISE_FLOOR = 0.05
"""Two and a half times the margin: the medians of nine blocks bring it down to the margin, those of
three do not."""

DISK_BYTES = 256 << 20
SLOWEST = 0.95
"""Cores of one kind differ by their turbo by a few per cent; small and large ones by a third."""


@dataclass(frozen=True)
class Finding:
    """One check: whether it is well, what was seen, and what to do about it ("" when it is
    well)."""

    check: str
    ok: bool
    seen: str
    advice: str


def _finding(check: str, ok: bool, seen: str, advice: str) -> Finding:
    return Finding(check, ok, seen, "" if ok else advice)


def examine(survey: Survey) -> list[Finding]:
    """Every check that this machine allows, in the order in which they are shown."""
    return [*_quiet(survey), *_limits(survey), *_hardware(survey)]


def _quiet(survey: Survey) -> Iterator[Finding]:
    host, cores = survey.host, survey.host.cores
    if host.load_average:
        load = host.load_average[0]
        advice = "wait until it falls, or stop what runs: every contender shares the cores with it"
        yield _finding("load", load <= LOAD_SHARE * cores, f"{load:.2f} on {cores} cores", advice)
    names = ", ".join(
        f"{busy.name} ({busy.share:.0%} of a core, pid {busy.pid})" for busy in survey.busy[:3]
    )
    names = names or "none above 10 % of a core"
    yield _finding("other processes", not survey.busy, names, "stop them during the run")
    for kind, percent in host.pressure.items():
        advice = f"something waits for {kind}: find it (PSI, /proc/pressure/{kind}) and stop it"
        seen = f"{percent:.1f} % of the last 10 s"
        yield _finding(f"{kind} pressure", percent <= PRESSURE_PERCENT, seen, advice)
    if host.steal_share is not None:
        steal = host.steal_share
        advice = (
            "the hypervisor gives the cores to others: run at another time or on another machine"
        )
        yield _finding("steal", steal <= STEAL_SHARE, f"{steal:.1%} of the CPU time", advice)
    noise = host.spin_noise or 0.0
    advice = "identical work takes unlike time: expect wide intervals, and give a run more blocks (--blocks 9)"
    yield _finding("noise", noise <= SPIN_NOISE, f"identical spins spread by {noise:.1%}", advice)
    floor = survey.noise.floor
    seen = (
        f"identical work differs by up to {floor:.1%} from one time to the next "
        f"({survey.noise.windows} windows of five spins)"
    )
    advice = (
        "differences near it need many blocks to show: --blocks 9 or more, or a quieter machine"
    )
    yield _finding("noise floor", floor <= NOISE_FLOOR, seen, advice)


def _limits(survey: Survey) -> Iterator[Finding]:
    host = survey.host
    descriptors, processes = host.limits["descriptors"], host.limits["processes"]
    enough = descriptors is None or descriptors >= DESCRIPTORS
    seen = "no limit" if descriptors is None else show.count(descriptors)
    advice = (
        f"10,000 connections need {DESCRIPTORS}: raise it as root with 'ulimit -Hn {DESCRIPTORS}'"
    )
    yield _finding("descriptors", enough, seen, advice)
    enough = processes is None or processes >= PROCESSES
    seen = "no limit" if processes is None else show.count(processes)
    advice = f"raise it with 'ulimit -u {PROCESSES}'"
    if survey.processes_by:
        seen += f" ({survey.processes_by})"
        advice = f"raise {survey.processes_by} to {PROCESSES} (for a container: --pids-limit)"
    yield _finding("processes and threads", enough, seen, advice)
    memory = host.memory_available_bytes or 0
    disk = host.disk_free_bytes
    if disk is not None:
        advice = "samples and charts need some: make room, a full disk ends the run"
        yield _finding("disk", disk >= DISK_BYTES, f"{show.size_bytes(disk)} free", advice)
    advice = "pools of 1,000 threads and 100,000 coroutines want 1 GiB: close something"
    yield _finding("memory", memory >= MEMORY_BYTES, f"{show.size_bytes(memory)} available", advice)


def _one_of_each(survey: Survey) -> list[int]:
    """The usable cores, of hyperthreads that share one only the first."""
    others = {core for cores in survey.cores.threads for core in cores[1:]}
    return sorted(os.sched_getaffinity(0) - others)


def _hardware(survey: Survey) -> Iterator[Finding]:
    host = survey.host
    cores = host.cores
    advice = "a single core shows no speed-up: allow more (taskset, the container's quota)"
    yield _finding("cores", cores >= 2, f"{cores} of {host.cores_online} usable", advice)
    if survey.cores.threads:
        pairs = "; ".join(", ".join(map(str, cores)) for cores in survey.cores.threads)
        first = ",".join(str(core) for core in _one_of_each(survey))
        advice = (
            "two threads of a core share it, so computing gains less than the ideal says: "
            f"'taskset -c {first}' leaves one of each"
        )
        yield _finding("hyperthreads", False, f"one core each: {pairs}", advice)
    if survey.cores.slowest < SLOWEST:
        advice = (
            "some cores are slower by design: choose alike ones with taskset, or CPU work on all of "
            "them ends with the slowest"
        )
        seen = f"the slowest reaches {survey.cores.slowest:.0%} of the fastest"
        yield _finding("unequal cores", False, seen, advice)
    if host.governor is not None:
        advice = "the clock follows the load: set it with 'cpupower frequency-set -g performance'"
        yield _finding("governor", host.governor == "performance", host.governor, advice)
    slack = host.timer_slack_ns
    if slack is not None:
        advice = "timers fire late by it: start from an ordinary shell"
        yield _finding("timer slack", slack <= 50_000, show.duration_ns(slack), advice)
