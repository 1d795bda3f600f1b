"""Metering a block, with a machine whose counters are made up."""

from collections.abc import Iterator

import pytest
from crossover_tool.host.interference import Snapshot, taints
from crossover_tool.running import meter
from crossover_tool.running.meter import InterferenceMeter

Mark = tuple[float, float | None, float | None]


def metered(monkeypatch: pytest.MonkeyPatch, marks: list[Mark]) -> InterferenceMeter:
    """A meter on two cores that reads these marks: the time, stolen and others' CPU seconds."""
    read: Iterator[Mark] = iter(marks)
    calm = Snapshot(0.0, 0.01, 0.0, 0.0, 0.0, 0.0, 0.0)
    monkeypatch.setattr(meter, "_mark", lambda: next(read))
    monkeypatch.setattr(meter, "snapshot", lambda: calm)
    monkeypatch.setattr(meter.os, "cpu_count", lambda: 2)
    found = InterferenceMeter()
    found.start()
    return found


def test_a_theft_from_one_sample_is_that_samples(monkeypatch: pytest.MonkeyPatch) -> None:
    marks: list[Mark] = [(0, 0, 0), (10, 5, 5), (11, 5.0, 5.0), (12, 5.2, 5.5), (22, 5.3, 5.6)]
    found = metered(monkeypatch, marks)
    for _ in range(3):
        found.sample_done()
    told = found.stop()
    # 0.2 s of two cores' second; half of a core in the same second; less the ticks that may be off
    assert told.sample_steal == pytest.approx(0.1 - 0.005)
    assert told.sample_others == pytest.approx(0.5 - 0.02)


def test_a_tick_in_a_short_sample_is_nobodys_doing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two ticks of 40 ms are half of a core, and may be a rounding; five are not."""
    marks: list[Mark] = [(0, 0, 0), (0, 0, 0), (0.04, 0.01, 0.02), (0.08, 0.01, 0.02)]
    found = metered(monkeypatch, marks)
    for _ in range(2):
        found.sample_done()
    assert taints(found.stop()) == []
    marks = [(0, 0, 0), (0, 0, 0), (0.04, 0.02, 0.05)]
    found = metered(monkeypatch, marks)
    found.sample_done()
    assert len(taints(found.stop())) == 2


def test_a_block_does_not_inherit_from_the_one_before(monkeypatch: pytest.MonkeyPatch) -> None:
    marks: list[Mark] = [(0, 0, 0), (0, 0, 0), (1, 1, 1), (2, 2, 2), (3, 2, 2)]
    found = metered(monkeypatch, marks)
    found.sample_done()
    found.start()
    found.sample_done()
    told = found.stop()
    assert (told.sample_steal, told.sample_others) == (0.0, 0.0)


def test_counters_that_are_hidden_tell_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    found = metered(monkeypatch, [(time, None, None) for time in range(4)])
    found.sample_done()
    told = found.stop()
    assert (told.sample_steal, told.sample_others) == (None, None)
