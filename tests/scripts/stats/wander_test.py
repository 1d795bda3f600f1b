"""How far a machine's speed wanders within a run: what rounds that belong together leave of it."""

import math

import numpy as np
import pytest
from crossover_tool.stats.wander import LEAST_ROUNDS, Speed, speed, wandered


def rounds(logs: list[float], rows: int = 3) -> list[dict[int, float]]:
    """Rows that share what each round took, at levels of their own."""
    return [
        {number: 1e6 * (row + 1) * math.exp(log) for number, log in enumerate(logs)}
        for row in range(rows)
    ]


def walk(rng: np.random.Generator, kept: float, count: int) -> list[float]:
    value, found = 0.0, []
    for _ in range(count + 50):
        value = kept * value + rng.normal(0.0, 0.05)
        found.append(value)
    return found[-count:]


def test_rounds_that_come_and_go_have_the_error_of_a_mean() -> None:
    logs = [0.1, -0.1, 0.1, -0.1, 0.1, -0.1, 0.1, -0.1]
    found = speed(rounds(logs))
    assert found == Speed(pytest.approx(np.std(logs, ddof=1) / math.sqrt(8)), 7.0)


def test_rounds_that_belong_together_tell_less() -> None:
    steps = [0.1] * 5 + [-0.1] * 5
    apart, together = speed(rounds([0.1, -0.1] * 5)), speed(rounds(steps))
    assert apart and together and together.error > 2.5 * apart.error


def test_few_rounds_tell_nothing() -> None:
    assert speed(rounds([0.1] * (LEAST_ROUNDS - 1))) is None
    assert wandered(None, Speed(0.1, 8.0)) == 0.0
    assert wandered(Speed(0.0, 8.0), Speed(0.0, 8.0)) == 0.0


@pytest.mark.parametrize("kept", [0.0, 0.4, 0.7])
def test_two_runs_of_one_machine_differ_by_more_in_few_cases(kept: float) -> None:
    """At 95 % as far as twelve rounds can tell; without the share that is kept every third pair
    of the slowest machine would."""
    rng = np.random.default_rng(3)
    beyond = plain = 0
    for _ in range(400):
        before, after = walk(rng, kept, 12), walk(rng, kept, 12)
        apart = abs(np.mean(after) - np.mean(before))
        beyond += apart > wandered(speed(rounds(before)), speed(rounds(after)))
        error = math.sqrt((np.var(before, ddof=1) + np.var(after, ddof=1)) / 12)
        plain += apart > 2.07 * error
    assert beyond <= 0.12 * 400
    assert kept < 0.7 or plain > 0.3 * 400
