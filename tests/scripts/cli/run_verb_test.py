"""`crossover run` end to end on the fake bench: what goes well, and what goes wrong without
spoiling the rest."""

import json
import os
import re
import subprocess
from pathlib import Path

import pytest
from conftest import FAKE, Command, command_line, environment, lines_of, only_error, samples_of
from crossover_tool.cli.main import main

CELL = (
    "--bench",
    FAKE,
    "--workload",
    "timer",
    "--tasks",
    "10",
    "--wait",
    "5ms",
    "--blocks",
    "3",
    "--no-retry",
)
"""--no-retry: else a busy machine would change how many samples there are."""
PAIR = ("--contender", "gather/asio", "--contender", "gather/libuv")
FEW = (*PAIR, "--contender", "sequential/*")
FEW_COUNT = 3
IN_A_BLOCK = FEW_COUNT + 1
"""With the A/A control."""


def test_a_run_ends_with_samples_tables_and_a_report(
    real_crossover: Command, tmp_path: Path
) -> None:
    result = real_crossover("run", *CELL, *FEW, "--tasks", "1,10", "--out", "out", "--seed", "7")
    assert result.returncode == 0, result.stderr
    header, *between, end = lines_of(tmp_path / "out" / "samples.jsonl")
    samples = [line for line in between if line["kind"] == "sample"]
    assert (header["seed"], header["suite"], header["rates"]) == (7, "timer", {"sha256": 1890.25})
    assert len(samples) == end["samples"] == 2 * 3 * IN_A_BLOCK
    assert header["doctor"]["noise"]["windows"] >= 3
    assert "report: out/report.md" in result.stdout
    assert "sequential takes" in " ".join(result.stdout.split())
    charts = sorted(path.name for path in (tmp_path / "out" / "charts").iterdir())
    whole = [name for name in charts if name.startswith(("timer-matrix", "timer-poster"))]
    assert len(whole) == 3 + 4  # PNG and SVG, PNG for a dark ground, and a page in PDF
    assert len(charts) - len(whole) == 5  # a sweep, with a dark one, and what a task costs
    report = (tmp_path / "out" / "report.md").read_text()
    assert "before the run identical work differed by up to " in report
    assert all(f"charts/{name}" in report for name in charts if name.endswith(".png"))
    count = len(samples)
    assert re.search(rf"\[ 1/{count}\] block 1: .* \({count} remain, .* left\)", result.stderr)


def test_the_same_seed_gives_the_same_order(crossover: Command, tmp_path: Path) -> None:
    def order(out: str, seed: int) -> list[tuple[int, str]]:
        crossover("run", *CELL, *FEW, "--no-report", "--out", out, "--seed", seed)
        samples = samples_of(tmp_path / out / "samples.jsonl")
        return [
            (s["block"], s["measurement"]["strategy"] + s["measurement"]["engine"]) for s in samples
        ]

    first = order("a", 3)
    assert first == order("b", 3)
    assert first != order("c", 4)


def test_every_block_has_its_control_and_its_interference(
    crossover: Command, tmp_path: Path
) -> None:
    assert crossover("run", *CELL, *FEW, "--no-report", "--out", "o").returncode == 0
    controls = [s for s in samples_of(tmp_path / "o" / "samples.jsonl") if s.get("control")]
    assert [s["block"] for s in controls] == [0, 1, 2]
    assert {s["measurement"]["strategy"] for s in controls} == {
        "gather"
    }  # the cheapest, not sequential
    blocks = [
        line for line in lines_of(tmp_path / "o" / "samples.jsonl") if line["kind"] == "block"
    ]
    assert [(b["block"], b["attempt"], b["samples"]) for b in blocks] == [
        (block, 0, (block + 1) * IN_A_BLOCK) for block in range(3)
    ]
    assert all(b["interference"]["others"] is not None and b["left_out"] == [] for b in blocks)


def test_a_budget_settles_what_it_can_and_says_so(crossover: Command, tmp_path: Path) -> None:
    cell = ("--bench", FAKE, "--workload", "timer", "--tasks", "10", "--wait", "5ms", "--no-retry")
    result = crossover(
        "run",
        *cell,
        *FEW,
        "--budget",
        "20s",
        "--seed",
        "1",
        "--json",
        "--no-report",
        "--out",
        "o",
        FAKE_BENCH_NOISE="0.0001",
        FAKE_BENCH_SEED="1",
        FAKE_BENCH_TRACE=str(tmp_path / "trace"),
    )
    assert result.returncode == 0, result.stderr
    lines = lines_of(tmp_path / "o" / "samples.jsonl")
    interims = [line for line in lines if line["kind"] == "interim"]
    assert lines[0]["budget_s"] == 20.0
    assert interims and interims[-1]["open"] == []
    (cell_result,) = json.loads(result.stdout)["groups"][0]["cells"]
    assert cell_result["strategies"]["verdict"] == "WINNER"
    assert cell_result["blocks_needed"] == 0


def test_json_is_alone_on_standard_output(crossover: Command, tmp_path: Path) -> None:
    # seeded: of controls on noise that is new each time, one in twenty fails, as it should
    noise = {"FAKE_BENCH_SEED": "1", "FAKE_BENCH_TRACE": str(tmp_path / "trace")}
    result = crossover(
        "run", *CELL, *FEW, "--seed", "1", "--json", "--no-report", "--out", "out", **noise
    )
    document = json.loads(result.stdout)
    (cell,) = document["groups"][0]["cells"]
    assert document["folder"] == "out"
    assert len(cell["contenders"]) == FEW_COUNT
    assert cell["strategies"]["unbeaten"][0] != "sequential"


@pytest.mark.parametrize(
    ("fault", "code", "status", "says"),
    [
        ("void", 5, "void", "wrong digest"),
        ("void_at_once", 5, "void", "wrong digest"),
        ("error", 3, "error", "the server died"),
        ("segv", 3, "error", "killed by SIGSEGV"),
        ("garbage", 3, "error", "not JSON"),
        ("silent", 3, "error", "wrote 0 measurements"),
        ("usage", 3, "error", "unknown cell timer"),
        ("wrong", 3, "error", "instead of gather/libuv"),
        ("skip", 0, "skipped", "no such wait"),
        ("late", 0, "late", "let go too late"),
    ],
)
def test_one_bad_contender_spoils_nothing_else(
    crossover: Command, tmp_path: Path, fault: str, code: int, status: str, says: str
) -> None:
    result = crossover(
        "run",
        *CELL,
        *PAIR,
        "--no-report",
        "--out",
        "o",
        FAKE_BENCH=f"{fault}:gather/libuv",
    )
    assert result.returncode == code, result.stderr
    assert "Traceback" not in result.stderr
    samples = samples_of(tmp_path / "o" / "samples.jsonl")
    measurements = [line["measurement"] for line in samples]
    bad = [m for m in measurements if m["engine"] == "libuv" or m["status"] != "ok"]
    assert {m["status"] for m in bad} == {status}
    assert all(says in m["reason"] for m in bad)
    assert sum(s["measurement"]["status"] == "ok" for s in samples if not s.get("control")) == 3
    assert says in result.stdout


@pytest.mark.parametrize(("seed", "as_control"), [(5, False), (10, True)])
def test_a_hang_ends_and_is_not_tried_again(
    crossover: Command, tmp_path: Path, seed: int, as_control: bool
) -> None:
    result = crossover(
        "run",
        *CELL,
        "--contender",
        "gather/*",
        "--no-report",
        "--out",
        "o",
        "--sample-timeout",
        "300ms",
        "--seed",
        seed,
        FAKE_BENCH="hang:gather/asio_awaitable",
    )
    assert result.returncode == 3
    measurements = [line["measurement"] for line in samples_of(tmp_path / "o" / "samples.jsonl")]
    hung = [(m["status"], m["reason"]) for m in measurements if m["engine"] == "asio_awaitable"]
    assert [status for status, _ in hung] == ["error", *["skipped"] * (5 if as_control else 2)]
    assert hung[1][1] == "timed out in block 1"


def test_what_the_build_lacks_is_skipped_with_its_reason(crossover: Command) -> None:
    lacks = {"FAKE_BENCH_LACKS": "thread_pool/tbb"}
    ask = ("run", *CELL, "--no-report", "--out", "o", "--contender", "thread_pool/tbb")
    result = crossover(*ask, "--contender", "sequential/std", **lacks)
    assert result.returncode == 0, result.stderr
    assert "thread_pool/tbb skipped: it was not found when the suite was built" in result.stdout
    alone = crossover(*ask, **lacks)
    assert alone.returncode == 6
    assert "it was not found when the suite was built" in only_error(alone)


def test_a_full_disk_stops_the_run_and_keeps_what_is_there(tmp_path: Path) -> None:
    limited = [
        "sh",
        "-c",
        'ulimit -f 16; exec "$@"',
        "sh",
    ]  # 16 blocks of 512 or 1024 bytes: some samples fit
    result = subprocess.run(
        [*limited, *command_line("run", *CELL, "--out", "o")],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=environment(),
        timeout=60,
    )
    assert result.returncode == 4, result.stderr
    assert "crossover: error: cannot write to o/samples.jsonl: File too large" in result.stderr
    assert all(
        line["kind"] in ("header", "sample", "block")
        for line in lines_of(tmp_path / "o" / "samples.jsonl")
    )


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        ((*CELL, "--workload", "tpc"), 2, "unknown workload 'tpc': did you mean 'tcp'"),
        (("--bench", FAKE, "--suite", "quikc"), 2, "unknown suite 'quikc': did you mean 'quick'"),
        (("--bench", FAKE, "--suite", "mine.toml"), 2, "no suite file 'mine.toml'"),
        (("--bench", FAKE, "--suite", "quick", "--workload", "tcp"), 2, "exclude each other"),
        (("--bench", FAKE, "--tasks", "3"), 2, "--tasks needs --workload"),
        ((*CELL, "--contender", "gathr/*"), 2, "unknown strategy 'gathr': did you mean 'gather'"),
        ((*CELL, "--contender", "gather/liubv"), 2, "unknown engine 'liubv': did you mean 'libuv'"),
        ((*CELL, "--contender", "gather"), 2, "write for example 'gather/*'"),
        ((*CELL, "--contender", "gather/tbb"), 2, "unknown contender 'gather/tbb'"),
        ((*CELL, "--wait", "5"), 2, "write 5ms"),
        ((*CELL, "--wait", "-5ms"), 2, "negative"),
        ((*CELL, "--wait", "2000000h"), 2, "outside 0 to 3600000000 us"),
        ((*CELL, "--tasks", "0"), 2, "least is 1"),
        ((*CELL, "--tasks", "-4"), 2, "least is 1"),
        ((*CELL, "--tasks", "many"), 2, "not a whole number"),
        ((*CELL, "--tasks", "100000001"), 2, "absurd"),
        ((*CELL, "--limit", "0"), 2, "least is 1"),
        ((*CELL, "--limit", "lots"), 2, "not a limit"),
        ((*CELL, "--blocks", "0"), 2, "least is 1"),
        ((*CELL, "--seed", "x"), 2, "--seed"),
        ((*CELL, "--budget", "10m"), 2, "--blocks and --budget exclude each other"),
        (("--bench", FAKE, "--budget", "soon"), 2, "--budget"),
        (("--bench", FAKE, "--budget", "0s"), 2, "leaves no time"),
        ((*CELL, "--max-sample", "3"), 2, "write 3ms"),
        ((*CELL, "--param", "wiat=5ms"), 2, "did you mean 'wait'"),
        ((*CELL, "--param", "wait"), 2, "not NAME=VALUE"),
        ((*CELL, "--param", "wait=7ms"), 2, "given twice"),
        ((*CELL, "--bytes", "64"), 2, "unknown parameter of workload 'timer' 'bytes'"),
        ((*CELL, "--taks", "5"), 2, "unknown option --taks: did you mean --tasks?"),
        ((*CELL, "--tasks"), 2, "expected one argument"),
        ((*CELL, "stray"), 2, "unexpected argument 'stray'"),
        (("--bench", "nowhere"), 6, "no bench binary at nowhere"),
        (("--bench", "/etc/passwd"), 6, "cannot be executed"),
        (("--bench", "/bin/true"), 3, "not JSON"),
        (("--bench", "/bin/false"), 3, "--list failed"),
        ((*CELL, "--out", "/proc/nowhere"), 4, "/proc/nowhere"),
        ((*CELL, "--out", "/dev/full"), 4, "/dev/full"),
    ],
)
def test_bad_input_is_one_sentence_and_a_documented_code(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[object, ...],
    code: int,
    says: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CROSSOVER_DEBUG", raising=False)
    assert main(["run", *map(str, arguments)]) == code
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("crossover: error: ")
    assert says in line
    assert not list(tmp_path.iterdir())


def test_too_many_connections_say_what_is_needed(crossover: Command, tmp_path: Path) -> None:
    limited = ["sh", "-c", 'ulimit -n 512; exec "$@"', "sh"]
    cell = ("--bench", FAKE, "--workload", "tcp", "--tasks", "1000", "--limit", "1000")
    result = subprocess.run(
        [*limited, *command_line("run", *cell)],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=environment(),
    )
    assert result.returncode == 7
    assert "needs 1064 descriptors in one process, which may have 512" in only_error(result)


def test_results_are_not_mixed(crossover: Command) -> None:
    assert (
        crossover(
            "run", *CELL, "--no-report", "--out", "o", "--contender", "sequential/*"
        ).returncode
        == 0
    )
    again = crossover("run", *CELL, "--no-report", "--out", "o")
    assert again.returncode == 4
    assert "holds samples already" in only_error(again)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_without_permission_is_named(crossover: Command, tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir(mode=0o555)
    result = crossover("run", *CELL, "--out", "closed/o")
    assert result.returncode == 4
    assert "closed/o: Permission denied" in only_error(result)
