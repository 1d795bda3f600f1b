"""What starting costs before the first task runs: importing asyncio, and `asyncio.run` of
nothing."""

import time

began = time.perf_counter()
import asyncio  # noqa: E402

imported_ms = (time.perf_counter() - began) * 1e3

from observation import tell, timed_run  # noqa: E402

RUNS = 50


async def nothing() -> None:
    """Returns at once."""


_, first_ms = timed_run(nothing)
later = sorted(timed_run(nothing)[1] for _ in range(RUNS))
tell(import_ms=imported_ms, first_run_us=first_ms * 1e3, run_us=later[RUNS // 2] * 1e3)
