"""What others did to the machine while a block ran: decided from the kernel's counters, never from
the contenders' times.

Only what others cause counts. Pressure and involuntary switches are caused by the contenders
themselves as well (a hundred threads on two cores wait for a CPU and preempt one another), and the
kernel does not tell whose they are; CPU time does have an owner.
"""

import glob
import os
import resource
import time
from dataclasses import dataclass, replace

from crossover_tool.host.control_groups import ControlGroups
from crossover_tool.host.files import text
from crossover_tool.host.load import pressure_of
from crossover_tool.host import proc_stat
from crossover_tool.host.spin import quick_spin

STEAL_SHARE = 0.01
"""One percent of the CPU time of a whole block, when it is taken from one contender alone, moves
that one's makespan by far more than the margin of a verdict. The counter has ticks of 10 ms: half a
percent in a block of a second on two cores."""

SAMPLE_STEAL_SHARE = 0.05
"""In a block of twenty contenders a theft from one of them is a twentieth of that over the whole
block, and moves that one's makespan all the same. A sample of 0.13 s on two cores has 26 ticks of
CPU time: three stolen ones are more than this."""

OTHERS_SHARE = 0.10
"""More than a tenth of all CPU time used by other processes. A desktop or a daemon at rest stays
below 2 %; the counters have ticks of 10 ms, which in a block of a third of a second on two cores is
1.5 %."""

SAMPLE_OTHERS_CORES = 0.3
"""A process that computes for one contender alone keeps a core busy while that one is measured, and
in a block of twenty contenders is a twentieth of that. A desktop at rest keeps 0.04 busy on two
cores."""

STEAL_OFF_S, OTHERS_OFF_S = 1.0 / proc_stat.TICKS_A_SECOND, 2.0 / proc_stat.TICKS_A_SECOND
"""By how much the counters of one sample may be off: they count whole ticks of 10 ms. One of theft
may be older; of what others used, our own time is known exactly and the whole by the tick, on each
of two cores. In a sample of 40 ms that is half of a core."""

THROTTLED_SHARE = 0.01
MEMORY_STALL_SHARE = 0.02
SLEPT_S = 0.5
"""A suspend lasts for seconds; two readings of two clocks lie a few milliseconds apart on a busy
machine."""

SPIN_SLOWDOWN = 1.25
"""A fixed spin before or after the block that takes a quarter longer than the best of the run: the
clock fell, or the neighbour on the same physical core woke up. Identical short spins spread by up
to 10 % on a quiet virtual machine."""


BOUNDS = {
    "steal": (STEAL_SHARE, "{:.0%} of the CPU time was stolen by the hypervisor"),
    "sample_steal": (
        SAMPLE_STEAL_SHARE,
        "{:.0%} of the CPU time of a sample was stolen by the hypervisor",
    ),
    "others": (OTHERS_SHARE, "other processes used {:.0%} of the CPU time"),
    "sample_others": (
        SAMPLE_OTHERS_CORES,
        "other processes kept {:.1f} cores busy during a sample",
    ),
    "throttled": (THROTTLED_SHARE, "the control group's quota throttled {:.0%} of the time"),
    "memory_stall": (MEMORY_STALL_SHARE, "something waited for memory during {:.0%} of the time"),
    "spin": (SPIN_SLOWDOWN, "a fixed spin took {:.2f} times its best"),
    "slept_s": (SLEPT_S, "the machine slept for {:.0f} s"),
}
"""What disturbs a block: beyond which figure, and what is said of it. What is said of the whole
block is not said of a sample again."""


@dataclass(frozen=True)
class Snapshot:
    """Counters at one moment: seconds of wall clock, of CPU time by use, of throttling and memory
    stall, and that the machine has slept; None where unknown."""

    at_s: float
    spin_s: float
    busy_s: float | None
    steal_s: float | None
    ours_s: float
    throttled_s: float | None
    memory_stall_s: float | None
    slept_s: float | None = None


@dataclass(frozen=True)
class Interference:
    """What happened between two snapshots, as shares of the CPU time or of the wall clock; None
    where unknown.

    `spin` is how much longer the slower of the two spins took than the best one of the run: 1.1 for
    10 %. `slept_s` is for how many seconds the machine was suspended; `sample_steal` is the share
    that was stolen during the sample that suffered most, `sample_others` how many cores others kept
    busy during the sample beside which they did so most.
    """

    steal: float | None = None
    others: float | None = None
    throttled: float | None = None
    memory_stall: float | None = None
    spin: float = 1.0
    slept_s: float | None = None
    sample_steal: float | None = None
    sample_others: float | None = None


def steal_s() -> float | None:
    """Seconds of CPU time that the hypervisor has stolen since the machine started; None where
    unknown. Takes microseconds."""
    ticks = proc_stat.machine_ticks()
    return ticks[proc_stat.STEAL] / proc_stat.TICKS_A_SECOND if ticks else None


def others_s() -> float | None:
    """Seconds of CPU time that processes have used since the machine started which do not descend
    from this one; None where unknown. Takes about a millisecond."""
    ticks = proc_stat.machine_ticks()
    return sum(ticks[proc_stat.BUSY]) / proc_stat.TICKS_A_SECOND - _ours_s() if ticks else None


def snapshot() -> Snapshot:
    """Reads the counters and spins; takes about 4 ms."""
    ticks = proc_stat.machine_ticks()
    spin_s = quick_spin()
    return Snapshot(
        at_s=time.monotonic(),
        spin_s=spin_s,
        busy_s=sum(ticks[proc_stat.BUSY]) / proc_stat.TICKS_A_SECOND if ticks else None,
        steal_s=ticks[proc_stat.STEAL] / proc_stat.TICKS_A_SECOND if ticks else None,
        ours_s=_ours_s(),
        throttled_s=ControlGroups().throttled_s(),
        memory_stall_s=_memory_stall_s(),
        slept_s=time.clock_gettime(time.CLOCK_BOOTTIME) - time.clock_gettime(time.CLOCK_MONOTONIC),
    )


def _ours_s() -> float:
    """CPU seconds of this process and of all that descend from it: benches, their workers and
    servers, a server that was started for them."""
    own, reaped = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    living = (
        sum(sum(proc_stat.process_ticks(pid)) for pid in _descendants()) / proc_stat.TICKS_A_SECOND
    )
    return own.ru_utime + own.ru_stime + reaped.ru_utime + reaped.ru_stime + living


def _descendants() -> list[str]:
    """The processes that descend from this one and live; none where the kernel does not list
    children (CONFIG_PROC_CHILDREN)."""
    found: list[str] = []
    pending = [str(os.getpid())]
    while pending:
        pid = pending.pop()
        for thread in glob.glob(f"/proc/{pid}/task/*/children"):
            children = (text(thread) or "").split()
            found += children
            pending += children
    return found


def _memory_stall_s() -> float | None:
    stalled = pressure_of("memory")
    return int(stalled["total"]) / 1e6 if stalled else None


def between(before: Snapshot, after: Snapshot, cores: int, best_spin_s: float) -> Interference:
    """The interference of a block. `cores`: those that share the counters, all that are online."""
    wall = max(1e-9, after.at_s - before.at_s)

    def share(start: float | None, end: float | None, whole: float) -> float | None:
        return None if start is None or end is None else max(0.0, (end - start) / whole)

    others = None
    if before.busy_s is not None and after.busy_s is not None:
        used = after.busy_s - before.busy_s - (after.ours_s - before.ours_s)
        others = max(0.0, used / (wall * cores))
    return Interference(
        steal=share(before.steal_s, after.steal_s, wall * cores),
        others=others,
        throttled=share(before.throttled_s, after.throttled_s, wall),
        memory_stall=share(before.memory_stall_s, after.memory_stall_s, wall),
        spin=max(before.spin_s, after.spin_s) / best_spin_s,
        slept_s=share(before.slept_s, after.slept_s, 1.0),
    )


OURS_TOO = ("throttled", "memory_stall")
"""What contenders may bring about themselves: our own quota, our own want of memory. It is told, and
no block is taken again for it, or who is slow when it throttles would be rid of its slow processes."""


def is_taken_again(interference: "Interference") -> bool:
    """Whether others disturbed the block, and nobody else can have done so."""
    return bool(taints(replace(interference, **dict.fromkeys(OURS_TOO))))


def taints(interference: Interference) -> list[str]:
    """What disturbed the block, a clause each; none when nothing did."""
    beyond = {
        name: figure
        for name, (most, _) in BOUNDS.items()
        if (figure := getattr(interference, name)) is not None and figure > most
    }
    return [
        BOUNDS[name][1].format(figure)
        for name, figure in beyond.items()
        if name.removeprefix("sample_") not in beyond or not name.startswith("sample_")
    ]
