#!/usr/bin/python3 -EsB
"""`ProcessPoolExecutor` as people write it: `map` as it is, which sends each task by itself."""

from cpython_processes import ProcessPool
from crossover_program import contender, serve
from workloads import ALL


class SingleTasks(ProcessPool):
    """The same pool with the default `chunksize`."""

    def chunk(self, tasks: int) -> int:
        return 1


if __name__ == "__main__":
    described = [contender("process_pool", "textbook", ALL)]
    serve("cpython_processes_single", contenders=described, prepare=SingleTasks)
