"""How evenly the machine computes, with times that are planted."""

from collections.abc import Sequence

import pytest
from crossover_tool.host import spin


def plant(monkeypatch: pytest.MonkeyPatch, times: Sequence[float]) -> None:
    left = iter(times)
    monkeypatch.setattr(spin, "_spin", lambda block, count: next(left))


def test_one_preemption_is_no_interference(monkeypatch: pytest.MonkeyPatch) -> None:
    plant(monkeypatch, [9.0, 0.001, 5.0])
    assert spin.quick_spin() == 0.001


def test_noise_is_how_far_the_slow_spins_lie_above_the_middle(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # three to choose the work by; of thirty, four are a fifth slower: the 90th percentile is
    plant(monkeypatch, [0.004] * 3 + [1.2] * 4 + [1.0] * 26)
    assert spin.spin_noise() == pytest.approx(0.2)


def test_a_tenth_of_the_spins_may_be_slow(monkeypatch: pytest.MonkeyPatch) -> None:
    plant(monkeypatch, [0.004] * 3 + [9.0] * 2 + [1.0] * 28)
    assert spin.spin_noise() == 0.0
