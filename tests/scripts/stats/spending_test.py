"""How the error rate is spent: whatever the analyses, their parts make the whole and no more."""

from collections.abc import Callable

import pytest
from crossover_tool.stats.spending import late_share, share

Spent = Callable[[float, float], float]
MOMENTS = ((0.2, 0.0), (0.7, 0.2), (1.3, 0.7), (1.5, 1.3))
"""Each analysis with the one before it; a run may go on beyond its budget."""


@pytest.mark.parametrize("spent", [share, late_share])
def test_the_parts_make_the_whole(spent: Spent) -> None:
    assert sum(spent(*moment) for moment in MOMENTS) == pytest.approx(1.0)
    assert spent(*MOMENTS[-1]) == 0.0


@pytest.mark.parametrize("spent", [share, late_share])
def test_an_analysis_at_the_moment_of_the_last_one_may_spend_nothing(
    spent: Spent,
) -> None:
    assert spent(0.4, 0.4) == 0.0
    assert spent(0.3, 0.4) == 0.0


def test_half_of_the_time_is_half_of_the_rate_or_a_quarter() -> None:
    assert share(0.5, 0.0) == 0.5
    assert late_share(0.5, 0.0) == 0.25
    assert late_share(1.0, 0.5) == 0.75
