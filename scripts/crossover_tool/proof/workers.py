"""Many tasks on processes of their own, which end with their caller."""

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkProcess
from typing import TypeVar

from crossover_tool.interrupt import die_with, held

Result = TypeVar("Result")


def in_processes(
    tasks: Sequence[Callable[[], Result]], at_once: int
) -> Iterator[tuple[int, Result]]:
    """The result of each task with its place, as they come, from so many processes.

    The processes end with the caller: killed at once on any exception (Ctrl-C), and by the kernel
    should it be killed. RuntimeError when one dies. Without threads and queues, which an interrupt
    in the wrong place leaves locked.
    """
    context = multiprocessing.get_context("fork")
    workers: dict[Connection, ForkProcess] = {}
    waiting = iter(range(len(tasks)))
    try:
        with held():
            for _ in range(min(len(tasks), at_once)):
                ours, theirs = context.Pipe()
                workers[ours] = context.Process(target=_work, args=(theirs, os.getpid(), tasks))
                workers[ours].start()
                theirs.close()
        for pipe in workers:
            pipe.send(next(waiting))
        for _ in tasks:
            pipe = wait(list(workers))[0]  # type: ignore[assignment]
            try:
                yield pipe.recv()
            except EOFError:
                raise RuntimeError("a process that simulates was killed") from None
            for task in islice(waiting, 1):
                pipe.send(task)
    finally:
        for worker in workers.values():
            worker.kill()
            worker.join()


def _work(pipe: Connection, parent: int, tasks: Sequence[Callable[[], Result]]) -> None:
    """A worker: it has the tasks from the fork, and gets their places."""
    die_with(parent)
    while True:
        task = pipe.recv()
        pipe.send((task, tasks[task]()))
