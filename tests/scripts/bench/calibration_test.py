"""Work that is optimised away is refused before a sample is taken; what was found is in the header
and in the doctor's table."""

from pathlib import Path

import pytest

from conftest import FAKE, Command, lines_of
from crossover_tool.bench.calibration import Calibration

RUN = (
    "run",
    "--bench",
    FAKE,
    "--blocks",
    "1",
    "--no-retry",
    "--seed",
    "1",
    "--no-report",
    "--out",
    "there",
    "--contender",
)
CELL = ("sequential/std", "--workload", "sha256", "--tasks", "4", "--cpu", "1ms")


def test_what_twice_the_work_takes_is_in_the_header(crossover: Command, tmp_path: Path) -> None:
    result = crossover(*RUN, *CELL)
    assert result.returncode == 0, result.stderr
    assert lines_of(tmp_path / "there" / "samples.jsonl")[0]["scaling"] == {"sha256": 2.01}


@pytest.mark.parametrize("lie", ["0", "1.0", "1.7"])
def test_a_computation_that_does_nothing_is_refused(crossover: Command, lie: str) -> None:
    result = crossover(*RUN, *CELL, FAKE_BENCH_SCALING=lie)
    assert result.returncode == 5
    error = [line for line in result.stderr.splitlines() if line.startswith("crossover: error: ")]
    assert (
        len(error) == 1 and "optimised away" in error[0] and f"{float(lie):.2f} times" in error[0]
    )


def test_a_lie_that_no_cell_computes_is_no_hindrance(crossover: Command) -> None:
    result = crossover(
        *RUN, "sequential/std", "--workload", "noop", "--tasks", "4", FAKE_BENCH_SCALING="1"
    )
    assert result.returncode == 0, result.stderr


def test_only_work_that_is_not_done_is_no_work() -> None:
    """A price that rises with the size is no lie, and what nobody measured none either."""
    found = Calibration({}, {"honest": 2.05, "idle": 0.0, "rising": 2.6})
    (said,) = found.unworked(["honest", "idle", "rising", "unknown", "idle"])
    assert said.startswith("idle computes 0.00 times as long when it is given twice the work")
