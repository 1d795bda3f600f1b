"""A killed run goes on: real SIGKILLs on the fake bench, torn lines, and what is refused."""

import json
import os
import random
import shutil
import signal
import subprocess
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from conftest import FAKE, Command, command_line, environment, frozen, lines_of, only_error
from crossover_tool.samples import codec
from crossover_tool.samples.reader import Results, read
from crossover_tool.samples.records import Sample

CELLS = (
    "--workload",
    "timer",
    "--tasks",
    "1,10,100",
    "--wait",
    "1ms",
    "--blocks",
    "3",
    "--max-sample",
    "50ms",
)
WHO = ("--contender", "gather/asio", "--contender", "gather/libuv", "--contender", "sequential/*")
RUN = (
    "run",
    "--bench",
    FAKE,
    *CELLS,
    *WHO,
    "--seed",
    "11",
    "--out",
    "o",
    "--no-report",
    "--no-retry",
)
"""--no-retry: else a busy machine would change how many samples there are."""
RESUME = ("run", "--resume", "o", "--bench", FAKE, "--no-report")
BLOCKS, CELLS_COUNT = 3, 3
GATHERS = 2 + 1
"""What runs of gather in each block: two engines, and one of them twice, the A/A control."""
PLANNED = (3 * GATHERS + 2) * BLOCKS + 1
"""Gather everywhere, sequential but on 100 tasks, which is noted as skipped."""
SIZES = (GATHERS + 1, GATHERS + 1, GATHERS)
"""How many samples a block of each cell has: sequential is skipped on 100 tasks."""
LINES = 1 + PLANNED + BLOCKS * CELLS_COUNT + 1
"""The lines of an undisturbed run: header, samples, a record after each block, end."""


def killed_after(folder: Path, seconds: float, arguments: tuple[object, ...], trace: Path) -> bool:
    """Starts the command, kills it after a while unless it ends before, and says whether it had to
    be killed."""
    child = subprocess.Popen(
        command_line(*arguments),
        cwd=folder,
        env=environment(FAKE_BENCH_TRACE=str(trace), FAKE_BENCH_SLEEP_S="0.05"),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    assert child.stderr
    while b"samples" not in (
        line := child.stderr.readline()
    ):  # only a run that has begun can lose something
        assert line, "the run ended before it began"
    time.sleep(seconds)
    child.send_signal(signal.SIGKILL)
    return child.wait() == -signal.SIGKILL


def key(sample: Sample) -> tuple[int, int, str, bool]:
    return sample.cell, sample.block, sample.contender.name, sample.control


def assert_whole(results: Results) -> None:
    """Every planned sample counts once, and the samples of a block stand side by side."""
    assert results.status == "complete"
    assert len(results.samples) == PLANNED
    assert Counter(key(sample) for sample in results.samples).most_common(1)[0][1] == 1
    places = [key(sample)[:2] for sample in results.samples if sample.exit_code is not None]
    runs = 1 + sum(a != b for a, b in zip(places, places[1:]))
    assert runs == len(set(places)) == BLOCKS * CELLS_COUNT
    assert Counter(key(sample)[:2] for sample in results.samples if sample.control) == Counter(
        set(places)
    )  # one control in each


def test_a_run_killed_again_and_again_ends_whole(crossover: Command, tmp_path: Path) -> None:
    chance = random.Random(3)
    trace, samples = tmp_path / "trace", tmp_path / "o" / "samples.jsonl"
    kills, before = 0, b""
    for _ in range(5):
        arguments = RESUME if before else RUN
        kills += killed_after(tmp_path, chance.uniform(0.0, 0.6), arguments, trace)
        now = samples.read_bytes()
        assert now.startswith(before[: before.rfind(b"\n") + 1])  # what was written stays as it was
        before = now
        started = len(trace.read_text().splitlines()) if trace.exists() else 0
        kept = sum(s.exit_code is not None for s in _samples(now))
        assert started - kept <= kills  # each kill cost the sample in flight at most
    assert kills >= 3
    result = crossover(*RESUME)
    assert result.returncode == 0, result.stderr
    assert_whole(read(tmp_path / "o"))


def _whole_lines(content: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in content[: content.rfind(b"\n") + 1].splitlines()]


def _samples(content: bytes) -> list[Sample]:
    found = [codec.read(line) for line in _whole_lines(content)]
    return [one for one in found if isinstance(one, Sample)]


@pytest.fixture(scope="module")
def complete(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The samples of a run that nothing disturbed."""
    folder = tmp_path_factory.mktemp("complete")
    subprocess.run(
        command_line(*RUN), cwd=folder, env=environment(), check=True, capture_output=True
    )
    content = (folder / "o" / "samples.jsonl").read_bytes()
    assert len(content.splitlines()) == LINES
    return content


def stopped(folder: Path, complete: bytes, keep: int, tail: bytes = b"") -> Path:
    """A run whose file ends after `keep` lines and `tail`, as a kill leaves it."""
    path = folder / "o" / "samples.jsonl"
    path.parent.mkdir()
    path.write_bytes(b"".join(complete.splitlines(keepends=True)[:keep]) + tail)
    return path


def cut_block(kept: bytes) -> int:
    """How many samples of the last block are there when it is not whole."""
    taken = [key(s)[:2] for s in _samples(kept) if s.exit_code is not None]
    count = sum(place == taken[-1] for place in taken) if taken else 0
    return 0 if taken and count == SIZES[taken[-1][0]] else count


@pytest.mark.parametrize(
    ("keep", "tail"),
    [
        (1, b""),  # the header alone
        (2, b"{"),  # nothing but what is skipped
        *(
            (keep, b"") for keep in range(2 + GATHERS - 1, 2 + GATHERS + 4)
        ),  # about the end of the first block
        (2 + GATHERS + 4, b'{"kind":"sample","blo'),
        (LINES - 3, b""),
        (LINES - 2, b""),  # all samples, but not the last block's record
        (LINES - 1, b""),
    ],
)
def test_wherever_it_was_cut_the_rest_is_taken(
    crossover: Command, complete: bytes, tmp_path: Path, keep: int, tail: bytes
) -> None:
    path = stopped(tmp_path, complete, keep, tail)
    kept = path.read_bytes()[: -len(tail) or None]
    assert read(path).lines == sum(line["kind"] == "sample" for line in _whole_lines(kept))
    assert crossover(*RESUME).returncode == 0
    assert path.read_bytes().startswith(kept)
    results = read(path)
    assert_whole(results)
    assert results.resumed == 1
    # what is left out is a block that was cut: all that was taken of it, and never a whole one
    assert results.lines - len(results.samples) == cut_block(kept)
    assert cut_block(kept) <= GATHERS


def test_a_last_line_that_lacks_only_its_end_is_kept(
    crossover: Command, complete: bytes, tmp_path: Path
) -> None:
    path = stopped(tmp_path, complete, 7)
    path.write_bytes(path.read_bytes()[:-1])
    assert crossover(*RESUME).returncode == 0
    assert lines_of(path)[7]["kind"] == "resume"
    assert_whole(read(path))


def test_an_interrupted_run_goes_on(crossover: Command, tmp_path: Path) -> None:
    child = subprocess.Popen(
        command_line(*RUN),
        cwd=tmp_path,
        env=environment(FAKE_BENCH_SLEEP_S="0.05"),
        stderr=subprocess.PIPE,
    )
    assert child.stderr
    while b"[10/" not in (line := child.stderr.readline()):
        assert line, "the run ended before its tenth sample"
    child.send_signal(signal.SIGINT)
    assert child.wait() == 130
    assert read(tmp_path / "o").status == "interrupted"
    assert crossover(*RESUME).returncode == 0
    assert [r["kind"] for r in lines_of(tmp_path / "o" / "samples.jsonl")].count("end") == 2
    assert_whole(read(tmp_path / "o"))


def test_the_failures_of_the_first_part_are_not_forgotten(
    crossover: Command, tmp_path: Path
) -> None:
    assert crossover(*RUN, FAKE_BENCH="error:gather/libuv").returncode == 3
    path = tmp_path / "o" / "samples.jsonl"
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))
    result = crossover(*RESUME)
    assert result.returncode == 3
    assert "the server died" in result.stderr


def test_a_complete_run_has_nothing_to_resume(
    crossover: Command, complete: bytes, tmp_path: Path
) -> None:
    before = stopped(tmp_path, complete, LINES).read_bytes()
    result = crossover(*RESUME)
    assert result.returncode == 0
    assert "there is nothing to resume" in result.stderr
    assert (tmp_path / "o" / "samples.jsonl").read_bytes() == before


def refused(crossover: Command, *more: object) -> str:
    result = crossover(*RESUME, *more)
    assert result.returncode in (2, 4), result.stderr
    return only_error(result)


def test_another_binary_is_refused(crossover: Command, complete: bytes, tmp_path: Path) -> None:
    path = stopped(tmp_path, complete, 9, b'{"torn')
    before = path.read_bytes()
    other = tmp_path / FAKE.name
    shutil.copy(FAKE, other)
    other.write_text(other.read_text() + "\n# rebuilt\n")
    assert f"the binary {FAKE.name} was" in refused(crossover, "--bench", other)
    assert path.read_bytes() == before  # refusing changes nothing


@pytest.mark.parametrize(
    ("field", "value"), [("kernel", "Linux 2.6"), ("cores", 99), ("cpu_model", "Z80")]
)
def test_another_host_is_refused(
    crossover: Command, complete: bytes, tmp_path: Path, field: str, value: object
) -> None:
    path = stopped(tmp_path, complete, 9)
    header, rest = path.read_text().split("\n", 1)
    changed = json.loads(header)
    changed["host"][field] = value
    path.write_text(json.dumps(changed) + "\n" + rest)
    assert f"{field} was {value!r}" in refused(crossover)


def test_what_cannot_be_resumed_says_why(crossover: Command, tmp_path: Path) -> None:
    assert "cannot write results to o: No such file" in refused(crossover)
    (tmp_path / "o").mkdir()
    (tmp_path / "o" / "samples.jsonl").write_bytes(b'{"crossover_sch')
    assert "not even the header was written" in refused(crossover)
    old = lines_of(frozen())
    (tmp_path / "o" / "samples.jsonl").write_text(
        "\n".join(json.dumps(line) for line in old[:5]) + "\n"
    )
    assert "did not note who was to be measured" in refused(crossover)
    assert "--resume and --blocks exclude each other" in refused(crossover, "--blocks", "5")


def test_two_runs_do_not_write_into_one_file(
    crossover: Command, complete: bytes, tmp_path: Path
) -> None:
    stopped(tmp_path, complete, 9)
    first = subprocess.Popen(
        command_line(*RESUME),
        cwd=tmp_path,
        env=environment(FAKE_BENCH_SLEEP_S="5"),
        stderr=subprocess.PIPE,
    )
    try:
        assert first.stderr
        while b"missing" not in (line := first.stderr.readline()):
            assert line, "the first run did not begin"
        assert "is being written by another run" in refused(crossover)
    finally:
        os.kill(first.pid, signal.SIGKILL)
        first.wait()
