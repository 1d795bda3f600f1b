"""One sample: what the bench is told, and what is believed of its answer."""

from pathlib import Path

import pytest
from crossover_tool.cell import Contender
from crossover_tool.plan.entrants import Entrant
from crossover_tool.running.sampler import Sampler
from crossover_tool.samples.records import Status
from made_entrants import entrants_of

GATHER = Contender("gather", "asio")


def entrant(**changes: object) -> Entrant:
    made = entrants_of("timer/tasks:10/limit:10/wait_us:1000", [GATHER.name], **changes)
    return made.of(0, GATHER)


def answering(folder: Path, script: str) -> Sampler:
    """A bench that is a shell script."""
    bench = folder / "bench"
    bench.write_text(f"#!/bin/sh\n{script}\n")
    bench.chmod(0o755)
    return Sampler(bench)


def test_the_bench_is_told_the_pair_and_what_was_promised() -> None:
    sampler = Sampler(Path("b"), rates={"hash": 1.5}, seed=7, slo_us=20_000)
    told = sampler.command(entrant(batches=5), Path("out"))
    assert told[0] == "b"
    assert {"--cell=timer/tasks:10/limit:10/wait_us:1000", "--contender=gather/asio"} <= {*told}
    assert {"--min_batches=5", "--seed=7", "--slo_us=20000", "--rate=hash=1.5"} <= {*told}


def test_only_where_one_batch_is_enough_a_sample_is_short() -> None:
    def short(batches: int) -> bool:
        command = Sampler(Path("b")).command(entrant(batches=batches), Path("out"))
        return {"--min_time_ms=30", "--min_batches=3", "--min_batches_ms=60"} <= {*command}

    assert short(1) and not short(2)


def test_what_is_observed_is_said() -> None:
    sampler = Sampler(Path("b"))
    assert "--observe=all" in sampler.command(entrant(), Path("out"))
    assert "--observe=free" in sampler.command(entrant(), Path("out"), "free")


@pytest.mark.parametrize(
    ("script", "says"),
    [
        ("exit 0", "the bench wrote 0 measurements instead of one"),
        ("echo 'crossover_bench: error: no server' >&2; exit 3", "no server"),
        ("exit 5", "the bench ended with exit code 5 and no message"),
        ("kill -SEGV $$", "the bench was killed by SIGSEGV"),
    ],
)
def test_what_goes_wrong_is_an_error_with_its_reason(
    tmp_path: Path, script: str, says: str
) -> None:
    found = answering(tmp_path, script).take(entrant(), 30.0).measurement
    assert found.status is Status.ERROR
    assert says in found.reason


def test_a_bench_that_cannot_be_started_is_no_exception(tmp_path: Path) -> None:
    found = Sampler(tmp_path / "none").take(entrant(), 30.0).measurement
    assert found.status is Status.ERROR
    assert found.reason.endswith("No such file or directory")


def test_what_a_text_hides_is_said_by_no_reason(tmp_path: Path) -> None:
    """A command may say its token again, in words that no rule knows."""
    bench = answering(tmp_path, "echo 'crossover_bench: error: nobody is HUNTER2' >&2; exit 3")
    sampler = Sampler(bench.bench, texts={"command": "./t --token=HUNTER2 {i}"})
    assert sampler.take(entrant(), 30.0).measurement.reason == "nobody is ***"
