"""Many tasks on processes of their own."""

import os
import signal
from collections.abc import Callable
from functools import partial

import pytest
from crossover_tool.proof.workers import in_processes


def squared(number: int) -> tuple[int, int]:
    return number * number, os.getpid()


def test_each_result_comes_with_the_place_of_its_task() -> None:
    found = dict(in_processes([partial(squared, number) for number in range(20)], 2))
    assert {place: result for place, (result, _) in found.items()} == {
        number: number**2 for number in range(20)
    }
    processes = {process for _, process in found.values()}
    assert os.getpid() not in processes and len(processes) <= 2


def test_no_task_needs_no_process() -> None:
    assert list(in_processes([], 4)) == []


def test_a_process_that_is_killed_is_told() -> None:
    tasks: list[Callable[[], None]] = [lambda: os.kill(os.getpid(), signal.SIGKILL)]
    with pytest.raises(RuntimeError, match="was killed"):
        list(in_processes(tasks, 1))


def test_who_stops_listening_leaves_no_process_behind() -> None:
    results = in_processes([partial(squared, number) for number in range(20)], 2)
    _, (_, process) = next(results)
    results.close()  # type: ignore[attr-defined]
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)
