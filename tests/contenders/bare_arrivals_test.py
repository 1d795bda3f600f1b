"""The thread that only sleeps until requests arrive, beside which the generator is measured."""

import json
import os
import subprocess
from pathlib import Path

import pytest

BENCH = os.environ.get("CROSSOVER_BENCH", "")
PROGRAM = Path(BENCH).absolute().parent / "bare" / "bare_arrivals"
pytestmark = pytest.mark.skipif(not BENCH, reason="CROSSOVER_BENCH names no bench")


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [str(PROGRAM), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def test_it_sleeps_until_each_request_arrives() -> None:
    ended = run("1000", "300")
    assert ended.returncode == 0, ended.stderr
    found = json.loads(ended.stdout)
    assert set(found) == {"clock_nanosleep", "epoll_wait"}
    for late in found.values():
        assert 0.0 < late["p50"] <= late["p99"]


@pytest.mark.parametrize("arguments", [[], ["1000"], ["x", "1"], ["0", "1"], ["10", "10000001"]])
def test_it_refuses_what_is_no_number(arguments: list[str]) -> None:
    ended = run(*arguments)
    assert ended.returncode == 2 and "usage: bare_arrivals RATE REQUESTS" in ended.stderr
