"""Searching a crossover: where blocks are put, how few it takes, and how often the answer holds the
truth."""

import math
import random
from collections.abc import Callable

from crossover_tool.plan.bisection import MOST_BLOCKS, Search, Seen, leader, next_value
from crossover_tool.stats.crossing import Root, measured, root
from crossover_tool.stats.paired import log_ratio
from crossover_tool.suites.spread_out import between

VALUES = tuple(between(1, 1000, True))
Shape = Callable[[float], float]
POOL: Shape = lambda n: 10.0 + n / 6.4
LOOP: Shape = lambda n: 20.0 + n / 64.0
TRUTH = 10.0 / (1 / 6.4 - 1 / 64.0)  # 71.1


def searched(
    search: Search, pool: Shape, loop: Shape, sigma: float, chance: random.Random, fails: str = ""
) -> dict[int, Seen]:
    """A whole search on makespans that follow two shapes with log-normal noise."""
    seen: dict[int, Seen] = {}
    while (value := next_value(search, seen)) is not None:
        one = seen.setdefault(value, Seen())
        for name, shape in (("thread_pool/std", pool), ("gather/asio", loop)):
            if name != fails:
                span = shape(value) * math.exp(chance.gauss(0.0, sigma))
                one.makespans.setdefault(name, {})[one.blocks] = span
        one.blocks += 1
        assert sum(s.blocks for s in seen.values()) < 5000, "the search does not end"
    return seen


def found(seen: dict[int, Seen]) -> Root | None:
    points = []
    for value in sorted(seen):
        sides = seen[value].makespans
        ratio = log_ratio(sides["thread_pool/std"], sides["gather/asio"])
        points.append(measured(math.log(value), ratio))
    signs = [point.sign() for point in points]
    if 1 not in signs or -1 not in signs[: signs.index(1)]:
        return None
    high = signs.index(1)
    return root(points, max(n for n in range(high) if signs[n] == -1), high)


def test_a_quiet_machine_needs_few_values() -> None:
    seen = searched(Search(VALUES, True, 3, 0.1), POOL, LOOP, 0.001, random.Random(1))
    assert len(seen) <= 9
    assert (
        sum(one.blocks for one in seen.values()) <= 30
    )  # a grid of the same fineness takes 3 * 60
    answer = found(seen)
    assert answer
    assert math.exp(answer.low) <= TRUTH <= math.exp(answer.high)
    assert answer.high - answer.low <= 2 * math.log(1.1)


def test_every_value_gets_its_blocks_whatever_they_show() -> None:
    seen = searched(Search(VALUES, True, 4, 0.1), POOL, LOOP, 0.05, random.Random(2))
    assert all(one.blocks >= 4 for one in seen.values())


def test_samples_gather_around_the_crossover() -> None:
    seen = searched(Search(VALUES, True, 3, 0.1), POOL, LOOP, 0.05, random.Random(3))
    near = sum(one.blocks for value, one in seen.items() if TRUTH / 2 < value < TRUTH * 2)
    assert near > sum(one.blocks for one in seen.values()) / 2


def test_the_answer_holds_the_truth() -> None:
    chance = random.Random(4)
    answers = [
        found(searched(Search(VALUES, True, 5, 0.1), POOL, LOOP, 0.05, chance)) for _ in range(30)
    ]
    said = [answer for answer in answers if answer]
    held = sum(math.exp(answer.low) <= TRUTH <= math.exp(answer.high) for answer in said)
    assert len(said) >= 28
    assert held >= 0.95 * len(said) - 3.0 * math.sqrt(0.05 * 0.95 * len(said))


def test_where_one_leads_everywhere_three_values_suffice() -> None:
    seen = searched(
        Search(VALUES, True, 3, 0.1), POOL, lambda n: 2 * POOL(n), 0.01, random.Random(5)
    )
    assert len(seen) == 3
    assert {leader(one.makespans) for one in seen.values()} == {"thread_pool"}


def test_where_noise_hides_the_difference_the_search_ends() -> None:
    seen = searched(Search(VALUES, True, 3, 0.1), POOL, POOL, 0.05, random.Random(6))
    assert all(one.blocks <= MOST_BLOCKS * 3 for one in seen.values())


def test_failed_samples_do_not_keep_it_going() -> None:
    for fails in ("gather/asio", "thread_pool/std"):
        seen = searched(Search(VALUES, True, 3, 0.1), POOL, LOOP, 0.01, random.Random(7), fails)
        assert len(seen) <= 3


def test_values_are_dense_by_ratio_or_by_difference() -> None:
    assert between(1, 4, True) == [1, 2, 3, 4]
    assert between(0, 100, False)[:3] == [0, 2, 3]
    assert len(VALUES) <= 65 and (VALUES[0], VALUES[-1]) == (1, 1000)
