"""The workload `database` against a real server: the right rows on every contender, and a sentence
for whatever goes wrong."""

from __future__ import annotations

import json
import os
import signal
import socket
import struct
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from crossover_tool.services.needed import DRIVER
from crossover_tool.services.postgres import Server, private_server
from crossover_tool.services.postgres_binaries import find_binaries

BENCH = os.environ.get("CROSSOVER_BENCH", "")
BINARIES = find_binaries()
pytestmark = pytest.mark.skipif(
    not (Path(BENCH).parent / DRIVER).exists(), reason="built without libpq"
)


def contenders() -> list[str]:
    """All that are built in and can wait for a dialogue."""
    if not BENCH:
        return []
    listed = json.loads(subprocess.run([BENCH, "--list"], capture_output=True, check=True).stdout)
    cannot = {
        (p["strategy"], p["engine"]) for p in listed["pairs_skipped"] if p["workload"] == "database"
    }
    able = [(c["strategy"], c["engine"]) for c in listed["contenders"] if not c["skipped"]]
    return [f"{strategy}/{engine}" for strategy, engine in able if (strategy, engine) not in cannot]


CONTENDERS = contenders()


def only_built(*names: str) -> list[str]:
    return [name for name in names if name in CONTENDERS]


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    if BINARIES is None:
        pytest.skip("no PostgreSQL server is installed")
    with private_server(BINARIES) as running:
        yield running


def command(cell: str, contender: str, out: Path) -> list[str]:
    return [
        BENCH,
        f"--cell=database/{cell}",
        f"--contender={contender}",
        f"--samples_out={out}",
        "--batches=1",
    ]


def sample(dsn: str, cell: str, contender: str, out: Path, code: int = 0) -> dict:
    """The one sample of a contender; the bench must end with `code`."""
    result = subprocess.run(
        command(cell, contender, out),
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "CROSSOVER_DSN": dsn},
        check=False,
    )
    assert result.returncode == code, result.stderr
    (line,) = out.read_text().splitlines()
    return json.loads(line)


@pytest.mark.parametrize("contender", CONTENDERS)
def test_every_contender_gets_the_right_rows(
    server: Server, tmp_path: Path, contender: str
) -> None:
    found = sample(server.dsn, "tasks:12/limit:4/wait_us:1000/rows:3", contender, tmp_path / "out")
    assert found["status"] == "ok", found  # digests in the order of input are checked by the bench
    assert 0 < found["efficiency"] <= 1
    assert found["max_in_flight"] <= found["limit"]


def test_the_dialogue_keeps_its_contract(server: Server) -> None:
    """The C++ tests that take a server."""
    tests = Path(BENCH).with_name("crossover_tests")
    if not tests.exists():
        pytest.skip("crossover_tests was not built")
    result = subprocess.run(
        [tests, "--gtest_filter=DatabaseDialogue.*"],
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "CROSSOVER_DSN": server.dsn},
        check=False,
    )
    assert result.returncode == 0, result.stdout
    assert "SKIPPED" not in result.stdout and "PASSED  ] 0 tests" not in result.stdout


@pytest.mark.parametrize("contender", ["sequential/std", "process_pool/posix"])
def test_the_servers_cpu_is_told(server: Server, tmp_path: Path, contender: str) -> None:
    """10,000 rows to read and no wait: the server's sessions compute for most of the time."""
    server = sample(
        server.dsn, "tasks:8/limit:2/wait_us:0/rows:10000", contender, tmp_path / "out"
    )["server"]
    assert server["cpu_ns"] > 1_000_000  # 80,000 rows cost more than 12 ns each on any machine
    assert server["threads"] >= 1


def test_a_digest_is_that_of_all_rows(server: Server, tmp_path: Path) -> None:
    cells = ("tasks:3/wait_us:0/rows:1", "tasks:3/wait_us:0/rows:10000")
    few, all_rows = (sample(server.dsn, c, "sequential/std", tmp_path / c[-2:]) for c in cells)
    assert few["status"] == all_rows["status"] == "ok"
    assert few["digest"] != all_rows["digest"]


@pytest.mark.parametrize(
    "contender",
    only_built(
        "thread_pool/std", "process_pool/posix", "process_pool/pipe", "gather/asio", "gather/libuv"
    ),
)
def test_more_connections_than_the_server_has_are_a_finding(
    server: Server, tmp_path: Path, contender: str
) -> None:
    found = sample(server.dsn, "tasks:98/limit:98/wait_us:1000", contender, tmp_path / "out")
    assert found["status"] == "failed"
    assert found["reason"].startswith("the database has no place for another connection: ")
    # what they held is not in the way of the next
    assert (
        sample(server.dsn, "tasks:97/limit:97", "thread_pool/std", tmp_path / "next")["status"]
        == "ok"
    )


@pytest.mark.parametrize(
    "contender", only_built("sequential/std", "process_pool/posix", "semaphore/asio")
)
def test_a_query_that_is_too_slow_is_an_error(
    server: Server, tmp_path: Path, contender: str
) -> None:
    cell = "tasks:2/limit:1/wait_us:400000/deadline_us:100000"
    found = sample(server.dsn, cell, contender, tmp_path / "out", code=3)
    assert found["status"] == "error"
    assert "the query of task " in found["reason"] and "deadline_us" in found["reason"]


def test_a_server_without_the_table_says_how_to_make_it(server: Server, tmp_path: Path) -> None:
    dsn = server.dsn.replace("dbname=postgres", "dbname=template1")
    found = sample(dsn, "tasks:2", "sequential/std", tmp_path / "out", code=3)
    assert "crossover_rows" in found["reason"] and "psql DSN -f scripts/services" in found["reason"]


@pytest.mark.parametrize(
    ("dsn", "parts"),
    [
        ("host=/nonexistent", ["/nonexistent", "No such file"]),
        ("host=127.0.0.1 port=1", ["Connection refused"]),
        ("host=127.0.0.1 geheim", ["cannot be read"]),
        ("postgresql://u:ge@heim@127.0.0.1/x", ["cannot be read", "%40"]),
        ("postgresql://u:geheim/x@127.0.0.1/x", ["cannot be read", "port"]),
    ],
)
def test_a_dsn_that_leads_nowhere_is_one_sentence(
    tmp_path: Path, dsn: str, parts: list[str]
) -> None:
    found = sample(dsn, "tasks:2", "sequential/std", tmp_path / "out", code=3)
    assert found["status"] == "error"
    for part in parts:
        assert part in found["reason"]
    assert "heim" not in found["reason"] and "\n" not in found["reason"]


def test_without_a_server_it_is_skipped_and_says_what_to_do(tmp_path: Path) -> None:
    found = sample("", "tasks:2", "sequential/std", tmp_path / "out")
    assert found["status"] == "skipped"
    assert "install postgresql" in found["reason"] and "CROSSOVER_DSN" in found["reason"]


def message(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack("!I", len(body) + 4) + body


def error(code: str, text: str) -> bytes:
    fields = (b"SFATAL", b"VFATAL", b"C" + code.encode(), b"M" + text.encode())
    return message(b"E", b"\0".join(fields) + b"\0\0")


GREETING = message(b"R", struct.pack("!I", 0))
TOO_OLD = GREETING + message(b"S", b"server_version\0" + b"9.5.3\0") + message(b"Z", b"I")


@contextmanager
def pretended_server(answer: bytes) -> Iterator[str]:
    """A server that gives everyone this answer, and the dsn that leads to it."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            while True:
                try:
                    client, _ = listening.accept()
                except OSError:
                    return
                with client:
                    client.recv(4096)
                    client.sendall(answer)
                    client.recv(4096)

        threading.Thread(target=serve, daemon=True).start()
        port = listening.getsockname()[1]
        yield f"host=127.0.0.1 port={port} user=u password=geheim connect_timeout=1 sslmode=disable gssencmode=disable"
        listening.shutdown(socket.SHUT_RDWR)


@pytest.mark.parametrize(
    ("answer", "code", "status", "parts"),
    [
        (error("53300", "désolé, trop de clients sont déjà connectés"), 0, "failed", ["désolé"]),
        (error("57P03", "the database system is starting up"), 3, "error", ["starting up"]),
        (error("28P01", "password geheim is wrong"), 3, "error", ["password *** is wrong"]),
        (message(b"R", struct.pack("!I", 99)), 3, "error", ["authentication method 99"]),
        (TOO_OLD, 3, "error", ["PostgreSQL 9.5", "9.6 or newer"]),
        (b"", 3, "error", ["connecting", "longer than 1 s", "connect_timeout"]),
    ],
    ids=["full", "starting", "wrong password", "unknown authentication", "old", "silent"],
)
def test_what_a_server_says_is_told(
    tmp_path: Path, answer: bytes, code: int, status: str, parts: list[str]
) -> None:
    with pretended_server(answer) as dsn:
        found = sample(dsn, "tasks:2", "sequential/std", tmp_path / "out", code)
    assert found["status"] == status
    for part in parts:
        assert part in found["reason"]
    assert "geheim" not in found["reason"]


@pytest.mark.parametrize(
    "contender", only_built("thread_pool/std", "process_pool/posix", "semaphore/asio")
)
def test_a_server_that_ends_in_the_middle_is_an_error(tmp_path: Path, contender: str) -> None:
    """Its own server, for it is spoilt then. Sessions wait in it when it ends: the query is under
    way."""
    if BINARIES is None:
        pytest.skip("no PostgreSQL server is installed")
    with private_server(BINARIES) as spoilt:
        env = {**os.environ, "CROSSOVER_DSN": spoilt.dsn}
        bench = subprocess.Popen(
            command("tasks:40/limit:4/wait_us:1000000", contender, tmp_path / "out"),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            env=env,
        )
        try:
            await_sleeping_sessions(spoilt.pid, bench)
            os.kill(spoilt.pid, signal.SIGINT)
            _, said = bench.communicate(timeout=60)
        finally:
            bench.kill()
            bench.wait()
    found = json.loads((tmp_path / "out").read_text())
    assert bench.returncode == 3, said
    assert found["status"] == "error" and found["reason"].find("the query of task ") >= 0


def title_of(process: str) -> str:
    """What a session says that it does; "" when it has just ended."""
    try:
        return Path(f"/proc/{process}/cmdline").read_text(errors="replace")
    except OSError:
        return ""


def await_sleeping_sessions(server: int, bench: "subprocess.Popen[str]") -> None:
    """Returns when four sessions execute a query, or when the bench has ended."""
    until = time.monotonic() + 30
    while bench.poll() is None and time.monotonic() < until:
        children = Path(f"/proc/{server}/task/{server}/children").read_text().split()
        if sum("SELECT" in title_of(child) for child in children) == 4:
            return
        time.sleep(0.02)
