"""Every task compresses the same text with Zstandard at its default level, a frame of 64 KiB at a
time. The library lets other threads run while it does."""

import itertools
import threading
from collections.abc import Callable
from typing import Any

from crossover_program import Cell, Skip, mix
from workloads import Workload

TEXT_BYTES = 4 << 20
FRAME_BYTES = 64 << 10
WORDS = 2000
LEVEL = 3


def text(size: int) -> bytes:
    """The first bytes of the text: words of a vocabulary, frequent and rare ones."""
    made = bytearray()
    for i in itertools.count():
        if len(made) >= size:
            return bytes(made[:size])
        letters = mix(mix(i) % WORDS * (mix(i + 1) % WORDS) // WORDS)
        made += bytes(97 + (letters >> (8 + 5 * k)) % 26 for k in range(2 + letters % 8)) + b" "
    raise AssertionError("itertools.count() has an end")


class Work(Workload):
    """Tasks that compress; each thread has a compressor of its own."""

    def __init__(self, cell: Cell) -> None:
        super().__init__(cell)
        try:
            import zstandard
        except ImportError:
            reason = "Python's zstandard is not installed: apt-get install python3-zstandard"
            raise Skip(reason) from None
        self._bytes = cell.task["bytes"]
        self._text = text(min(self._bytes, TEXT_BYTES))
        self._own = threading.local()
        self._make: Callable[[], Any] = lambda: zstandard.ZstdCompressor(level=LEVEL)

    def compute(self, i: int, answer: int, salt: int) -> int:
        if not hasattr(self._own, "compressor"):
            self._own.compressor = self._make()
        digest = salt
        for done in range(0, self._bytes, FRAME_BYTES):
            at = done % TEXT_BYTES
            part = self._text[at : at + min(FRAME_BYTES, self._bytes - done)]
            frame = self._own.compressor.compress(part)
            digest = mix(digest ^ mix(len(frame)) ^ int.from_bytes(frame[-8:], "little"))
        return mix(digest ^ i)
