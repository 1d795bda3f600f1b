"""What every observation shares: it makes its experiment once, and tells its figures.

Repetitions and intervals are the business of who starts it, in a fresh process each time.
"""

import asyncio
import json
import sys
import time
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

Value = TypeVar("Value")


def tell(**figures: float) -> None:
    """Prints the figures as one line of JSON. Names that end with `_ms` or `_us` are times; all
    others are counts."""
    print(json.dumps(figures))


def skip(why: str) -> None:
    """Prints why there are no figures here, and ends the process."""
    print(json.dumps({"skipped": why}))
    sys.exit(0)


def timed_ms(body: Callable[[], Value]) -> tuple[Value, float]:
    """What `body` returns, and how many milliseconds it took."""
    began = time.perf_counter()
    value = body()
    return value, (time.perf_counter() - began) * 1e3


def timed_run(main: Callable[[], Coroutine[Any, Any, Value]]) -> tuple[Value, float]:
    """The same of a coroutine function under `asyncio.run`, its set-up and tear-down included."""
    return timed_ms(lambda: asyncio.run(main()))
