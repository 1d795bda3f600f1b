"""`crossover run --find-crossover` end to end on the fake bench, where the crossover is known."""

import json
import os
import signal
import subprocess
from collections import Counter
from pathlib import Path

import pytest
from conftest import FAKE, Command, command_line, environment, lines_of, only_error
from crossover_tool.analysis.analyse import analyse
from crossover_tool.cli.run_verb import main as run
from crossover_tool.host.interference import Interference
from crossover_tool.running.meter import InterferenceMeter
from crossover_tool.samples.reader import read
from quick_command import calm, forked

# the fake bench's formula: T (1000 + 240) + 61800 ns in sequence, T (1000 + 320) / 2 + 113800 ns on
# two processes
TRUTH = 52_000 / (1240 - 660)
pytestmark = pytest.mark.skipif(
    len(os.sched_getaffinity(0)) < 2, reason="the fake bench computes on two cores"
)
FIND = (
    "run", "--bench", FAKE, "--workload", "sha256", "--cpu", "1us", "--limit", "2", "--tasks", "1,10000",
    "--contender", "sequential/std", "--contender", "process_pool/posix", "--find-crossover", "--seed", "3",
    "--out", "o", "--no-retry",
)  # fmt: skip
"""--no-retry: else a busy machine would change how many samples there are."""


def noise(folder: Path) -> dict[str, str]:
    """The same noise in every run of a test: an interval of 95 % misses the truth in one of
    twenty."""
    return {"FAKE_BENCH_SEED": "1", "FAKE_BENCH_TRACE": str(folder / "trace")}


@pytest.fixture(scope="module")
def searched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a search that nothing disturbed; `said` is its standard output, `o` its
    results."""
    folder = tmp_path_factory.mktemp("searched")
    result = forked([str(word) for word in (*FIND, "--json")], folder, environment(**noise(folder)))
    assert result.returncode == 0, result.stderr
    (folder / "said").write_text(result.stdout)
    return folder


def test_the_crossover_is_found_with_few_samples(searched: Path) -> None:
    (group,) = json.loads((searched / "said").read_text())["groups"]
    (found,) = group["crossovers"]
    assert (found["before"], found["after"]) == ("sequential", "process_pool")
    assert found["low"] <= TRUTH <= found["high"]
    assert found["high"] / found["low"] <= 1.1**2
    header, *lines, end = lines_of(searched / "o" / "samples.jsonl")
    samples = [line for line in lines if line["kind"] == "sample"]
    assert (end["status"], end["samples"], header["retry"]) == ("complete", len(samples), False)
    blocks = Counter(s["cell"] for s in samples)
    assert 5 <= len(blocks) <= 15
    assert min(blocks.values()) >= 3 * 6
    assert len(samples) < 3 * 6 * len(header["cells"]) / 3  # what the whole grid would take
    assert (searched / "o" / "report.md").read_text().count(
        "process_pool overtakes sequential at "
    ) >= 2


def test_a_search_has_the_protocol_of_every_run(searched: Path) -> None:
    """In each block an A/A control, its interference noted, and an order in which positions balance
    out."""
    results = read(searched / "o")
    taken: dict[tuple[int, int], list[str]] = {}
    for s in results.samples:
        mark = "'" if s.control else ""
        taken.setdefault((s.cell, s.block), []).append(s.contender.strategy + mark)
    assert all(len(names) == len(set(names)) == 3 for names in taken.values())
    assert sum(name.endswith("'") for names in taken.values() for name in names) == len(taken)
    assert {(b.cell, b.number) for b in results.blocks} == set(taken)
    assert all(b.interference.spin >= 1.0 for b in results.blocks)
    first = [taken[0, block] for block in range(6)]  # a Williams design of three has six rows
    for place in range(3):
        assert set(Counter(names[place] for names in first).values()) == {2}
    assert analyse(results).cells[0].control


def test_a_disturbed_block_of_a_search_is_taken_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, value in {**noise(tmp_path), "FAKE_BENCH_NOISE": "0.001"}.items():
        monkeypatch.setenv(name, value)
    blocks = iter([Interference(slept_s=3.0)])
    monkeypatch.setattr(InterferenceMeter, "stop", lambda self: next(blocks, Interference()))
    calm(monkeypatch.setattr)
    assert run([str(word) for word in FIND[1:-1]] + ["--no-report", "--budget", "200ms"]) == 0
    results = read(tmp_path / "o")
    first, second, *_ = results.blocks
    assert first.left_out == (0, 1, 2) and first.tainted == ("the machine slept for 3 s",)
    assert (second.cell, second.number, second.attempt) == (first.cell, first.number, 1)
    assert len(results.samples) == results.lines - 3


def test_a_spent_budget_ends_the_search_with_what_is_known(
    crossover: Command, tmp_path: Path
) -> None:
    result = crossover(*FIND, "--no-report", "--budget", "1s", FAKE_BENCH_SLEEP_S="0.1")
    assert result.returncode == 0
    assert "the budget of 1 s is spent" in result.stderr
    assert read(tmp_path / "o").status == "complete"
    assert "overtakes" not in result.stdout


def test_a_killed_search_goes_on(crossover: Command, tmp_path: Path) -> None:
    child = subprocess.Popen(
        command_line(*FIND, "--no-report"),
        cwd=tmp_path,
        env=environment(**noise(tmp_path)),
        stderr=subprocess.PIPE,
    )
    assert child.stderr
    while b" 30/" not in (line := child.stderr.readline().replace(b"[", b" ")):
        assert line, "the search ended before its 30th sample"
    child.send_signal(signal.SIGKILL)
    child.wait()
    kept = read(tmp_path / "o").lines
    result = crossover("run", "--resume", "o", "--bench", FAKE, "--no-report", **noise(tmp_path))
    assert result.returncode == 0, result.stderr
    results = read(tmp_path / "o")
    assert (results.status, results.resumed) == ("complete", 1)
    assert kept >= 28
    names = Counter((s.cell, s.block, s.contender.strategy, s.control) for s in results.samples)
    assert set(names.values()) == {1}
    assert sum(s.control for s in results.samples) == len({key[:2] for key in names})
    (found,) = analyse(results).groups[0].crossings
    assert found.low <= TRUTH <= found.high


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--find-crossover",), "needs --workload and the range of one option"),
        (("--workload", "tcp", "--tasks", "5", "--find-crossover"), "none has one"),
        (
            ("--workload", "tcp", "--tasks", "1,9", "--limit", "1,9", "--find-crossover"),
            "tasks and limit have several values",
        ),
        (
            ("--workload", "tcp", "--tasks", "1,9", "--find-crossover", "--precision", "0%"),
            "cannot be reached",
        ),
        (
            ("--workload", "tcp", "--tasks", "1,9", "--find-crossover", "--precision", "5"),
            "for example 5%",
        ),
        (
            ("--workload", "tcp", "--tasks", "1,9", "--precision", "5%"),
            "--precision needs --find-crossover",
        ),
    ],
)
def test_bad_input_is_one_sentence(
    crossover: Command, arguments: tuple[str, ...], says: str
) -> None:
    result = crossover("run", "--bench", FAKE, *arguments)
    assert result.returncode == 2
    assert says in only_error(result)
