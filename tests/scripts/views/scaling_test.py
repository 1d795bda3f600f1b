"""What a scalability law is said to mean."""

import math

import pytest
from crossover_tool.analysis.analyse import analyse
from crossover_tool.analysis.scaling_fit import Scaling
from crossover_tool.cell import Contender
from crossover_tool.stats.usl import Estimate, Law
from crossover_tool.views.scaling import scaling_sentence
from made_results import Json, cell, results
from shown import by_view, parts

LIMITS = (1, 2, 4, 8, 16)
ENDLESS = (math.inf, math.inf, math.inf)


def said(peak: tuple[float, float, float], miss: float = 0.02, sigma: float = 0.05) -> str:
    some = Estimate(1000.0, 900.0, 1100.0)
    law = Law(some, Estimate(sigma, 0.0, 0.1), Estimate(0.0, 0.0, 0.001), Estimate(*peak), miss)
    return scaling_sentence(Scaling(Contender("semaphore", "asio"), LIMITS, law))


@pytest.mark.parametrize(
    ("peak", "says"),
    [
        ((9.0, 8.0, 12.0), "throughput peaks at limit 9 [8, 12]"),
        ((9.0, 8.0, 99.0), "throughput peaks at limit 9 [8, beyond 16]"),
        ((9.0, 8.0, math.inf), "throughput peaks at limit 9 [8, beyond 16]"),
        ((123.0, 8.0, math.inf), "no peak up to limit 16, the largest measured; extrapolated"),
        ((math.inf, 40.0, math.inf), "no peak up to limit 16, the largest measured (fit"),
        (ENDLESS, "no peak up to limit 16, the largest measured (fit"),
    ],
)
def test_a_peak_is_told_as_far_as_was_measured(peak: tuple[float, float, float], says: str) -> None:
    assert says in said(peak)


def test_shares_stand_with_their_intervals() -> None:
    assert said(ENDLESS) == (
        "semaphore: contention 5 % [0, 10 %], coherency 0 [0, 0.1 %]; no peak up to limit 16, the "
        "largest measured (fit within 2%)"
    )


def test_a_law_that_misses_says_nothing_else() -> None:
    assert said(ENDLESS, miss=0.4) == (
        "semaphore: no scalability law: the best fit misses a measured mean by 40%"
    )


def test_a_sweep_without_any_noise_is_told_too() -> None:
    """No resample of it has a peak."""

    def change(found: Json, block: int) -> Json:
        return {**found, "makespan_ns": [round(1e9 / found["limit"])]}

    cells = [cell("timer", 100, limit, "limit", wait_us=1000) for limit in LIMITS]
    made = analyse(results(cells, ["semaphore/asio"], change, 4))
    shown = by_view(parts(made, "groups")[0])["scaling"]
    (sentence,) = shown.sentences
    assert "contention 0 [0, 0]" in sentence and "no peak up to limit 16" in sentence
