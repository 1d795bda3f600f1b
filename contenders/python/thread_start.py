"""Starting what a pool would start later, when it is needed: none of it belongs into a batch."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier


def start_all(pool: ThreadPoolExecutor, count: int) -> None:
    """Starts all `count` threads of a pool, which starts one whenever none is idle."""
    met = Barrier(count)
    for waiting in [pool.submit(met.wait) for _ in range(count)]:
        waiting.result()
