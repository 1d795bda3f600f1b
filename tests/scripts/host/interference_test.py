"""What others do to the machine: told from what the contenders do themselves."""

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from typing import Literal

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


def test_what_our_descendants_burn_is_ours_and_what_others_burn_is_not() -> None:
    def used(beside: Literal["nobody", "a server of ours", "a stranger"]) -> float:
        ours = (
            subprocess.Popen([sys.executable, "-c", BURN.format(30)]) if "ours" in beside else None
        )
        stranger = burning_orphan() if "stranger" in beside else None
        time.sleep(0.1)
        before = snapshot()
        subprocess.run([sys.executable, "-c", BURN.format(0.8)], check=True)
        after = snapshot()
        if ours:
            ours.kill()
            ours.wait()
        if stranger:
            os.kill(stranger, signal.SIGKILL)
        busy = (after.busy_s or 0.0) - (before.busy_s or 0.0)
        return busy - (after.ours_s - before.ours_s)

    # A busy machine adds the same to all; the least of a few tries is nearly free of it.
    alone = min(used("nobody") for _ in range(3))
    served = min(used("a server of ours") for _ in range(3))
    beside = min(used("a stranger") for _ in range(3))
    enough = 0.2 if multiprocessing.cpu_count() > 1 else 0.1
    assert served < alone + enough / 2
    assert beside > alone + enough


def test_a_spin_is_long_against_the_clock_and_short_against_a_block() -> None:
    started = time.perf_counter()
    assert 1e-4 < interference.quick_spin() < 0.05
    assert time.perf_counter() - started < 0.5
