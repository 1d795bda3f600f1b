#!/usr/bin/python3 -SB
"""A program under the contract with one planted lie, which the environment variable LIE names. With
`honest` it has none."""

import os
import socket
import sys
import threading
import time

sys.path.insert(0, os.environ["CROSSOVER_PYTHON_SIDE"])
from crossover_program import (  # noqa: E402  pylint: disable=wrong-import-position
    VARIANTS,
    Batch,
    Cell,
    combine,
    contender,
    digest_of,
    mix,
    serve,
    sha256_of,
    tcp_answer,
    tcp_request,
)

LIE = os.environ["LIE"]


def burn(seconds: float) -> None:
    """Uses so much CPU time."""
    until = time.thread_time() + seconds
    while time.thread_time() < until:
        pass


class Liar:
    """Runs its tasks one after another, but for its lie."""

    def __init__(self, cell: Cell) -> None:
        self._cell = cell
        self._digest = digest_of(cell)
        self._memory: list[int] = []
        self._answers: list[int] = []
        self._hashes: dict[tuple[int, int], int] = {}
        self._batches = 0
        self._connections: list[socket.socket] = []
        if cell.workload == "tcp":
            width = 2 * cell.limit if LIE == "breaks the limit at the server" else cell.limit
            address = (cell.task["host"], cell.task["port"])
            self._connections = [socket.create_connection(address) for _ in range(width)]
        if LIE == "makes results in prepare":
            self._memory = [self._digest(i, 0) for i in range(cell.tasks)]
        while LIE == "waits for its reader" and not os.path.exists(os.environ["CROSSOVER_SEEN"]):
            time.sleep(0.01)
        if LIE == "hangs in prepare":
            time.sleep(3600)
        if LIE == "computes in a daemon":
            self._daemon = self._start_daemon()
        if LIE == "leaves a daemon behind":
            if os.fork() == 0:
                os.setsid()
                if os.fork() == 0:
                    time.sleep(3600)
                os._exit(0)
            os.wait()

    def _start_daemon(self) -> tuple[int, int]:
        """Pipes to a process that has left its parent, its session and its group."""
        order, answer = os.pipe(), os.pipe()
        if os.fork() == 0:
            os.setsid()
            if os.fork() > 0:
                os._exit(0)
            os.close(order[1])
            while index := os.read(order[0], 16):
                i, salt = int.from_bytes(index[:8], "little"), int.from_bytes(index[8:], "little")
                digest = self._digest(i, salt)
                os.write(answer[1], digest.to_bytes(8, "little"))
            os._exit(0)
        os.wait()
        os.close(order[0])
        return order[1], answer[0]

    def _in_daemon(self, i: int, salt: int) -> int:
        os.write(self._daemon[0], i.to_bytes(8, "little") + salt.to_bytes(8, "little"))
        return int.from_bytes(os.read(self._daemon[1], 8), "little")

    def _exchange(self, i: int) -> int:
        """All of a batch's requests are sent at once where the limit is broken."""
        line = self._connections[i % len(self._connections)]
        line.sendall(tcp_request(i, self._cell))
        return tcp_answer(line.recv(self._cell.task["bytes"], socket.MSG_WAITALL))

    def _hashed_once(self, i: int, salt: int) -> int:
        """What tasks of a batch have in common is hashed for the first of them alone."""
        key = (i % VARIANTS, salt)
        if key not in self._hashes:
            self._hashes[key] = sha256_of(i, self._cell.task["bytes"], salt)
        return mix(self._hashes[key] ^ i ^ salt)

    def _task(self, i: int, salt: int) -> int:
        if self._cell.workload == "tcp":
            answer = self._exchange(i)
            self._answers.append(answer)
            return combine(i ^ salt, answer)
        if "wait_ns" in self._cell.task and LIE != "does not wait":
            time.sleep(self._cell.task["wait_ns"] / 1e9)
        if LIE == "computes in a daemon":
            return self._in_daemon(i, salt)
        if LIE == "hashes once for many":
            return self._hashed_once(i, salt)
        return self._digest(i, salt)

    def run(self, batch: Batch) -> None:
        self._batches += 1
        STAMPED[0] = batch.stamps is not None
        if LIE == "crashes" and self._batches == 2:
            os.abort()
        if LIE == "is silent" and self._batches == 2:
            time.sleep(3600)
        if LIE == "says what went wrong":
            raise ValueError("the moon is in the way")
        if LIE in ("stops its clock early", "starts its clock late"):
            time.sleep(HIDDEN_NS / 1e9)
        if LIE == "breaks the limit by its stamps":
            self._at_once(batch)
        elif LIE == "breaks the limit at the server":
            self._flood(batch)
        elif self._memory:
            self._recite(batch, self._memory)
        elif LIE == "sends fewer requests" and self._answers:
            pairs = enumerate(self._answers[: batch.tasks])
            self._recite(batch, [combine(i ^ batch.salt, answer) for i, answer in pairs])
        else:
            self._work(batch)

    def _work(self, batch: Batch) -> None:
        for i in range(batch.tasks):
            batch.begin(i)
            digest = self._task(i, batch.salt)
            if LIE == "wrong digest" and i == 3:
                digest ^= 1
            if LIE == "skips a task" and i == 3:
                continue
            batch.end(i ^ 1 if LIE == "wrong index" else i, digest)
        if LIE == "answers from memory":
            self._memory = [batch.digests[i] for i in range(batch.tasks)]
        if LIE == "works on":
            threading.Thread(target=burn, args=(0.1,), daemon=True).start()
        if LIE == "starts threads in every batch":
            started = [threading.Thread(target=time.sleep, args=(0.0005,)) for _ in range(4)]
            for thread in started:
                thread.start()

    def _recite(self, batch: Batch, digests: list[int]) -> None:
        wait = self._cell.task.get("wait_ns", 0) / 1e9
        for i in range(batch.tasks):
            batch.begin(i)
            time.sleep(wait)
            batch.end(i, digests[i])

    def _at_once(self, batch: Batch) -> None:
        for i in range(batch.tasks):
            batch.begin(i)
        time.sleep(self._cell.task["wait_ns"] / 1e9 * batch.tasks / self._cell.limit)
        for i in range(batch.tasks):
            batch.end(i, self._digest(i, batch.salt))

    def _flood(self, batch: Batch) -> None:
        """Twice the limit on its way, and stamps that say nothing of it."""
        width = len(self._connections)
        for first in range(0, batch.tasks, width):
            part = range(first, min(first + width, batch.tasks))
            for i in part:
                self._connections[i % width].sendall(tcp_request(i, self._cell))
            for i in part:
                batch.begin(i)
                line = self._connections[i % width]
                reply = line.recv(self._cell.task["bytes"], socket.MSG_WAITALL)
                batch.end(i, combine(i ^ batch.salt, tcp_answer(reply)))

    def close(self) -> None:
        if LIE == "does not end":
            time.sleep(3600)
        if LIE == "ends badly":
            os._exit(3)
        if LIE == "leaves a child behind":
            if os.fork() == 0:
                time.sleep(3600)


REAL_WRITE = os.write
HIDDEN_NS = 30_000_000
STAMPED = [False]
"""Whether the last batch was: a lie about its time is told of one that has no stamps."""


def lying_write(descriptor: int, line: bytes) -> int:
    """What stands between the contract's side and its output."""
    if b"makespan_ns" in line:
        number, started, makespan = (int(word.strip(b'",:{}\n')) for word in line.split()[1::2])
        if LIE == "stops its clock early" and not STAMPED[0]:
            makespan -= HIDDEN_NS
        if LIE == "starts its clock late" and not STAMPED[0]:
            started, makespan = started + HIDDEN_NS, makespan - HIDDEN_NS
        if LIE == "says it began before it was asked":
            started -= 10**9
        if LIE == "answers another batch":
            number -= 1
        text = f'{{"number": {number}, "started_ns": {started}, "makespan_ns": {makespan}}}\n'
        line = text.encode()
    if LIE == "writes garbage" and b"makespan_ns" in line:
        line = b"\x00\xff garbage\n"
    if LIE == "writes too much" and b"makespan_ns" in line:
        line = b"x" * 200_000
    if LIE == "talks unasked" and b"makespan_ns" in line:
        line += b'{"more": 1}\n'
    if LIE == "shouts" and b"makespan_ns" in line:
        REAL_WRITE(2, b"alas " * 400_000)
    if LIE == "closes its output" and b"makespan_ns" in line:
        os.close(1)
        time.sleep(3600)
    if LIE == "speaks another version":
        line = line.replace(b'"protocol": 2', b'"protocol": 1')
    return REAL_WRITE(descriptor, line)


if __name__ == "__main__":
    os.write = lying_write
    serve(
        "liar",
        contenders=[
            contender(
                "sequential" if "limit" not in LIE and "flood" not in LIE else "semaphore",
                "textbook",
                ["noop", "timer", "tcp", "sha256"],
                {"file": "it reads no files"},
            )
        ],
        prepare=Liar,
    )
