"""`run --dry-run`: what a run would take, and nothing measured."""

from pathlib import Path

from conftest import FAKE, Command


def test_a_dry_run_says_what_it_would_take_and_measures_nothing(
    crossover: Command, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    told = crossover("run", "--suite", "quick", "--dry-run", "--bench", FAKE, "--out", out)
    assert told.returncode == 0, told.stderr
    first, *cells, power = told.stdout.splitlines()
    assert first.startswith("quick: ") and " samples at least, 53 s, the budget" in first
    assert power.startswith("in noise like the reference's 6 blocks name a factor of 2 in 97%")
    assert len(cells) == int(first.split()[1])
    assert "timer, wait 10 ms: 10 tasks, limit 10: 7 contenders, 6 blocks" in told.stdout
    assert not out.exists()


def test_a_budget_that_the_first_blocks_exceed_is_told(crossover: Command) -> None:
    asked = ("run", "--suite", "quick", "--budget", "1s", "--dry-run", "--bench", FAKE)
    first = crossover(*asked).stdout.splitlines()[0]
    assert " samples, about " in first and first.endswith(", more than the budget of 1 s"), first


def test_it_counts_what_runs_and_not_what_is_skipped(crossover: Command) -> None:
    command = (
        "run",
        "--workload",
        "sync_only",
        "--tasks",
        5,
        "--blocks",
        2,
        "--dry-run",
        "--bench",
        FAKE,
    )
    told = crossover(*command, "--contender", "gather/asio", "--contender", "sequential/std")
    assert "1 contender, 2 blocks" in told.stdout
