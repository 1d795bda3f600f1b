"""Which binaries a run measured with."""

import hashlib
from pathlib import Path

import pytest
from crossover_tool.bench.fingerprint import fingerprints
from crossover_tool.cell import BASELINE, Cell, Contender
from crossover_tool.errors import MissingError
from crossover_tool.suite import PlannedCell, Suite

GATHER, RAW = Contender("gather", "asio"), Contender(BASELINE, "raw_tcp")
SNAKE = Contender("gather", "asyncio")


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def suite(*contenders: Contender) -> Suite:
    return Suite("made", 1, (PlannedCell(Cell("tcp", 1, 1), contenders, 1),))


def put(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)
    return path


def test_the_bench_and_the_servers_that_are_there_count(tmp_path: Path) -> None:
    bench = put(tmp_path / "bench", "b")
    assert fingerprints(bench, suite(GATHER)) == {"bench": sha256("b")}
    put(tmp_path / "tcp_server", "s")
    assert fingerprints(bench, suite(GATHER)) == {"bench": sha256("b"), "tcp_server": sha256("s")}


def test_programs_count_where_they_meet(tmp_path: Path) -> None:
    bench = put(tmp_path / "bench", "b")
    put(tmp_path / "programs" / "raw_tcp", "r")
    own = put(tmp_path / "elsewhere" / "mine.py", "m")
    found = fingerprints(bench, suite(GATHER, RAW, SNAKE), {SNAKE: own})
    assert found == {"bench": sha256("b"), "raw_tcp": sha256("r"), "mine.py": sha256("m")}
    assert set(fingerprints(bench, suite(GATHER), {SNAKE: own})) == {"bench"}


def test_of_a_contender_that_came_along_what_it_imports_counts(tmp_path: Path) -> None:
    bench = put(tmp_path / "bench", "b")
    program = put(tmp_path / "contenders" / "python" / "asyncio.py", "p")
    put(tmp_path / "contenders" / "python" / "support" / "loop.py", "l")
    found = fingerprints(bench, suite(SNAKE), {SNAKE: program})
    assert found["python/support/loop.py"] == sha256("l")


def test_a_program_that_is_gone_is_named(tmp_path: Path) -> None:
    bench = put(tmp_path / "bench", "b")
    with pytest.raises(MissingError, match="raw_tcp: No such file"):
        fingerprints(bench, suite(RAW))
