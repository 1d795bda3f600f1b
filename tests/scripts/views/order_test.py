"""What the place in a block costs, and what is too short for the clock, stands beside the cell."""

import math
import random
from dataclasses import replace
from pathlib import Path

from crossover_tool.analysis.analyse import Analysis, analyse
from crossover_tool.samples.reader import read
from crossover_tool.stats.verdict import Verdict
from made_results import Json, cell, results, write_results
from shown import notes

CONTENDERS = (
    "sequential/std",
    "gather/asio",
    "gather/libuv",
    "thread_pool/std",
    "thread_pool/asio",
)


def told(analysis: Analysis) -> str:
    return "\n".join(notes(analysis))


def ordered(folder: Path, lie: float) -> str:
    """A run of ten blocks in which whoever stands first takes `lie` times as long; each is moved on
    by one from block to block."""
    rng = random.Random(7)
    spans = {name: 1e6 * (3 + number) for number, name in enumerate(CONTENDERS)}

    def span(_: object, name: str, block: int) -> float:
        first = CONTENDERS[0] == name  # the order of the file
        return spans[name] * (lie if first and block % 2 else 1.0) * math.exp(rng.gauss(0.0, 0.01))

    path = write_results(folder, [cell("timer", 10, 5, wait_us=100)], CONTENDERS, 10, span)
    found = read(path / "samples.jsonl")
    samples = []
    for sample in found.samples:  # in even blocks the contender of the lie stands last instead
        block, place = divmod(sample.order, len(CONTENDERS))
        place = place if block % 2 else (place - 1) % len(CONTENDERS)
        samples.append(replace(sample, order=block * len(CONTENDERS) + place))
    return told(analyse(replace(found, samples=tuple(samples))))


def test_a_slower_first_place_is_told(tmp_path: Path) -> None:
    assert "order:" in ordered(tmp_path, 1.3)


def test_nothing_is_told_of_an_order_without_effect(tmp_path: Path) -> None:
    assert "order:" not in ordered(tmp_path, 1.0)


def by_clock(step_ns: float, too_short: bool) -> Analysis:
    def change(measurement: Json, block: int) -> Json:
        return {
            **measurement,
            "makespan_ns": [50_000],
            "clock_step_ns": step_ns,
            "too_short": too_short,
        }

    return analyse(results([cell("noop", 10, 5)], ["sequential/std", "gather/asio"], change))


def test_a_coarse_clock_voids_and_a_fine_one_is_told() -> None:
    (coarse,) = by_clock(4e6, True).cells
    assert coarse.judgement.verdict is Verdict.VOID
    assert "too short" in coarse.judgement.reason
    fine = by_clock(600.0, True)
    assert fine.cells[0].judgement.verdict is not Verdict.VOID
    assert "steps of the clock" in told(fine) and "sequential/std to 1%" in told(fine)
    assert "clock" not in told(by_clock(20.0, False))
