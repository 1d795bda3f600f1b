"""A contender as an HTTP service: whatever arrives is answered, on loopback alone, within its limit
and its time; and what is no request harms nobody."""

from __future__ import annotations

import json
import os
import random
import resource
import select
import signal
import socket
import statistics
import struct
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from binary_test import BENCH, refusal, run

ASK = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
TIMER = "--cell=timer/tasks:1000/limit:2/wait_us:5000"
CONTENDERS = (
    "gather/asio",
    "semaphore/asio",
    "semaphore/libuv",
    "semaphore/uring",
    "offload/asio",
    "thread_pool/std",
    "process_pool/posix",
)
SOON_S = 20.0
"""No test takes a second of it; a machine that is full may."""


class Service:
    """A bench that serves; `seen` is what it tells at the end."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        assert process.stdout is not None
        if not select.select([process.stdout], [], [], SOON_S)[0]:
            raise AssertionError("it does not say its port")
        said = process.stdout.readline().split()
        if said[:1] != ["port"]:
            words = process.communicate()[1]
            pytest.skip(words) if "no contender" in words else pytest.fail(words)
        self.port = int(said[1])

    def connect(self, address: str = "127.0.0.1") -> socket.socket:
        return socket.create_connection((address, self.port), SOON_S)

    def seen(self) -> dict:
        """Waits for its end."""
        out, words = self.process.communicate(timeout=SOON_S)
        assert self.process.returncode == 0, words
        return json.loads(out)

    def end(self) -> dict:
        self.process.terminate()
        return self.seen()


@contextmanager
def serving(*arguments: str, for_ms: int = 10_000) -> Iterator[Service]:
    process = subprocess.Popen(
        [BENCH, "--serve", f"--for_ms={for_ms}", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield Service(process)
    finally:
        process.kill()
        process.wait()


def answer(client: socket.socket) -> bytes:
    """One reply, its head and its body; what there is of it when the connection ends."""
    got = b""
    while b"\r\n\r\n" not in got:
        piece = client.recv(4096)
        if not piece:
            return got
        got += piece
    head, _, body = got.partition(b"\r\n\r\n")
    (length,) = [line for line in head.split(b"\r\n") if line.startswith(b"Content-Length:")]
    while len(body) < int(length.split(b":")[1]):
        body += client.recv(4096)
    return head + b"\r\n\r\n" + body


def status(client: socket.socket) -> int:
    """That of the next reply; 0 where the connection ends instead."""
    words = answer(client).split()
    return int(words[1]) if words else 0


def ask(client: socket.socket) -> int:
    client.sendall(ASK)
    return status(client)


@pytest.mark.parametrize("contender", CONTENDERS)
def test_what_arrives_is_answered_and_the_limit_is_kept(contender: str) -> None:
    limit = 2
    with serving(TIMER, f"--contender={contender}") as service:
        clients = [service.connect() for _ in range(8)]
        for _ in range(5):
            for client in clients:
                client.sendall(ASK)
            replies = [answer(client) for client in clients]
            assert all(reply.startswith(b"HTTP/1.1 200 ") for reply in replies), replies
            assert all(reply.endswith(b"\r\n\r\ndone\n") for reply in replies), replies
        seen = service.end()
    assert (seen["arrived"], seen["answered"], seen["connections"]) == (40, 40, 8)
    free = contender.startswith(("gather", "offload"))  # no limit where they wait on a loop
    assert seen["max_in_flight"] == (8 if free else limit)
    assert seen["stopped"] is True
    assert seen["latency_ns"]["p50"] >= 5_000_000
    assert seen["request_latency_ns"]["max"] >= (1 if free else 4) * 5_000_000


def test_it_ends_by_itself_when_its_time_is_over() -> None:
    started = time.monotonic()
    with serving(TIMER, "--contender=semaphore/asio", for_ms=300) as service:
        client = service.connect()
        assert ask(client) == 200
        seen = service.seen()
        assert client.recv(1) == b""
    assert 0.3 <= time.monotonic() - started < 5.0
    assert seen["stopped"] is False
    assert seen["elapsed_ns"] >= 300_000_000


def test_who_is_served_when_the_time_is_over_is_answered() -> None:
    cell = "--cell=timer/tasks:10/limit:2/wait_us:600000"
    with serving(cell, "--contender=semaphore/asio", for_ms=300) as service:
        client = service.connect()
        assert ask(client) == 200
        seen = service.seen()
    assert (seen["answered"], seen["cut_off"]) == (1, 0)


@pytest.mark.parametrize("contender", ["gather/asio", "semaphore/libuv"])
def test_who_would_take_far_longer_is_cut_off(contender: str) -> None:
    """A loop's task can be; that of a thread runs to its end."""
    cell = "--cell=timer/tasks:10/limit:2/wait_us:60000000"
    with serving(cell, f"--contender={contender}", for_ms=200) as service:
        started = time.monotonic()
        client = service.connect()
        assert ask(client) == 503
        seen = service.seen()
    assert time.monotonic() - started < 15.0
    assert (seen["arrived"], seen["answered"], seen["cut_off"]) == (1, 0, 1)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("contender", ["semaphore/asio", "process_pool/posix"])
def test_a_signal_ends_it_at_once(contender: str, number: signal.Signals) -> None:
    with serving(TIMER, f"--contender={contender}", for_ms=3_600_000) as service:
        assert ask(service.connect()) == 200
        service.process.send_signal(number)
        seen = service.seen()
    assert (seen["answered"], seen["stopped"]) == (1, True)


def test_it_ends_with_the_last_task() -> None:
    cell = "--cell=timer/tasks:3/limit:2/wait_us:1000"
    with serving(cell, "--contender=thread_pool/std", for_ms=3_600_000) as service:
        client = service.connect()
        assert [ask(client) for _ in range(3)] == [200, 200, 200]
        seen = service.seen()
    assert (seen["arrived"], seen["answered"], seen["stopped"]) == (3, 3, False)


def test_it_listens_on_loopback_alone() -> None:
    """By the kernel's table; and on its one address, where 127.0.0.2 is this machine as well."""
    with serving(TIMER, "--contender=semaphore/asio") as service:
        table = Path("/proc/net/tcp").read_text().splitlines()[1:]
        table += Path("/proc/net/tcp6").read_text().splitlines()[1:]
        listening = "0A"
        places = [line.split()[1] for line in table if line.split()[3] == listening]
        mine = [place for place in places if place.endswith(f":{service.port:04X}")]
        assert mine == [f"0100007F:{service.port:04X}"]
        with pytest.raises(ConnectionRefusedError):
            service.connect("127.0.0.2")


def test_no_worker_keeps_the_port_open() -> None:
    """They are forked before there is one."""
    with serving(TIMER, "--contender=process_pool/posix") as service:
        children = Path(f"/proc/{service.process.pid}/task/{service.process.pid}/children")
        workers = children.read_text().split()
        assert workers
        for worker in workers:
            links = [os.readlink(one) for one in Path(f"/proc/{worker}/fd").iterdir()]
            assert not [link for link in links if link.startswith("socket:")]


GARBAGE = (
    b"POST / HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET / HTTP/2\r\n\r\n",
    b"GET  / HTTP/1.1\r\n\r\n",
    b"GET nothing HTTP/1.1\r\n\r\n",
    b"GET /" + b"x" * 100 + b" HTTP/1.1\r\n\r\n",
    b"GET / HTTP/1.1\r\nX: " + b"y" * 10_000 + b"\r\n\r\n",
    bytes(range(256)) * 200,
    b"\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\xff" * 200,
)


@pytest.mark.parametrize("text", GARBAGE, ids=[repr(text[:12]) for text in GARBAGE])
def test_what_is_no_request_gets_400_and_harms_nobody(text: bytes) -> None:
    with serving(TIMER, "--contender=semaphore/asio") as service:
        good = service.connect()
        assert ask(good) == 200
        bad = service.connect()
        bad.sendall(text)
        assert status(bad) == 400
        assert bad.recv(1) == b""
        assert ask(good) == 200
        seen = service.end()
    assert (seen["arrived"], seen["answered"], seen["garbage"]) == (2, 2, 1)


def test_random_bytes_harm_nobody() -> None:
    draw = random.Random(7)
    pieces = (
        b"GET /",
        b" HTTP/1.1",
        b"\r\n",
        b"\r",
        b"\n",
        b" ",
        b"/",
        b"\0",
        b"\xff",
        ASK,
        b"Host: x",
    )
    with serving(TIMER, "--contender=semaphore/asio") as service:
        good = service.connect()
        for _ in range(100):
            with service.connect() as bad:
                with suppress(ConnectionError):  # it was understood to be garbage half-way
                    for _ in range(draw.randrange(6)):
                        bad.sendall(b"".join(draw.choices(pieces, k=draw.randrange(1, 12))))
                if draw.random() < 0.5:
                    linger = struct.pack("ii", 1, 0)  # its end is a reset
                    bad.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            assert ask(good) == 200
        seen = service.end()
    assert seen["answered"] == seen["arrived"] >= 100
    assert seen["garbage"] > 20


@pytest.mark.parametrize("contender", CONTENDERS)
def test_who_ends_a_task_wakes_who_answers(contender: str) -> None:
    """Who is not woken looks again after 20 ms at the latest, and each task takes 5."""
    with serving(TIMER, f"--contender={contender}") as service:
        client = service.connect()
        took = []
        for _ in range(21):
            started = time.monotonic()
            assert ask(client) == 200
            took.append(time.monotonic() - started)
    assert statistics.median(took) < 0.015


def test_a_second_request_before_the_answer_gets_400() -> None:
    cell = "--cell=timer/tasks:1000/limit:2/wait_us:200000"
    with serving(cell, "--contender=semaphore/asio") as service:
        hasty = service.connect()
        hasty.sendall(ASK)
        time.sleep(0.05)  # so that it is another piece; the same in one is below
        hasty.sendall(ASK)
        assert status(hasty) == 400
        both = service.connect()
        both.sendall(ASK + ASK)
        assert status(both) == 400
        assert ask(service.connect()) == 200
        seen = service.end()
    assert seen["garbage"] == 2


def test_requests_in_pieces_and_connections_that_end() -> None:
    with serving(TIMER, "--contender=semaphore/asio") as service:
        slow = service.connect()
        slow.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for byte in ASK:
            slow.sendall(bytes([byte]))
        assert status(slow) == 200
        half = service.connect()
        half.sendall(ASK)
        half.shutdown(socket.SHUT_WR)
        assert status(half) == 200
        assert half.recv(1) == b""
        old = service.connect()
        old.sendall(b"GET / HTTP/1.0\r\n\r\n")
        assert status(old) == 200
        assert old.recv(1) == b""
        silent = service.connect()
        silent.sendall(ASK[:-2])
        silent.close()
        seen = service.end()
    assert (seen["arrived"], seen["answered"], seen["garbage"]) == (3, 3, 0)


@pytest.mark.parametrize("contender", ["gather/asio", "thread_pool/std", "process_pool/posix"])
def test_clients_that_leave_harm_nobody(contender: str) -> None:
    with serving(TIMER, f"--contender={contender}") as service:
        for _ in range(20):
            leaving = service.connect()
            leaving.sendall(ASK)
            leaving.close()
        stays = service.connect()
        assert [ask(stays) for _ in range(5)] == [200] * 5
        seen = service.end()
    assert seen["arrived"] == seen["answered"]
    assert 5 <= seen["answered"] <= 25


@pytest.mark.parametrize("contender", CONTENDERS)
def test_beyond_limit_and_queue_a_request_is_refused(contender: str) -> None:
    cell = "--cell=timer/tasks:1000/limit:2/wait_us:300000"
    with serving(cell, f"--contender={contender}", "--queue=1") as service:
        clients = [service.connect() for _ in range(6)]
        for client in clients:
            client.sendall(ASK)
        codes = sorted(status(client) for client in clients)
        if contender.startswith("gather"):
            assert codes == [200] * 6
            return  # it has no limit and no line
        assert codes == [200, 200, 200, 503, 503, 503]
        assert ask(clients[0]) == 200
        seen = service.end()
    assert (seen["arrived"], seen["answered"], seen["refused"]) == (7, 4, 3)
    assert seen["max_in_flight"] <= (3 if contender.startswith("offload") else 2)


def test_a_service_behind_that_refuses_is_503() -> None:
    """Its capacity of one is taken by who came first; a request is not tried again here."""
    cell = "--cell=limited_api/tasks:1000/limit:8/wait_us:200000/capacity:1/attempts:1"
    with serving(cell, "--contender=semaphore/asio") as service:
        clients = [service.connect() for _ in range(3)]
        for client in clients:
            client.sendall(ASK)
        assert sorted(status(client) for client in clients) == [200, 503, 503]
        seen = service.end()
    assert (seen["answered"], seen["refused"], seen["failed"]) == (1, 2, 0)


def test_a_thousand_connections_and_those_beyond() -> None:
    """Who is beyond stands in the kernel's line until another leaves."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard < 3000:
        pytest.skip(f"a process may have {hard} descriptors")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, 3000), hard))
    with serving(TIMER, "--contender=gather/asio") as service:
        clients = [service.connect() for _ in range(1000)]
        assert ask(clients[-1]) == 200
        beyond = service.connect()
        beyond.sendall(ASK)
        assert not select.select([beyond], [], [], 0.3)[0]
        clients.pop(0).close()
        assert status(beyond) == 200
        assert service.end()["connections"] == 1001


def test_a_steps_request_over_tcp_is_served() -> None:
    cell = "--cell=request/tasks:1000/limit:4/steps:tcp 2ms; cpu 50us"
    with serving(cell, "--contender=semaphore/asio", "--rate=sha256=1000") as service:
        client = service.connect()
        assert [ask(client) for _ in range(10)] == [200] * 10
        assert service.end()["latency_ns"]["p50"] >= 2_000_000


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((TIMER, "--contender=sequential/std"), "one thread in all"),
        ((TIMER, "--contender=*/asio"), "give one --cell and one --contender"),
        ((TIMER, "--contender=process_pool/pipe"), "takes a whole batch at once"),
        ((TIMER + "/rate:5", "--contender=semaphore/asio"), "leave the rate out"),
        (("--cell=timer/tasks:0", "--contender=semaphore/asio"), "has no task"),
        (("--cell=head_of_line/tasks:9", "--contender=semaphore/asio"), "cannot be served"),
        ((TIMER, "--contender=semaphore/asio", "--port=65536"), "--port is '65536'"),
        ((TIMER, "--contender=semaphore/asio", "--for_ms=0"), "--for_ms is '0'"),
        ((TIMER, "--contender=semaphore/asio", "--queue=-1"), "--queue is '-1'"),
    ],
)
def test_bad_input_is_one_sentence(arguments: tuple[str, ...], says: str) -> None:
    assert says in refusal(run("--serve", *arguments), 2)


def test_a_port_that_is_taken_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        told = refusal(run("--serve", TIMER, "--contender=semaphore/asio", f"--port={port}"), 2)
    assert f"--port is {port}, which cannot be had (Address already in use)" in told


def test_a_port_can_be_had_again() -> None:
    with serving(TIMER, "--contender=semaphore/asio") as service:
        port = service.port
        assert ask(service.connect()) == 200
        service.end()
    with serving(TIMER, "--contender=semaphore/asio", f"--port={port}") as service:
        assert service.port == port
