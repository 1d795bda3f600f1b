"""What the bare scripts of this folder share: what they are asked for, and how they time a batch.

They are scripts as anybody would write them, without the contract for programs: no orders, no
digests, no stamps. `crossover check-program --overhead` holds the contenders of the same libraries
against them, so they time as the bench does for it: one batch to warm up, then batches until there
are enough of them and 500 ms are measured, with a pause before each in which the process sleeps. A
core that comes out of idleness takes longer (trio's hundred requests 7.7 ms instead of 6.6 ms), and
that is no part of the contract. Each prints one line of JSON, the makespans in ns.

    bare_asyncio.py timer --tasks 1000 --wait_us 50000
    bare_asyncio.py tcp --tasks 100 --wait_us 5000 --bytes 64 --server build/release/tcp_server
"""

import argparse
import json
import struct
import time
from collections.abc import Awaitable, Callable

MESSAGE = struct.Struct("<IIQQ")
MEASURED_NS = 500_000_000
PAUSE_S = 100e-6
"""About as long as the bench takes to look at a batch's results and to order the next one."""

Batch = Callable[[], Awaitable[object]]


def asked() -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(description="One library by itself: prints its makespans.")
    parser.add_argument("workload", choices=("timer", "tcp"))
    parser.add_argument("--tasks", type=int, required=True)
    parser.add_argument("--wait_us", type=int, required=True, help="of a task, or of its reply")
    parser.add_argument("--bytes", type=int, default=64, help="of a request and of its reply")
    parser.add_argument("--server", help="a tcp_server to start, or")
    parser.add_argument("--port", type=int, help="the port of one that runs on this machine")
    parser.add_argument("--batches", type=int, default=5, help="at least so many are measured")
    what = parser.parse_args()
    if what.workload == "tcp" and not (what.server or what.port):
        parser.error("tcp needs --server=PATH of a tcp_server, or the --port of one that runs")
    return what


def request(i: int, what: argparse.Namespace) -> bytes:
    """What task i sends: its size, the delay that it asks for in us, its index; padded."""
    return MESSAGE.pack(what.bytes, what.wait_us, i, 0).ljust(what.bytes, b"\0")


def answer(reply: bytes) -> int:
    """The answer in a reply, which has as many bytes as the request."""
    number: int = MESSAGE.unpack_from(reply)[3]
    return number


async def timed(batch: Batch, at_least: int) -> list[int]:
    """How long each batch takes, in ns, after one to warm up."""
    await batch()
    makespans: list[int] = []
    while len(makespans) < at_least or sum(makespans) < MEASURED_NS:
        time.sleep(PAUSE_S)
        start = time.monotonic_ns()
        await batch()
        makespans.append(time.monotonic_ns() - start)
    return makespans


def tell(makespans: list[int]) -> None:
    """Prints what was measured, for a program to read."""
    print(json.dumps({"makespan_ns": makespans}))
