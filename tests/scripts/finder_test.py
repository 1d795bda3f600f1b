"""`crossover run --find-crossover` end to end on the fake bench, where the crossover is known."""

import json
import os
import signal
import subprocess
from collections import Counter
from pathlib import Path

import pytest
from conftest import FAKE, Command, command_line, environment, lines_of, only_error
from crossover_tool.analysis.report import analyse
from crossover_tool.samples.reader import read

# the fake bench's model: T (1000 + 240) + 61800 ns in sequence, T (1000 + 320) / 2 + 113800 ns on two processes
TRUTH = 52_000 / (1240 - 660)
pytestmark = pytest.mark.skipif(
    len(os.sched_getaffinity(0)) < 2, reason="the fake bench computes on two cores"
)
FIND = (
    "run", "--bench", FAKE, "--workload", "sha256", "--cpu", "1us", "--limit", "2", "--tasks", "1,10000",
    "--contender", "sequential/std", "--contender", "process_pool/posix", "--find-crossover", "--seed", "3",
    "--out", "o",
)  # fmt: skip


def noise(folder: Path) -> dict[str, str]:
    """The same noise in every run of a test: an interval of 95 % misses the truth in one of twenty."""
    return {"FAKE_BENCH_SEED": "1", "FAKE_BENCH_TRACE": str(folder / "trace")}


def test_the_crossover_is_found_with_few_samples(crossover: Command, tmp_path: Path) -> None:
    result = crossover(*FIND, "--json", **noise(tmp_path))
    assert result.returncode == 0, result.stderr
    (group,) = json.loads(result.stdout)["groups"]
    (found,) = group["crossovers"]
    assert (found["before"], found["after"]) == ("sequential", "process_pool")
    assert found["low"] <= TRUTH <= found["high"]
    assert found["high"] / found["low"] <= 1.1**2
    header, *samples, end = lines_of(tmp_path / "o" / "samples.jsonl")
    assert end["status"] == "complete"
    blocks = Counter(s["cell"] for s in samples)
    assert 5 <= len(blocks) <= 15
    assert min(blocks.values()) >= 2 * 6
    assert len(samples) < 2 * 6 * len(header["cells"]) / 3  # what the whole grid would take
    assert (tmp_path / "o" / "report.md").read_text().count("process_pool overtakes sequential at ") >= 2


def test_a_spent_budget_ends_the_search_with_what_is_known(crossover: Command, tmp_path: Path) -> None:
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
    names = Counter((s["cell"], s["block"], s["measurement"]["strategy"]) for s in results.samples)
    assert set(names.values()) == {1}
    (found,) = analyse(results).groups[0].crossings
    assert found.low <= TRUTH <= found.high


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--find-crossover",), "needs --workload and the range of one option"),
        (("--workload", "tcp", "--tasks", "5", "--find-crossover"), "none does"),
        (("--workload", "tcp", "--tasks", "1,9", "--limit", "1,9", "--find-crossover"), "tasks and limit do"),
        (
            ("--workload", "tcp", "--tasks", "1,9", "--find-crossover", "--precision", "0%"),
            "cannot be reached",
        ),
        (("--workload", "tcp", "--tasks", "1,9", "--find-crossover", "--precision", "5"), "for example 5%"),
        (("--workload", "tcp", "--tasks", "1,9", "--precision", "5%"), "--precision needs --find-crossover"),
    ],
)
def test_bad_input_is_one_sentence(crossover: Command, arguments: tuple[str, ...], says: str) -> None:
    result = crossover("run", "--bench", FAKE, *arguments)
    assert result.returncode == 2
    assert says in only_error(result)
