"""Who is measured by --kind, --strategy and --engine, and parameters that are texts."""

import json
from pathlib import Path

import pytest
from conftest import FAKE, Command, lines_of, only_error

ASK = ("run", "--bench", FAKE, "--workload", "timer", "--tasks", "2", "--wait", "1ms")
QUICK = ("--seed", "1", "--blocks", "1", "--no-retry", "--no-report", "--out", "o")


def measured(folder: Path) -> set[str]:
    return set(lines_of(folder / "o" / "samples.jsonl")[0]["cells"][0]["contenders"])


@pytest.mark.parametrize(
    ("options", "who"),
    [
        (("--kind", "textbook"), {"thread_pool/std"}),
        (("--strategy", "sequential", "--strategy", "process_pool"),
         {"sequential/std", "process_pool/posix", "process_pool/pipe"}),
        (("--engine", "uring", "--strategy", "gather"), {"gather/uring"}),
        (("--contender", "thread_pool/*", "--kind", "documented", "--engine", "tbb"),
         {"thread_pool/tbb"}),
        (("--kind", "pattern", "--engine", "uring", "--strategy", "deadline_gather"),
         {"deadline_gather/uring"}),
        (("--contender", "nested_gather/asio"), {"nested_gather/asio"}),
    ],
)  # fmt: skip
def test_filters_leave_whom_all_of_them_name(
    crossover: Command, tmp_path: Path, options: tuple[str, ...], who: set[str]
) -> None:
    result = crossover(*ASK, *QUICK, *options)
    assert result.returncode == 0, result.stderr
    assert measured(tmp_path) == who


def test_patterns_are_measured_when_they_are_named(crossover: Command, tmp_path: Path) -> None:
    result = crossover(*ASK, *QUICK, "--engine", "uring")
    assert result.returncode == 0, result.stderr
    assert "gather/uring" in measured(tmp_path)
    assert not {name for name in measured(tmp_path) if "_gather/" in name and "block" not in name}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--kind", "documentd"), "unknown kind 'documentd': did you mean 'documented'?"),
        (("--strategy", "gathr"), "unknown strategy 'gathr': did you mean 'gather'?"),
        (("--engine", "asoi"), "unknown engine 'asoi': did you mean 'asio'?"),
        (("--language", "pyhton"), "unknown language 'pyhton'"),
        (("--kind", "textbook", "--strategy", "gather"),
         "no cell of 'timer' has a contender that matches --strategy gather --kind textbook"),
    ],
)  # fmt: skip
def test_who_is_nobody_is_one_sentence(
    crossover: Command, options: tuple[str, ...], said: str
) -> None:
    result = crossover(*ASK, *options)
    assert result.returncode == 2
    assert said in only_error(result)


def test_a_suite_is_narrowed_too(crossover: Command) -> None:
    result = crossover("run", "--bench", FAKE, "--suite", "quick", "--dry-run", "--engine", "posix")
    assert result.returncode == 0, result.stderr
    assert " 1 contender," in result.stdout and " 2 contenders" not in result.stdout


def test_the_kind_stands_in_every_measurement_and_in_the_list(
    crossover: Command, tmp_path: Path
) -> None:
    crossover(*ASK, *QUICK, "--strategy", "thread_per_task")
    sample = next(r for r in lines_of(tmp_path / "o" / "samples.jsonl") if r["kind"] == "sample")
    assert sample["measurement"]["kind"] == "mistake"
    assert sample["measurement"]["language"] == "cpp"
    document = json.loads(crossover("list", "--bench", FAKE, "--json").stdout)
    assert {c["kind"] for c in document["contenders"]} >= {"best", "documented", "textbook"}
    assert "textbook" in crossover("list", "--bench", FAKE).stdout


@pytest.mark.parametrize("fault", ["void", "void_at_once"])
def test_a_void_sample_makes_its_cell_void(crossover: Command, tmp_path: Path, fault: str) -> None:
    """Whatever batch had the wrong digest, and however far the others lie apart: nobody wins."""
    who = ("--contender", "gather/asio", "--contender", "sequential/std", "--tasks", "100")
    ask = [*ASK, *QUICK, *who, "--blocks", "9", "--json"]
    assert crossover(*ask).returncode == 0
    won = json.loads(crossover("report", "o", "--json").stdout)
    assert won["groups"][0]["cells"][0]["strategies"]["verdict"] == "WINNER"
    ask[ask.index("o")] = "p"
    result = crossover(*ask, FAKE_BENCH=f"{fault}:sequential/")
    assert result.returncode == 5
    (cell,) = json.loads(result.stdout)["groups"][0]["cells"]
    assert cell["strategies"]["verdict"] == "VOID"
    bad = [
        r["measurement"] for r in lines_of(tmp_path / "p" / "samples.jsonl")
        if r["kind"] == "sample" and r["measurement"]["status"] != "ok"
    ]  # fmt: skip
    assert bad and all(m["status"] == "void" for m in bad)
    assert all(("makespan_ns" in m) and bool(m["makespan_ns"]) == (fault == "void") for m in bad)


SUITE = """
name = "mine"
blocks = 4
budget = "1us"
batches = 1
[[cells]]
workload = "timer"
tasks = 2
wait = "1ms"
contenders = ["gather/asio", "sequential/std"]
"""


@pytest.mark.parametrize(
    ("asked", "least", "blocks"),
    [((), 4, 4), (("--blocks", "2"), 1, 2), (("--budget", "1us"), 1, 1)],
)
def test_a_suites_own_blocks_are_taken_whatever_its_budget(
    crossover: Command, tmp_path: Path, asked: tuple[str, ...], least: int, blocks: int
) -> None:
    (tmp_path / "mine.toml").write_text(SUITE)
    ways = ("--bench", FAKE, "--seed", "1", "--no-retry", "--no-report", "--out", "o")
    result = crossover("run", "--suite", "mine.toml", *ways, *asked)
    assert result.returncode == 0, result.stderr
    header, *lines = lines_of(tmp_path / "o" / "samples.jsonl")
    assert header.get("least_blocks", 1) == least
    assert len([line for line in lines if line["kind"] == "block"]) == blocks
