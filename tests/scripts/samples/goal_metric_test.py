"""The figures that goals compare, by hand."""

from dataclasses import replace

import made_goals
import pytest
from crossover_tool.samples.goal_metric import METRICS, slow_batch_ns

# of 1,000 tasks with an ideal of 50 ms
BATCHES = replace(
    made_goals.measured(made_goals.ASIO, 0.0, cpu_ns=4e6), makespan_ns=(60e6, 90e6, 70e6, 60e6)
)


@pytest.mark.parametrize(
    ("name", "figure", "shown"),
    [
        ("CPU a task", 4000.0, "4.00 µs"),
        ("memory a task", 50.0, "50.0 B"),
        ("makespan", 65e6, "65.0 ms"),
        ("dispatch", 70_000.0, "70.0 µs"),  # of the mean, not of the median
        ("slow batches", 90e6, "90.0 ms"),
        ("lateness", 15e6, "15.0 ms"),
        ("tasks a second", 1e12 / 65e6, "15.4 k/s"),
    ],
)
def test_a_figure_and_how_it_is_shown(name: str, figure: float, shown: str) -> None:
    metric = METRICS[name]
    assert metric.figure(BATCHES) == pytest.approx(figure)
    assert metric.show(metric.figure(BATCHES)) == shown


def test_what_is_less_than_one_unit_counts_as_one() -> None:
    early = replace(BATCHES, makespan_ns=(49e6,))
    assert METRICS["lateness"].figure(early) == 1.0


def test_one_batch_in_a_hundred_may_be_slower() -> None:
    assert slow_batch_ns([float(n) for n in range(1, 101)]) == 99.0
    assert slow_batch_ns([5.0]) == 5.0
