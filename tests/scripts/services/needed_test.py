"""The private PostgreSQL server: there while it is needed, and gone afterwards, whatever
happens."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import ROOT, environment
from crossover_tool.cell import Cell, Contender
from crossover_tool.errors import MissingError, SampleError
from crossover_tool.running.sampler import Sampler
from crossover_tool.services import needed
from crossover_tool.services.postgres import Server, private_server
from crossover_tool.services.postgres_binaries import PROGRAMS, find_binaries
from crossover_tool.suite import PlannedCell, Suite
from made_entrants import entrants_of

BINARIES = find_binaries()
needs_server = pytest.mark.skipif(BINARIES is None, reason="no PostgreSQL server is installed")
GONE_S = 30.0

HOLDER = """
import sys, time
from crossover_tool.services.postgres import private_server
from crossover_tool.services.postgres_binaries import find_binaries
with private_server(find_binaries()) as server:
    print(server.pid, server.folder, flush=True)
    time.sleep(600)
"""


def await_gone(pid: int, folder: Path | None) -> None:
    until = time.monotonic() + GONE_S
    while Path(f"/proc/{pid}").exists() or (folder is not None and folder.exists()):
        assert time.monotonic() < until, f"server {pid} or its folder {folder} is still there"
        time.sleep(0.02)


def ask(server: Server, sql: str) -> str:
    assert BINARIES is not None
    asked = [str(BINARIES / "psql"), "-XAtq", "-c", sql, server.dsn]
    return subprocess.run(
        asked, capture_output=True, text=True, check=True, timeout=30
    ).stdout.strip()


@needs_server
def test_it_has_the_table_and_the_usual_number_of_places_and_is_gone_afterwards() -> None:
    assert BINARIES is not None
    with private_server(BINARIES) as server:
        assert (
            ask(server, "SELECT count(*), min(id), max(id) FROM crossover_rows") == "10000|1|10000"
        )
        assert ask(server, "SHOW max_connections") == "100"
        assert ask(server, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") == "f"
        assert (server.folder.stat().st_mode & 0o77) == 0, "nobody else can reach it"
    await_gone(server.pid, server.folder)


@contextmanager
def holder() -> Iterator[tuple["subprocess.Popen[str]", int, Path]]:
    """A process that holds a server, its server's pid and folder."""
    held = subprocess.Popen(
        [sys.executable, "-c", HOLDER],
        stdout=subprocess.PIPE,
        text=True,
        env=environment(),
        cwd=ROOT,
    )
    try:
        assert held.stdout is not None
        pid, folder = held.stdout.readline().split()
        yield held, int(pid), Path(folder)
    finally:
        held.kill()
        held.communicate()


def keeper_of(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1].split()[1])


@needs_server
def test_neither_server_nor_folder_outlives_a_run_that_is_killed() -> None:
    with holder() as (held, pid, folder):
        assert folder.exists()
        held.kill()
        await_gone(pid, folder)


@needs_server
def test_the_server_does_not_outlive_a_keeper_that_is_killed() -> None:
    with holder() as (_, pid, folder):
        os.kill(keeper_of(pid), signal.SIGKILL)
        await_gone(pid, None)
        if folder.name.startswith("crossover-pg-"):
            subprocess.run(
                ["rm", "-r", str(folder)], check=True
            )  # the one thing that nobody was left to do


@pytest.fixture
def programs() -> Iterator[Path]:
    """A folder of stand-ins that anyone may run: PostgreSQL's programs do not run as root."""
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        folder = Path(name)
        folder.chmod(0o755)
        for program in PROGRAMS:
            path = folder / program
            path.write_text("#!/bin/sh\necho 'initdb: error: no space left' >&2\nexit 1\n")
            path.chmod(0o755)
        yield folder


def abandoned() -> set[Path]:
    """The folders whose keeper, whose number is in the name, has ended: other tests' have not."""
    found = Path("/tmp").glob("crossover-pg-*-*")
    return {path for path in found if not Path("/proc", path.name.split("-")[2]).exists()}


def test_a_server_that_cannot_start_is_one_sentence(programs: Path) -> None:
    before = abandoned()
    with pytest.raises(SampleError, match="initdb failed.*no space left"), private_server(programs):
        pytest.fail("there is no server")
    assert abandoned() <= before


def test_path_comes_before_the_installed_versions(programs: Path) -> None:
    assert find_binaries(str(programs)) == programs
    (programs / "psql").unlink()
    assert find_binaries(str(programs)) != programs


def suite(strict: bool) -> Suite:
    cell = Cell("database", 20, 4, (("wait_us", 5000), ("rows", 10), ("deadline_us", 10_000_000)))
    return Suite("one", 3, (PlannedCell(cell, (POOL,), 3, 3_000_000),), strict=strict)


POOL = Contender("thread_pool", "std")


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A bench that has the driver beside it; no server is named."""
    monkeypatch.delenv("CROSSOVER_DSN", raising=False)
    (tmp_path / needed.DRIVER).touch()
    return tmp_path / "crossover_bench"


def test_without_a_server_its_cells_are_skipped_and_the_rest_goes_on(
    bench: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(needed, "find_binaries", lambda: None)
    with needed.servers_for(suite(strict=False), bench) as found:
        assert list(found) == ["database"] and "install postgresql" in found["database"]
    needed.check_servers(suite(strict=False), bench)
    with pytest.raises(MissingError, match="install postgresql"):
        needed.check_servers(suite(strict=True), bench)


def test_a_server_that_cannot_start_is_a_reason_to_skip(
    bench: Path, programs: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(needed, "find_binaries", lambda: programs)
    with needed.servers_for(suite(strict=False), bench) as found:
        assert "no space left" in found["database"]
        assert needed.DSN not in os.environ
    assert "crossover: warning: " in capsys.readouterr().err
    with pytest.raises(SampleError), needed.servers_for(suite(strict=True), bench):
        pytest.fail("it was asked for by hand")


def test_a_named_server_travels_in_the_environment_alone(bench: Path) -> None:
    texts = {"dsn": "host=/nowhere password=geheim"}
    named = replace(suite(strict=True), texts=texts)
    needed.check_servers(named, bench)
    with needed.servers_for(named, bench):
        assert os.environ[needed.DSN] == texts["dsn"]
    assert needed.DSN not in os.environ
    entrants = entrants_of(named.cells[0].cell.key, [POOL.name])
    line = Sampler(bench, texts=texts).command(entrants.of(0, POOL), Path("out"))
    assert not any("geheim" in word for word in line)


def test_a_users_own_server_is_left_as_it_is(bench: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(needed.DSN, "host=/nowhere")
    monkeypatch.setattr(needed, "find_binaries", lambda: pytest.fail("no server is to be started"))
    with needed.servers_for(suite(strict=False), bench) as found:
        assert not found and os.environ[needed.DSN] == "host=/nowhere"
