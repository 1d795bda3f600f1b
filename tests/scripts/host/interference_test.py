"""What others do to the machine: told from what the contenders do themselves."""

import os
import resource
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from crossover_tool.host import interference
from crossover_tool.host.interference import (
    Interference,
    Snapshot,
    between,
    is_taken_again,
    snapshot,
    taints,
)
from crossover_tool.running import meter

BURN = "import hashlib, time\nend = time.monotonic() + {}\nwhile time.monotonic() < end: hashlib.sha256(bytes(65536))"

BURN_OF_ITS_OWN = BURN.replace("monotonic", "process_time")
"""So much CPU time, however long that takes on a busy machine."""


def test_calm_interference_taints_nothing() -> None:
    assert taints(Interference()) == []
    assert (
        taints(Interference(steal=0.004, others=0.05, throttled=0.0, memory_stall=0.0, spin=1.1))
        == []
    )


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        (Interference(steal=0.03), "3% of the CPU time was stolen"),
        (Interference(others=0.3), "other processes used 30%"),
        (Interference(throttled=0.2), "throttled 20%"),
        (Interference(memory_stall=0.1), "waited for memory during 10%"),
        (Interference(spin=1.4), "spin took 1.40 times"),
        (Interference(slept_s=12.0), "slept for 12 s"),
    ],
)
def test_each_disturbance_is_named(bad: Interference, says: str) -> None:
    (reason,) = taints(bad)
    assert says in reason


def test_shares_are_those_of_the_counters() -> None:
    start = Snapshot(0.0, 0.001, 100.0, 10.0, 50.0, 1.0, 2.0)
    end = Snapshot(10.0, 0.0012, 112.0, 11.0, 58.0, 1.5, 2.2)
    found = between(start, end, cores=2, best_spin_s=0.001)
    assert found.others == pytest.approx((12.0 - 8.0) / 20.0)
    assert found.steal == pytest.approx(1.0 / 20.0)
    assert found.throttled == pytest.approx(0.05)
    assert found.memory_stall == pytest.approx(0.02)
    assert found.spin == pytest.approx(1.2)
    unknown = between(replace(start, busy_s=None, steal_s=None, throttled_s=None), end, 2, 0.001)
    assert (unknown.others, unknown.steal, unknown.throttled) == (None, None, None)


def test_a_theft_from_one_sample_of_many_is_seen() -> None:
    """Over a block of twenty contenders it is less than what taints a block."""
    assert taints(Interference(steal=0.005, sample_steal=0.04)) == []
    (told,) = taints(Interference(steal=0.005, sample_steal=0.10))
    assert told == "10% of the CPU time of a sample was stolen by the hypervisor"
    assert len(taints(Interference(steal=0.05, sample_steal=0.50))) == 1  # said once


def test_a_core_that_others_keep_busy_beside_one_sample_of_many_is_seen() -> None:
    """A process outside of the run that computes for one contender."""
    assert taints(Interference(others=0.03, sample_others=0.2)) == []
    (told,) = taints(Interference(others=0.03, sample_others=0.9))
    assert told == "other processes kept 0.9 cores busy during a sample"
    assert len(taints(Interference(others=0.3, sample_others=0.9))) == 1  # said once


def test_what_contenders_may_bring_about_is_told_and_not_taken_again() -> None:
    ours = Interference(throttled=0.2, memory_stall=0.5)
    assert len(taints(ours)) == 2 and not is_taken_again(ours)
    assert is_taken_again(replace(ours, steal=0.1))


def test_the_worst_sample_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, stolen = iter([1.0, 2.0, 3.0]), iter([0.0, 0.0, 0.0, 0.4, 0.4])
    used = iter([5.0, 5.0, 0.1, 1.0, 1.0])
    monkeypatch.setattr(meter, "steal_s", lambda: next(stolen))
    monkeypatch.setattr(meter, "others_s", lambda: next(used))
    monkeypatch.setattr(meter.os, "cpu_count", lambda: 2)
    watching = meter.InterferenceMeter()
    watching.start()
    watching._mark = (0.0, 0.0, 0.0)
    monkeypatch.setattr(meter.time, "monotonic", lambda: next(clock))
    for _ in range(3):
        watching.sample_done()
    monkeypatch.undo()
    interference = watching.stop()
    assert interference.sample_steal == pytest.approx(0.195)  # a tick may be older
    assert interference.sample_others == pytest.approx(0.88)
    assert any(
        "of a sample was stolen" in clause or "stolen by" in clause
        for clause in taints(interference)
    )


def burning_orphan() -> int:
    """A process that burns, and whose parent has ended: the kernel gave it to somebody else."""
    shell = subprocess.run(
        ["sh", "-c", '"$0" -c "$1" >/dev/null 2>&1 & echo $!', sys.executable, BURN.format(30)],
        capture_output=True,
        text=True,
        check=True,
    )
    return int(shell.stdout)


def cpu_s(pid: int) -> float:
    """The CPU time that a process has used, by its own count."""
    after_name = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    user, system = int(after_name[11]), int(after_name[12])
    return (user + system) / os.sysconf("SC_CLK_TCK")


def reaped_s() -> float:
    """The CPU time of children that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@pytest.mark.parametrize("is_ours", [True, False])
def test_what_our_descendants_burn_is_ours_and_what_others_burn_is_not(is_ours: bool) -> None:
    """Held against what each process has used by its own count, which knows of no third."""
    ours = subprocess.Popen([sys.executable, "-c", BURN.format(30)]) if is_ours else None
    beside = ours.pid if ours else burning_orphan()
    time.sleep(0.1)
    try:
        outer_s, before, inner_s = cpu_s(beside), snapshot(), cpu_s(beside)
        children_s = reaped_s()
        subprocess.run([sys.executable, "-c", BURN_OF_ITS_OWN.format(0.5)], check=True)
        children_s = reaped_s() - children_s
        inner_s, after, outer_s = cpu_s(beside) - inner_s, snapshot(), cpu_s(beside) - outer_s
    finally:
        os.kill(beside, signal.SIGKILL)
        if ours:
            ours.wait()
    assert inner_s > 0.15 and children_s > 0.4
    found_s = after.ours_s - before.ours_s - children_s
    if is_ours:
        assert inner_s - 0.1 < found_s < outer_s + 0.1
    else:
        assert found_s < 0.1
        assert (after.busy_s or 0) - (before.busy_s or 0) - children_s > inner_s - 0.1


def test_a_spin_is_long_against_the_clock_and_short_against_a_block() -> None:
    started = time.perf_counter()
    assert 1e-4 < interference.quick_spin() < 0.05
    assert time.perf_counter() - started < 0.5
