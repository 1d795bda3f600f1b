"""How many more blocks an open regret asks for, by the formula worked out by hand."""

import math

from crossover_tool.stats.lateness import Against
from crossover_tool.stats.paired import LogRatio
from crossover_tool.stats.regret import Field
from crossover_tool.stats.regret_needed import still_needed


def needed(*ratios: float, error: float = 0.04, blocks: int = 9) -> int | None:
    """For a strategy so many times as slow as each other one, at a margin of 5 %."""
    logs = [LogRatio(math.log(one), error, (math.log(one),) * blocks, 8.0) for one in ratios]
    return still_needed(
        Field("s", "s/e", 1, tuple(Against(one, 1, one, one) for one in logs)), 0.05, 0.025
    )


def test_the_blocks_follow_scatter_and_distance() -> None:
    # (2.306 * 0.04 * 3 / (ln 1.10 - ln 1.05))^2 = 35.4, of which nine are there
    assert needed(1.10) == 27
    assert needed(1.10, error=0.02) == 1  # 8.8 of nine: one more shows it


def test_below_three_blocks_six_are_asked_for() -> None:
    assert needed(1.10, blocks=1) == 5


def test_on_the_margin_itself_no_number_of_them_would_do() -> None:
    assert needed(1.05) is None
    assert needed(1.0501) is None  # more than a thousand


def test_to_be_good_enough_the_slowest_other_decides_and_to_be_behind_the_quickest() -> None:
    near, far = needed(1.04), needed(1.0)
    assert near is not None and far is not None and near > far
    assert needed(1.0, 1.04) == near
    assert needed(1.10, 1.5) == 1
