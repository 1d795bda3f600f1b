"""How often disturbed blocks are taken again."""

import pytest
from crossover_tool.running.retry import MOST_SHARE, OF_A_BUDGET, Retries


@pytest.mark.parametrize(("share", "most"), [(MOST_SHARE, 25), (OF_A_BUDGET, 10)])
def test_repetitions_are_bounded(share: float, most: int) -> None:
    retries = Retries(share=share)
    taken = 0
    for _ in range(100):  # a machine that is disturbed for ever
        attempt = 0
        while retries.again(attempt, disturbed=True):
            attempt += 1
            taken += 1
        assert attempt <= 2
    assert taken == retries.taken == most
    assert not Retries().again(0, disturbed=False)


def test_what_an_earlier_part_repeated_counts() -> None:
    """A run that was resumed has no second allowance of repetitions."""
    assert Retries(2, 1).again(0, disturbed=True)
    assert not Retries(2, 2).again(0, disturbed=True)
