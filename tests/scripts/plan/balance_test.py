"""Orders in which position effects cancel."""

from collections import Counter

import pytest
from crossover_tool.plan.balance import order, square


@pytest.mark.parametrize("count", range(2, 13))
def test_everyone_stands_everywhere_and_follows_everyone_equally_often(count: int) -> None:
    rows = square(count)
    places = Counter((place, who) for row in rows for place, who in enumerate(row))
    follows = Counter(pair for row in rows for pair in zip(row, row[1:]))
    assert len(set(places.values())) == 1 and len(places) == count**2
    assert len(set(follows.values())) == 1 and len(follows) == count * (count - 1)


@pytest.mark.parametrize("count", [1, 2, 5, 6])
def test_as_many_blocks_as_contenders_balance_the_places(count: int) -> None:
    rows = [order(count, block, "seed") for block in range(count)]
    assert all(sorted(row) == list(range(count)) for row in rows)
    assert all(len({row[place] for row in rows}) == count for place in range(count))


def test_a_seed_gives_its_order_and_another_another() -> None:
    first = [order(6, block, "1") for block in range(20)]
    assert first == [order(6, block, "1") for block in range(20)]
    assert first != [order(6, block, "2") for block in range(20)]
    assert first[:6] != first[6:12]
