#!/usr/bin/python3 -SB
"""A program under the contract of docs/PROGRAMS.md that does a deed at a given order, which the
environment names: DEED at the order with the number AT, counted from 0 (describe). With DEED="at
random" each process draws for itself, from SEED and from how many came before it, and writes what it
does into the folder DEEDS."""

import json
import os
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

sys.path.insert(0, os.environ["CROSSOVER_PYTHON_SIDE"])
from crossover_program import (  # noqa: E402  pylint: disable=wrong-import-position
    Batch,
    Cell,
    contender,
    digest_of,
    serve,
)


class Sequential:
    """One task after another, without a fault."""

    def __init__(self, cell: Cell) -> None:
        self._digest = digest_of(cell)

    def run(self, batch: Batch) -> None:
        """Runs a batch."""
        for i in range(batch.tasks):
            batch.begin(i)
            batch.end(i, self._digest(i, batch.salt))


def do(deed: str) -> None:
    """Does it; returns when the order is to be answered all the same."""
    out = sys.stdout.buffer
    if deed == "exits with 0":
        os._exit(0)
    if deed == "is killed":
        os.kill(os.getpid(), signal.SIGKILL)
    if deed == "stands still":
        os.kill(os.getpid(), signal.SIGSTOP)
    if deed == "is silent":
        time.sleep(3600)
    if deed == "writes half a line":
        out.write(b'{"number":1,"star')
        out.flush()
        os._exit(0)
    if deed == "writes garbage":
        out.write(bytes(range(256)) + b"\n")
    if deed == "writes without end":
        while True:
            out.write(b"x" * 65536)
    if deed == "answers with a list":
        out.write(json.dumps([1, 2, 3]).encode() + b"\n")
    if deed == "closes its output":
        out.flush()
        os.close(1)
        time.sleep(3600)
    out.flush()


@dataclass(frozen=True)
class Deed:
    """What is done, at which order, and the file in which it is written down when it is."""

    what: str
    at: int
    note: Path | None = None

    def is_due(self, number: int, order: bytes) -> bool:
        """A process that was started to describe itself alone is told to quit next."""
        return number == self.at and b'"quit"' not in order

    def do(self) -> None:
        """Writes it down, and does it."""
        if self.note:
            self.note.write_text(self.what, encoding="ascii")
        do(self.what)


class Orders:
    """Standard input, of which each line is an order: the deed is done when it is its turn, and the
    program, which knows nothing of it, goes on."""

    def __init__(self, deed: Deed) -> None:
        self.buffer = self._read(deed)

    def _read(self, deed: Deed) -> Iterator[bytes]:
        for number, order in enumerate(sys.__stdin__.buffer):
            if deed.is_due(number, order):
                deed.do()
            yield order


ABRUPT = ("exits with 0", "is killed", "writes half a line", "writes garbage", "writes without end")
PATIENT = ("stands still", "is silent")
NEVER = -1


def drawn() -> Deed:
    """What this process is to do: nothing in every other one, and once in all what only a time-out
    ends. Never at `describe`, which a run asks for before it takes samples."""
    folder, seed = Path(os.environ["DEEDS"]), int(os.environ["SEED"])
    number = len(list(folder.iterdir()))
    note = folder / str(number)
    note.touch()
    rng = Random(f"{seed} {number}")
    if number == 4 + seed % 5:
        return Deed(rng.choice(PATIENT), rng.choice((2, 3, 5)), note)
    return Deed(rng.choice(ABRUPT), rng.choice((NEVER, NEVER, NEVER, 1, 2, 3)), note)


if __name__ == "__main__":
    asked = os.environ["DEED"]
    done = drawn() if asked == "at random" else Deed(asked, int(os.environ["AT"]))
    sys.stdin = Orders(done)  # type: ignore[assignment]
    serve(
        "odd",
        contenders=[contender("sequential", "textbook", ["noop", "sha256"])],
        prepare=Sequential,
    )
