"""The scalability law: what it finds in exact and in noisy throughput, how well its intervals
cover, and what is said."""

import math
import random
from collections.abc import Sequence
from pathlib import Path

import pytest
from crossover_tool.analysis.finding import sweep_sentences
from crossover_tool.analysis.group import GroupResult
from crossover_tool.analysis.analyse import analyse
from crossover_tool.charts.make import plan
from crossover_tool.reports.as_json import as_json
from crossover_tool.samples.reader import read
from crossover_tool.stats.usl import Law, fit
from made_results import cell, write_results

LIMITS = (1, 4, 16, 64, 256, 1000)


def law(limit: float, sigma: float, kappa: float) -> float:
    return 100.0 * limit / (1.0 + sigma * (limit - 1.0) + kappa * limit * (limit - 1.0))


def noisy(
    sigma: float, kappa: float, blocks: int, spread: float, chance: random.Random
) -> Sequence[Sequence[float]]:
    return [
        [law(n, sigma, kappa) * math.exp(chance.gauss(0.0, spread)) for _ in range(blocks)]
        for n in LIMITS
    ]


def fitted(rates: Sequence[Sequence[float]]) -> Law:
    found = fit(LIMITS, rates)
    assert found
    return found


@pytest.mark.parametrize(
    ("sigma", "kappa"), [(0.03, 1e-5), (0.0, 1e-4), (0.05, 0.0), (0.0, 0.0), (0.5, 1e-3)]
)
def test_exact_throughput_gives_the_law_back(sigma: float, kappa: float) -> None:
    found = fitted([[law(n, sigma, kappa)] * 2 for n in LIMITS])
    assert found.gamma.value == pytest.approx(100.0, rel=1e-4)
    assert found.sigma.value == pytest.approx(sigma, abs=1e-5)
    assert found.kappa.value == pytest.approx(kappa, abs=1e-8, rel=1e-4)
    peak = math.sqrt((1.0 - sigma) / kappa) if kappa else math.inf
    assert found.peak.value == pytest.approx(peak, rel=1e-3) or (
        peak == math.inf and found.peak.value > 1e5
    )
    assert found.miss < 1e-4
    assert found.rate(16) == pytest.approx(law(16, sigma, kappa), rel=1e-3)


def test_coefficients_are_never_negative() -> None:
    faster_than_linear = [[100.0 * n**1.1] * 3 for n in LIMITS]
    found = fitted(faster_than_linear)
    assert (found.sigma.value, found.kappa.value) == (0.0, 0.0)
    assert found.miss > 0.2


@pytest.mark.parametrize("blocks", [3, 9])
def test_the_intervals_cover(blocks: int) -> None:
    chance, sigma, kappa, rounds = random.Random(blocks), 0.03, 1e-5, 80
    truths = {
        "gamma": 100.0,
        "sigma": sigma,
        "kappa": kappa,
        "peak": math.sqrt((1.0 - sigma) / kappa),
    }
    held = dict.fromkeys(truths, 0)
    for _ in range(rounds):
        found = fitted(noisy(sigma, kappa, blocks, 0.05, chance))
        for name, truth in truths.items():
            held[name] += getattr(found, name).low <= truth <= getattr(found, name).high
    least = 0.95 * rounds - 3.0 * math.sqrt(0.05 * 0.95 * rounds)
    assert min(held.values()) >= least, held


def test_the_same_rates_give_the_same_intervals() -> None:
    rates = noisy(0.03, 1e-5, 3, 0.05, random.Random(1))
    assert fit(LIMITS, rates) == fit(LIMITS, rates)


def test_too_few_limits_or_blocks_give_no_law() -> None:
    assert fit((1, 2, 4), [[1.0, 1.0]] * 3) is None
    assert fit(LIMITS, [[1.0]] * 6) is None


def swept(folder: Path, sigma: float, kappa: float, odd: float = 1.0) -> GroupResult:
    """thread_pool over the limit, with the law's throughput, and `odd` times the makespan at limit
    16."""
    chance = random.Random(2)
    cells = [cell("tcp", 1000, limit, "limit", wait_us=5000, bytes=64) for limit in LIMITS]

    def span(c: object, who: str, block: int) -> float:
        assert isinstance(c, dict)
        limit = c["limit"]
        strange = odd if limit == 16 else 1.0
        return 1000 * 1e9 / law(limit, sigma, kappa) * math.exp(chance.gauss(0.0, 0.01)) * strange

    return analyse(read(write_results(folder, cells, ["thread_pool/std"], 5, span))).groups[0]


def test_the_peak_is_predicted_where_it_was_measured(tmp_path: Path) -> None:
    sentence = sweep_sentences(swept(tmp_path, 0.02, 1e-4))[-1]
    assert sentence.startswith("thread_pool: contention 2")
    assert (
        "throughput peaks at limit 99 [" in sentence or "throughput peaks at limit 98 [" in sentence
    )


def test_beyond_the_measured_limits_nothing_is_promised(tmp_path: Path) -> None:
    sentence = sweep_sentences(swept(tmp_path, 0.02, 1e-7))[-1]
    assert "no peak up to limit 1,000, the largest measured" in sentence


def test_a_law_that_does_not_hold_says_so_and_is_not_drawn(tmp_path: Path) -> None:
    group = swept(tmp_path, 0.02, 1e-4, odd=3.0)
    assert "no scalability law: the best fit misses" in sweep_sentences(group)[-1]
    assert not group.scalings[0].holds
    assert curves(tmp_path) == 0


def test_the_chart_and_the_json_show_it(tmp_path: Path) -> None:
    swept(tmp_path, 0.02, 1e-4)
    assert curves(tmp_path) == 1
    (scaling,) = as_json(analyse(read(tmp_path)))["groups"][0]["scaling"]
    assert scaling["sigma"]["low"] < 0.02 < scaling["sigma"]["high"]
    assert scaling["holds"] is True


def curves(folder: Path) -> int:
    """How many dotted curves the throughput chart has."""
    chart = plan(analyse(read(folder)))[0][0]
    assert ("scalability law" in " ".join(chart.words.caption)) == any(
        line.get_linestyle() == ":" for line in chart.draw(chart.words).axes[0].lines
    )
    return sum(line.get_linestyle() == ":" for line in chart.draw(chart.words).axes[0].lines)
