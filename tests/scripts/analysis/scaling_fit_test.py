"""The scalability law of a sweep over the limit, where it is planted."""

import pytest
from crossover_tool.analysis.analyse import analyse
from crossover_tool.analysis.scaling_fit import Scaling, scalings
from made_results import Json, cell, results

LIMITS = (1, 2, 4, 8, 16)
SIGMA = 0.1


def fits(limits: tuple[int, ...], odd: float = 1.0) -> tuple[Scaling, ...]:
    """Throughput N / (1 + SIGMA (N - 1)); at the second limit `odd` times that."""

    def change(found: Json, block: int) -> Json:
        limit = found["limit"]
        rate = 1000.0 * limit / (1.0 + SIGMA * (limit - 1)) * (odd if limit == 2 else 1.0)
        noise = 1.0 + 0.001 * (block % 3)
        return {**found, "makespan_ns": [round(found["cell"]["tasks"] * 1e9 / rate * noise)]}

    cells = [cell("timer", 100, limit, "limit", wait_us=1000) for limit in limits]
    made = analyse(results(cells, ["semaphore/asio", "thread_pool/ring"], change, 4))
    return scalings(made.groups[0].cells)


def test_the_planted_law_is_found() -> None:
    (first, *_) = found = fits(LIMITS)
    assert {one.contender.strategy for one in found} == {"semaphore", "thread_pool"}
    assert first.limits == LIMITS
    assert first.law.gamma.value == pytest.approx(1000.0, rel=0.01)
    assert first.law.sigma.value == pytest.approx(SIGMA, abs=0.01)
    assert first.holds


def test_a_law_that_misses_a_limit_by_far_does_not_hold() -> None:
    assert not fits(LIMITS, odd=5.0)[0].holds


def test_three_limits_are_too_few() -> None:
    assert fits(LIMITS[:3]) == ()
