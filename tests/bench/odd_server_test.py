"""The bench binary against servers that are slow or misbehave: marked or failed, in one sentence,
and never in the way of other cells."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from binary_test import BENCH, QUICK, refusal, run, samples_in

sys.path.insert(0, str(Path(__file__).parents[2] / "scripts"))
from crossover_tool.analysis.contender import measured  # noqa: E402
from crossover_tool.cell import Contender  # noqa: E402
from crossover_tool.samples import codec  # noqa: E402
from crossover_tool.samples.records import Sample  # noqa: E402

CELLS = {
    "tcp": "--cell=tcp/tasks:8/limit:4/wait_us:1000",
    "limited_api": "--cell=limited_api/tasks:8/limit:4/wait_us:1000",
}
CONTENDERS = (
    "sequential/std",
    "thread_pool/std",
    "process_pool/posix",
    "semaphore/asio",
    "semaphore/libuv",
)

ODD_SERVER = """\
import socket, struct, sys, threading
deed = sys.argv[1]
listener = socket.create_server(("127.0.0.1", 0))
kept = []

def meet(client):
    kept.append(client)
    client.recv(64, socket.MSG_WAITALL)
    if deed == "reset":
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        client.close()
    elif deed == "half_close":
        client.shutdown(socket.SHUT_WR)
    elif deed == "cut":
        client.sendall(bytes(30))
        client.shutdown(socket.SHUT_WR)

def accept():
    while True:
        threading.Thread(target=meet, args=(listener.accept()[0],), daemon=True).start()

threading.Thread(target=accept, daemon=True).start()
print("port", listener.getsockname()[1], flush=True)
for line in sys.stdin:
    zeros = "requests 0 refused 0 peak 0 bytes_in 0 bytes_out 0 in_flight_ns 0"
    print("ok" if line.strip() == "reset" else zeros, flush=True)
"""


def wrapper(folder: Path, commands: str) -> dict[str, str]:
    """The environment in which a shell script stands in for the server; in it, $SERVER is the real
    one."""
    script = folder / "server.sh"
    script.write_text(f"#!/bin/sh\nSERVER='{Path(BENCH).parent / 'tcp_server'}'\n{commands}\n")
    script.chmod(0o700)
    return {"CROSSOVER_SERVER": str(script)}


@pytest.mark.parametrize("deed", ["reset", "half_close", "cut"])
@pytest.mark.parametrize("workload", CELLS)
def test_a_server_that_breaks_off_is_code_3_in_one_sentence(
    workload: str, deed: str, tmp_path: Path
) -> None:
    odd = tmp_path / "odd_server.py"
    odd.write_text(ODD_SERVER)
    environment = wrapper(tmp_path, f"exec {sys.executable} {odd} {deed} 2>/dev/null")
    for contender in CONTENDERS:
        out = tmp_path / f"{contender.replace('/', '_')}.jsonl"
        asked = (CELLS[workload], f"--contender={contender}", f"--samples_out={out}", *QUICK)
        result = run(*asked, environment=environment)
        if result.returncode == 0 and samples_in(out)[0]["status"] == "skipped":
            continue  # a loop that cannot talk
        assert "task " in refusal(result, 3)
        (sample,) = samples_in(out)
        assert sample["status"] == "error"
        assert 1 <= sample["errors"] <= 8
        assert "makespan_ns" not in sample


@pytest.mark.parametrize(
    "contender",
    (
        *CONTENDERS,
        "process_pool/pipe",
        "gather/uring",
        "gather/asio_cores",
        "gather/asio_awaitable",
    ),
)
def test_a_server_that_never_answers_is_given_up(contender: str, tmp_path: Path) -> None:
    odd = tmp_path / "odd_server.py"
    odd.write_text(ODD_SERVER)
    out = tmp_path / "samples.jsonl"
    result = run(
        "--cell=tcp/tasks:8/limit:4/wait_us:1000",
        f"--contender={contender}",
        f"--samples_out={out}",
        "--patience_ms=300",
        *QUICK,
        environment=wrapper(tmp_path, f"exec {sys.executable} {odd} silent 2>/dev/null"),
    )
    if "matches nothing" in result.stderr or not out.exists():
        pytest.skip(f"{contender} is not built in")
    if (sample := samples_in(out)[0])["status"] == "skipped":
        pytest.skip(sample["reason"])
    assert "8 of 8 tasks failed: no task has ended for 301 ms" in refusal(result, 3)
    assert sample["status"] == "error"
    assert sample["errors"] == 8


def test_a_server_that_stops_answering_is_given_up(tmp_path: Path) -> None:
    """Not in its first batch, and not before any task of the batch has ended."""
    out = tmp_path / "samples.jsonl"
    stopping = '(sleep 1; kill -STOP $$) <&- >&- 2>&- & exec "$SERVER" "$@"'
    result = run(
        "--cell=tcp/tasks:100/limit:4/wait_us:1000",
        "--contender=thread_pool/std",
        f"--samples_out={out}",
        "--patience_ms=500",
        "--min_time_ms=3000",
        environment=wrapper(tmp_path, stopping),
    )
    assert "of 100 tasks failed: no task has ended for 501 ms" in refusal(result, 3)
    assert 1 <= samples_in(out)[0]["errors"] <= 100


def test_tasks_that_are_refused_too_often_are_counted_and_not_timed(tmp_path: Path) -> None:
    out = tmp_path / "samples.jsonl"
    cell = "--cell=limited_api/tasks:8/limit:8/wait_us:100000/capacity:1/attempts:1"
    result = run(cell, "--contender=thread_pool/std", f"--samples_out={out}", *QUICK)
    assert result.returncode == 0, result.stderr
    (sample,) = samples_in(out)
    assert sample["status"] == "failed"
    assert "of 8 tasks failed: task " in sample["reason"]
    assert 1 <= sample["errors"] <= 7
    assert "was refused once" in sample["reason"]


def test_calls_that_were_refused_are_in_the_measurement(tmp_path: Path) -> None:
    out = tmp_path / "samples.jsonl"
    cell = "--cell=limited_api/tasks:16/limit:8/wait_us:5000/capacity:2/backoff_us:500"
    for over in ("refuse", "slow"):
        result = run(
            f"{cell}/over:{over}", "--contender=thread_pool/std", f"--samples_out={out}", *QUICK
        )
        assert result.returncode == 0, result.stderr
    refusing, slowing = (sample["server"] for sample in samples_in(out))
    assert refusing["refused"] >= 1 and refusing["requests"] == 16 + refusing["refused"]
    assert refusing["peak_concurrency"] == 2
    assert slowing["refused"] == 0 and slowing["requests"] == 16
    assert slowing["peak_concurrency"] == 8


def server_and_bound(folder: Path, burn_us: int) -> tuple[dict, str]:
    """What a server that burns so much CPU time on each request counted, and what bounds the cell
    by the report."""
    environment = wrapper(folder, f'exec "$SERVER" "$@" --burn_us={burn_us}')
    out = folder / "samples.jsonl"
    out.unlink(missing_ok=True)
    cell = "--cell=tcp/tasks:20/limit:10/wait_us:1000"
    result = run(
        cell, "--contender=thread_pool/std", f"--samples_out={out}", *QUICK, environment=environment
    )
    assert result.returncode == 0, result.stderr
    (sample,) = samples_in(out)
    found = measured(Contender("thread_pool", "std"), [Sample(0, 0, 0, codec.measurement(sample))])
    assert found
    return sample["server"], found.bound


def test_a_server_that_is_too_slow_is_marked(tmp_path: Path) -> None:
    assert server_and_bound(tmp_path, 0)[1] == "limit"
    for _ in range(
        20
    ):  # where others leave the server less than half a core, it is not what bounds
        server, bound = server_and_bound(tmp_path, 2000)
        assert server["cpu_ns"] >= 20 * 2_000_000
        if bound == "server":
            return
    assert False, "a server that is busy all the time was never marked"
