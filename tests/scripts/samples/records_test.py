"""What follows from a record alone."""

from dataclasses import replace

import made_goals
from crossover_tool.host.interference import Interference
from crossover_tool.samples.records import Block, Record, Sample, spent_s

PLAIN = made_goals.measured(made_goals.ASIO, 60e6)


def test_a_sample_is_the_median_of_its_batches() -> None:
    assert replace(PLAIN, makespan_ns=(9.0, 1.0, 2.0)).sample_ns == 2.0
    assert replace(PLAIN, makespan_ns=(1.0, 4.0)).sample_ns == 2.5
    assert replace(PLAIN, makespan_ns=()).sample_ns == 0.0


def test_cpu_is_that_of_user_and_system() -> None:
    assert replace(PLAIN, figures={"cpu_user_ns": 3.0, "cpu_system_ns": 4.0}).cpu_ns == 7.0
    assert replace(PLAIN, figures={}).cpu_ns == 0.0


def test_the_unanswered_are_a_share_of_all_requests() -> None:
    """Of a thousand tasks."""
    assert replace(PLAIN, figures={"refused": 20.0, "failed": 5.0}).unanswered_share == 0.025


def test_a_run_has_spent_what_its_blocks_say_and_the_samples_after_the_last() -> None:
    def block(elapsed_s: float | None) -> Block:
        return Block(0, 0, 0, 1, Interference(), elapsed_s=elapsed_s)

    one = Sample(0, 0, 0, PLAIN, elapsed_s=2.0)
    told: list[Record] = [one, one, block(9.0), one]
    assert spent_s(told) == 11.0
    assert spent_s([one, one, block(None), one]) == 6.0  # a file that did not note it
    assert spent_s([]) == 0.0
