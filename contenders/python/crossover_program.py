"""The program contract of crossover (docs/PROGRAMS.md), for contenders in Python; the standard
library is all that it needs.

    from crossover_program import Batch, Cell, contender, serve, digest_of

    class Sequential:
        def __init__(self, cell: Cell) -> None:
            self._digest = digest_of(cell)

        def run(self, batch: Batch) -> None:
            for i in range(batch.tasks):
                batch.begin(i)
                batch.end(i, self._digest(i, batch.salt))

    serve("cpython", contenders=[contender("sequential", "documented", ["noop"])],
          prepare=Sequential)
"""

from __future__ import annotations

import hashlib
import json
import mmap
import os
import platform
import struct
import sys
import time
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn, Protocol

PROTOCOL = 2
MASK = 2**64 - 1
STAMP = 2
"""Numbers in a stamp: when the task was let in, and when its digest was there."""


class Skip(Exception):
    """Raised by `prepare`: this cell cannot run here, for the reason given. No failure."""


class Refused(Exception):
    """Raised by a task: a service has turned it away, in the words given. A result, no failure of
    the contender."""


@dataclass(frozen=True)
class Cell:
    """What `prepare` is for. `limit` is the contender's own: so many tasks may be in flight."""

    strategy: str
    workload: str
    tasks: int
    limit: int
    cell_limit: int
    """What the cell says: how many threads or processes stand behind an event loop."""
    task: dict[str, Any]
    """What a task does: waits in ns, sizes in bytes, the server's address."""


class Batch:
    """One batch: its salt, which every digest of it is made with, and where the outcomes of its
    tasks go. Each index is written once, by anybody."""

    def __init__(
        self, tasks: int, salt: int, digests: memoryview, stamps: memoryview | None
    ) -> None:
        self.tasks = tasks
        self.salt = salt
        self.digests = digests
        self.stamps = stamps

    def begin(self, i: int) -> None:
        """Task i is let in: it is in flight from here."""
        if self.stamps is not None:
            self.stamps[STAMP * i] = time.monotonic_ns()

    def end(self, i: int, digest: int) -> None:
        """Task i has its digest."""
        self.digests[i] = digest
        if self.stamps is not None:
            self.stamps[STAMP * i + 1] = time.monotonic_ns()


class Prepared(Protocol):
    """A contender that is ready for its batches. It may have a `close()`, called once, at the
    end."""

    def run(self, batch: Batch) -> object:
        ...


Watch = Callable[[Callable[[], Awaitable[object]], list[int]], Awaitable[None]]
"""Awaits a call beside a heartbeat on the same loop, and notes how many ns late each beat was."""


class Awaited(Protocol):
    """The same on an event loop, where a batch is awaited, and `close()` too."""

    async def run(self, batch: Batch) -> object:
        ...


_started = memoryview(mmap.mmap(-1, 8)).cast("q")
"""Shared with the processes that are forked later."""


def batch_start_ns() -> int:
    """When the batch that runs has begun; in worker processes too."""
    return _started[0]


def mix(x: int) -> int:
    """The finaliser of SplitMix64: the digest of a task that does nothing."""
    x = (x + 0x9E3779B97F4A7C15) & MASK
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & MASK
    return x ^ (x >> 31)


def combine(a: int, b: int) -> int:
    """Two digests made one; their order matters. With a server's answer a task yields
    combine(i ^ salt, answer)."""
    return mix(a ^ ((b + 0x9E3779B97F4A7C15 + ((a << 6) & MASK) + (a >> 2)) & MASK))


CHUNK = bytes(mix(i) & 0xFF for i in range(16 * 1024))
VARIANTS = 2


def sha256_of(i: int, size: int, salt: int) -> int:
    """Hashes the bytes of task i: eight that tell its variant and the batch, then the chunk again
    and again."""
    head = struct.pack("<Q", mix(i % VARIANTS ^ salt))[:size]
    hashed = hashlib.sha256(head)
    left = size - len(head)
    while left > 0:
        part = min(left, len(CHUNK))
        hashed.update(CHUNK if part == len(CHUNK) else CHUNK[:part])
        left -= part
    number: int = struct.unpack_from("<Q", hashed.digest())[0]
    return number


def sha256(i: int, size: int, salt: int) -> int:
    """The digest of task i in a batch with this salt."""
    return mix(sha256_of(i, size, salt) ^ i ^ salt)


@dataclass(frozen=True)
class Library:
    """What an engine stands on."""

    name: str
    version: str


CPYTHON = Library("cpython", platform.python_version())

MESSAGE = struct.Struct("<IIQQ")


def tcp_request(i: int, cell: Cell) -> bytes:
    """What task i sends: its size, the delay that it asks for in us, its index; padded."""
    size: int = cell.task["bytes"]
    return MESSAGE.pack(size, cell.task["delay_us"], i, 0).ljust(size, b"\0")


def tcp_answer(reply: bytes) -> int:
    """The server's answer in a reply, which has as many bytes as the request."""
    answer: int = MESSAGE.unpack_from(reply)[3]
    return answer


def digest_of(cell: Cell) -> Callable[[int, int], int]:
    """What task i of a cell computes once its wait is over, where no server answers it: called
    with i and the batch's salt."""
    if "bytes" in cell.task and "port" not in cell.task:
        size: int = cell.task["bytes"]
        return lambda i, salt: sha256(i, size, salt)
    return lambda i, salt: mix(i ^ salt)


def contender(
    strategy: str,
    kind: str,
    workloads: Sequence[str],
    skipped: dict[str, str] | None = None,
    starts: str = "nothing",
    **more: str,
) -> dict[str, Any]:
    """One contender of a description; `starts` is what it starts anew for each task."""
    return {
        "strategy": strategy,
        "kind": kind,
        "workloads": list(workloads),
        "skipped": skipped or {},
        "starts": starts,
        **more,
    }


def serve(
    engine: str,
    *,
    contenders: list[dict[str, Any]],
    prepare: Callable[[Cell], Prepared],
    library: Library = CPYTHON,
    unavailable: str = "",
) -> None:
    """Reads orders from standard input and answers them on standard output, until it is told to
    quit or its input ends. What `prepare` and a batch raise is told as their failure.
    `unavailable` is why none of this can run here."""

    async def prepared(cell: Cell) -> Awaited:
        return _Blocking(prepare(cell))

    serving = serve_awaiting(
        engine,
        contenders=contenders,
        prepare=prepared,
        library=library,
        unavailable=unavailable,
    )
    _finish(serving)


async def serve_awaiting(
    engine: str,
    *,
    contenders: list[dict[str, Any]],
    prepare: Callable[[Cell], Awaitable[Awaited]],
    library: Library = CPYTHON,
    unavailable: str = "",
    watch: Watch | None = None,
) -> None:
    """The same on an event loop: `asyncio.run(serve_awaiting(...))`. Between two batches the loop
    stands still, as it has nothing to do. With `watch` it can say how late its loop is."""
    description = {
        "protocol": PROTOCOL,
        "engine": engine,
        "library": library.name,
        "version": library.version,
        "language": "python",
        "contenders": [{**one, "lag": watch is not None} for one in contenders],
        **({"unavailable": unavailable} if unavailable else {}),
    }
    program = _Program(description, prepare, watch)
    for line in sys.stdin.buffer:
        order = json.loads(line)
        if order["do"] == "quit":
            break
        answer = json.dumps(await program.answer(order)) + "\n"
        os.write(sys.stdout.fileno(), answer.encode())
    await program.close()


def serve_absent(engine: str, *, contenders: list[dict[str, Any]], package: str) -> NoReturn:
    """What a program does whose library is missing: it says so, and which package of the
    distribution brings it, until it is told to quit."""

    def none(_: Cell) -> Prepared:
        raise Skip(why)

    why = f"{engine} is not installed: apt-get install {package}"
    serve(engine, contenders=contenders, prepare=none, unavailable=why)
    sys.exit(0)


def _finish(coroutine: Coroutine[Any, Any, None]) -> None:
    """Runs a coroutine that never waits: it is over at once, without an event loop."""
    try:
        coroutine.send(None)
    except StopIteration:
        return
    raise RuntimeError("a contender without an event loop has awaited something")


def _told(failure: BaseException) -> dict[str, str]:
    """A failure as the answer tells it; of a group, its first."""
    while grouped := getattr(failure, "exceptions", ()):
        failure = grouped[0]
    if isinstance(failure, Refused):
        return {"refused": str(failure)}
    return {"failed": f"{type(failure).__name__}: {failure}"}


class _Blocking:
    """A contender that blocks, as one that is awaited."""

    def __init__(self, prepared: Prepared) -> None:
        self._prepared = prepared

    async def run(self, batch: Batch) -> None:
        self._prepared.run(batch)

    async def close(self) -> None:
        close = getattr(self._prepared, "close", None)
        if close is not None:
            close()


class _Program:
    """A program between two orders."""

    def __init__(
        self,
        description: dict[str, Any],
        prepare: Callable[[Cell], Awaitable[Awaited]],
        watch: Watch | None,
    ) -> None:
        self._description = description
        self._prepare = prepare
        self._watch = watch
        self._contender: Awaited | None = None
        self._digests = memoryview(b"")
        self._stamps = memoryview(b"")

    async def answer(self, order: dict[str, Any]) -> dict[str, Any]:
        if order["do"] == "describe":
            return self._description
        if order["do"] == "prepare":
            return await self._ready(order)
        if order["do"] == "batch" and self._contender is not None:
            return await self._run(self._contender, order)
        return {"failed": f"this program knows no order '{order['do']}' at this time"}

    async def _ready(self, order: dict[str, Any]) -> dict[str, Any]:
        try:
            self._map(order["file"], order["tasks"])
            names = ("strategy", "workload", "tasks", "limit", "cell_limit", "task")
            self._contender = await self._prepare(Cell(*(order[name] for name in names)))
        except Skip as reason:
            return {"skipped": str(reason)}
        except Exception as failure:  # pylint: disable=broad-except
            return {"failed": f"{type(failure).__name__}: {failure}"}
        return {"ready": True}

    def _map(self, file: dict[str, Any], tasks: int) -> None:
        descriptor = os.open(file["path"], os.O_RDWR | os.O_CLOEXEC)
        memory = memoryview(mmap.mmap(descriptor, file["bytes"]))
        os.close(descriptor)
        digests, stamps = file["digests_at"], file["stamps_at"]
        self._digests = memory[digests : digests + 8 * tasks].cast("Q")
        self._stamps = memory[stamps : stamps + 8 * STAMP * tasks].cast("q")

    async def _run(self, prepared: Awaited, order: dict[str, Any]) -> dict[str, Any]:
        stamps = self._stamps if order["stamps"] else None
        batch = Batch(order["tasks"], order["salt"], self._digests, stamps)
        late_ns: list[int] = []
        try:
            start = _started[0] = time.monotonic_ns()
            if order.get("lag") and self._watch is not None:
                await self._watch(lambda: prepared.run(batch), late_ns)
            else:
                await prepared.run(batch)
            makespan = time.monotonic_ns() - start
        except Exception as failure:  # pylint: disable=broad-except
            return {"number": order["number"], **_told(failure)}
        told = {"number": order["number"], "started_ns": start, "makespan_ns": makespan}
        return {**told, "late_ns": late_ns} if order.get("lag") else told

    async def close(self) -> None:
        close = getattr(self._contender, "close", None)
        if close is not None:
            await close()
