"""A run with a budget goes on where it was killed: the budget that is spent stays spent, what is
settled stays settled."""

import json
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from conftest import FAKE, Command, command_line, environment, lines_of
from crossover_tool.running.budget import INTERIMS
from crossover_tool.samples import codec
from crossover_tool.samples.reader import read
from crossover_tool.samples.records import Away, Interim

Record = dict[str, Any]
ROUNDS, NEXT = INTERIMS[:2]
RUN = (
    "run", "--bench", FAKE, "--workload", "timer", "--tasks", "10,20", "--wait", "1ms", "--blocks", str(ROUNDS), "--seed", "11",
    "--contender", "gather/asio", "--contender", "sequential/std", "--out", "o", "--no-report", "--no-retry",
)  # fmt: skip
RESUME = ("run", "--resume", "o", "--bench", FAKE, "--no-report")
BUDGET_S, SPENT_S = 1000.0, 500.0
SIZE = 3
"""Samples in a block: two contenders a factor ten apart, and one of them twice."""


@pytest.fixture(scope="module")
def first_rounds(tmp_path_factory: pytest.TempPathFactory) -> list[Record]:
    """The lines of a run on two cells up to its first interim analysis, as it looks with a budget of
    which half is spent, without its end."""
    folder = tmp_path_factory.mktemp("rounds")
    subprocess.run(
        command_line(*RUN), cwd=folder, env=environment(), check=True, capture_output=True
    )
    header, *lines, end = lines_of(folder / "o" / "samples.jsonl")
    header["budget_s"] = BUDGET_S
    for line in lines:
        if line["kind"] == "block":
            line["elapsed_s"] = SPENT_S
    return [header, *lines]


def killed(folder: Path, lines: list[Record]) -> Path:
    path = folder / "o" / "samples.jsonl"
    path.parent.mkdir()
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return path


def resumed(crossover: Command, path: Path) -> list[Record]:
    """What a resumed run appended, the record of resuming first. The lines before it must stay."""
    before = path.read_bytes()
    result = crossover(*RESUME)
    assert result.returncode == 0, result.stderr
    assert path.read_bytes().startswith(before)
    names = Counter((s.cell, s.block, s.contender.strategy, s.control) for s in read(path).samples)
    assert set(names.values()) == {1}
    added = lines_of(path)[len(before.splitlines()) :]
    assert (added[0]["kind"], added[-1]["kind"], added[-1]["status"]) == (
        "resume",
        "end",
        "complete",
    )
    return added


def test_half_a_block_is_taken_again_and_then_all_is_analysed(
    crossover: Command, tmp_path: Path, first_rounds: list[Record]
) -> None:
    path = killed(tmp_path, first_rounds[:-2])  # the last block lacks a sample and its record
    start, *taken, interim, _ = resumed(crossover, path)
    assert len(start["left_out"]) == SIZE - 1
    assert start["elapsed_s"] == pytest.approx(SPENT_S, abs=60.0)
    assert start["doctor"]["noise"]["windows"] > 0
    assert [s["block"] for s in taken if s["kind"] == "sample"] == [ROUNDS - 1] * SIZE
    assert (interim["kind"], interim["open"]) == ("interim", [])
    assert SPENT_S / BUDGET_S <= interim["passed"] < 1.0


def test_an_interim_analysis_that_was_due_is_made_up_for(
    crossover: Command, tmp_path: Path, first_rounds: list[Record]
) -> None:
    _, interim, _ = resumed(crossover, killed(tmp_path, first_rounds))
    assert (interim["kind"], interim["samples"], interim["open"]) == (
        "interim",
        2 * ROUNDS * SIZE,
        [],
    )


def test_what_an_interim_analysis_settled_gets_no_more_blocks(
    crossover: Command, tmp_path: Path, first_rounds: list[Record]
) -> None:
    """The kept analysis left one cell open, which goes on to the next."""
    kept = codec.written(Interim(0.5, 2 * ROUNDS * SIZE, (1,), 0.0))
    _, *taken, interim, _ = resumed(crossover, killed(tmp_path, [*first_rounds, kept]))
    blocks = [(s["cell"], s["block"]) for s in taken if s["kind"] == "sample"]
    assert blocks == [(1, block) for block in range(ROUNDS, NEXT) for _ in range(SIZE)]
    assert interim["open"] == []


def test_who_was_proven_behind_stays_away(
    crossover: Command, tmp_path: Path, first_rounds: list[Record]
) -> None:
    """Its last blocks lack nobody: what a resumed run takes for whole goes by who was still in."""
    behind = (Away(1, "sequential/std"),)
    kept = codec.written(Interim(0.5, 2 * ROUNDS * SIZE, (1,), 0.0, behind))
    path = killed(tmp_path, [*first_rounds, kept])
    _, *taken, interim, _ = resumed(crossover, path)
    assert {s["measurement"]["strategy"] for s in taken if s["kind"] == "sample"} == {"gather"}
    blocks = [line for line in taken if line["kind"] == "block"]
    assert [block["block"] for block in blocks] == list(range(ROUNDS, NEXT))
    *whole, _, _ = path.read_text().splitlines(keepends=True)  # without analysis and end
    path.write_text("".join(whole))
    start, *more, _, _ = resumed(crossover, path)
    assert (start["left_out"], more) == ([], [])


def test_who_broke_down_stays_away_before_any_analysis(crossover: Command, tmp_path: Path) -> None:
    """Blocks that lack it are whole: nobody recorded that it left."""
    fails = {"FAKE_BENCH": "error:sequential/std"}
    budget = [word for word in RUN if word not in ("--blocks", str(ROUNDS))]
    assert crossover(*budget, "--budget", "60s", **fails).returncode == 3
    path = tmp_path / "o" / "samples.jsonl"
    lines = path.read_text().splitlines(keepends=True)
    ends = [place for place, line in enumerate(lines) if '"kind":"block"' in line]
    path.write_text("".join(lines[: ends[7] + 1]))  # four rounds on two cells
    assert crossover(*RESUME, **fails).returncode == 3
    start, *more = lines_of(path)[ends[7] + 1 :]
    assert (start["kind"], start["left_out"]) == ("resume", [])
    takers = {s["measurement"]["strategy"] for s in more if s["kind"] == "sample"}
    assert takers == {"gather"}


def test_a_spent_budget_takes_nothing_more(
    crossover: Command, tmp_path: Path, first_rounds: list[Record]
) -> None:
    first_rounds = json.loads(json.dumps(first_rounds))
    first_rounds[-1]["elapsed_s"] = BUDGET_S
    kept = codec.written(Interim(0.5, 2 * ROUNDS * SIZE, (0, 1), 0.0))
    assert [
        line["kind"] for line in resumed(crossover, killed(tmp_path, [*first_rounds, kept]))
    ] == [
        "resume",
        "end",
    ]
