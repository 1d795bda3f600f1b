"""The traits of work: from its parameters, the bench's word and the plan, never from a time."""

from collections.abc import Mapping

import pytest
from crossover_tool.analysis.analyse import analyse
from crossover_tool.analysis.regret_matrix import matrix
from crossover_tool.analysis.traits import Traits, traits_of
from crossover_tool.suite import PlannedCell
from made_results import Json, cell, results

WHO = ("sequential/std", "gather/asio", "semaphore/asio", "thread_pool/ring")


def traits(planned: PlannedCell, changes: Mapping[str, object] | None = None) -> Traits:
    """The traits of a cell, in samples that say `changes`."""
    return _of((planned,), changes or {})[0]


def _of(cells: tuple[PlannedCell, ...], changes: Mapping[str, object]) -> list[Traits]:
    found = matrix(analyse(results(cells, WHO, lambda told, block: {**told, **changes})))
    return traits_of(found.rows)


@pytest.mark.parametrize(
    ("planned", "waiting"),
    [
        (cell("timer", 100, 100, wait_us=5000), 1.0),
        (cell("sha256", 100, 2, cpu_us=1000), 0.0),
        (cell("mixed", 100, 100, work_us=2000, wait_share_pct=90), 0.9),
        (cell("simple_script", 4, 4, wait_us=3000, cpu_us=1000), 0.75),
        (cell("file", 100, 16, bytes=4096, cache="cold"), 1.0),
        (cell("file", 100, 16, bytes=4096, cache="hot"), 0.0),
        (cell("exec", 100, 8, deadline_us=60_000_000), 1.0),
        (cell("noop", 100, 8), 0.0),
    ],
    ids=lambda one: one.cell.label if isinstance(one, PlannedCell) else "",
)
def test_the_share_of_waiting_is_that_of_the_plan(planned: PlannedCell, waiting: float) -> None:
    assert traits(planned).waiting == pytest.approx(waiting)
    silent = {"wait_ns": 0, "task_cpu_ns": 0}
    assert traits(planned, silent).waiting == pytest.approx(waiting)  # by the parameters


def test_no_time_changes_a_trait() -> None:
    planned = cell("timer", 100, 100, wait_us=5000)
    slow = {"makespan_ns": [10**12], "cpu_user_ns": 10**12}
    assert traits(planned) == traits(planned, slow)


def test_what_may_be_in_flight_is_what_the_limit_says() -> None:
    assert traits(cell("tcp", 100, 100, wait_us=5000)).free
    assert not traits(cell("tcp", 100, 99, wait_us=5000)).free


def test_who_shares_and_who_burns_stands_in_the_parameters() -> None:
    shared = cell("shared_counter", 100, 2, increments=1000, protection="lock")
    assert traits(shared).shares and not traits(shared).burns
    beside = {"wait_us": 2000, "light_us": 20, "burn_us": 5000, "period_us": 750}
    assert traits(cell("head_of_line", 100, 16, heavy_pct=5, **beside)).burns
    assert not traits(cell("head_of_line", 100, 16, heavy_pct=0, **beside)).burns


def test_what_every_loop_is_skipped_at_can_only_block() -> None:
    planned = cell("sync_only", 100, 16, wait_us=5000)

    def change(told: Json, block: int) -> Json:
        loop = told["strategy"] in ("gather", "semaphore")
        return _skipped(told) if loop else told

    (found,) = traits_of(matrix(analyse(results((planned,), WHO, change))).rows)
    assert found.blocks
    assert not traits(planned).blocks  # here a loop ran


def test_too_many_at_once_for_a_loop_is_not_blocking() -> None:
    """A loop that lacks descriptors for 10,000 connections can wait for a hundred."""
    cells = tuple(cell("tcp", tasks, tasks, wait_us=5000) for tasks in (100, 10_000))

    def change(told: Json, block: int) -> Json:
        loop = told["strategy"] in ("gather", "semaphore")
        return _skipped(told) if loop and told["cell"]["tasks"] == 10_000 else told

    found = traits_of(matrix(analyse(results(cells, WHO, change))).rows)
    assert [one.blocks for one in found] == [False, False]


def test_what_takes_a_loop_too_long_can_be_awaited() -> None:
    def change(told: Json, block: int) -> Json:
        loop = told["strategy"] in ("gather", "semaphore")
        return _skipped(told, "would take at least 10 s, above max_sample 3 s") if loop else told

    planned = cell("sha256", 10_000, 2, bytes=64, cpu_us=1000)
    (found,) = traits_of(matrix(analyse(results((planned,), WHO, change))).rows)
    assert not found.blocks


def _skipped(told: Json, reason: str = "gather/asio has no way to wait for 'sync_only'") -> Json:
    """The bench's word on a pair that cannot run."""
    named = ("cell", "strategy", "engine", "kind", "limit")
    return {**{name: told[name] for name in named}, "status": "skipped", "reason": reason}
