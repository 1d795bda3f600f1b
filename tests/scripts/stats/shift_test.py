"""What contenders have in common between two runs: found, charged to the machine within reason, and
taken out with its error."""

import math
import random

import pytest
from crossover_tool.stats.shift import Shift, chargeable, common_shift
from crossover_tool.stats.welch import LogDifference, log_difference


def change(level: float, error: float = 0.01) -> LogDifference:
    return LogDifference(level, error, 14.0)


def test_controls_that_agree_tell_the_shift_within_their_errors() -> None:
    found = common_shift([change(0.03), change(0.031), change(0.029)])
    assert found and found.ratio == pytest.approx(math.exp(0.03), rel=1e-3)
    assert found.error == pytest.approx(0.01 / math.sqrt(3.0))
    assert found.proven and chargeable(found, 0.0, False) == found


def test_controls_that_disagree_tell_it_by_their_scatter() -> None:
    found = common_shift([change(0.1), change(0.1), change(0.0), change(0.0)])
    assert found and found.error == pytest.approx(math.sqrt(0.01 / 3.0 / 4.0))
    assert not found.proven and chargeable(found, 0.0, True) is None


def test_a_quarter_of_the_controls_may_have_changed() -> None:
    still = [change(0.001 * n, 0.002) for n in range(-4, 5)]
    found = common_shift([*still, change(0.5, 0.002), change(0.5, 0.002)])
    assert found and abs(found.log) < 0.01


def test_one_control_tells_nothing() -> None:
    assert common_shift([change(0.03)]) is None
    assert common_shift([change(0.03), LogDifference(0.03, math.nan, math.nan)]) is None


@pytest.mark.parametrize(
    ("log", "calibrated", "named", "charged"),
    [
        (0.03, 0.0, False, True),
        (0.10, 0.0, False, False),
        (0.10, 0.12, False, True),
        (0.10, 0.0, True, True),
        (-0.03, 0.0, False, False),
        (-0.03, 0.04, False, True),
        (-0.03, 0.0, True, True),
    ],
)
def test_only_so_much_is_the_machines(
    log: float, calibrated: float, named: bool, charged: bool
) -> None:
    shift = Shift(log, 0.001, 20.0, 6)
    assert bool(chargeable(shift, calibrated, named)) == charged


def test_what_the_machine_wandered_by_is_its_own_towards_slower_alone() -> None:
    slower, faster = Shift(0.15, 0.001, 20.0, 6), Shift(-0.15, 0.001, 20.0, 6)
    assert chargeable(slower, 0.0, False, 0.2) and not chargeable(slower, 0.0, False, 0.1)
    assert not chargeable(faster, 0.0, False, 0.2)


def test_what_is_left_has_the_errors_of_both() -> None:
    left = Shift(0.03, 0.003, 20.0, 6).out_of(LogDifference(0.08, 0.004, 10.0, (0.05, 0.11)))
    assert left.mean == pytest.approx(0.05)
    assert left.error == pytest.approx(0.005)
    assert 10.0 < left.freedom < 30.0
    assert left.signs == pytest.approx((0.02, 0.08))


def test_what_could_have_been_seen_is_seen_four_times_in_five() -> None:
    """Over many comparisons: each says what it could have seen; that much is planted in the
    next."""
    chance = random.Random(5)

    def run(change: float) -> LogDifference:
        sides = [[math.exp(chance.gauss(at, 0.03)) for _ in range(9)] for at in (0.0, change)]
        return log_difference(*sides)

    sizes = sorted(run(0.0).detectable(0.03, 0.01) for _ in range(400))
    planted = math.log1p(sizes[200])
    found = sum(run(planted).interval(0.01)[0] > 1.03 for _ in range(400))
    assert 0.7 < found / 400 < 0.9
