"""A small world of goals: the stand-in bench with baselines beside it, and a suite over them."""

from pathlib import Path
from typing import Any

from conftest import FAKE, Command


def make_world(folder: Path) -> Path:
    """A bench with two baselines and a suite of goals over them."""
    (folder / "crossover_bench").symlink_to(FAKE)
    suite = """
    name = "mine"
    blocks = 3
    [[cells]]
    workload = "timer"
    tasks = 100
    wait = "5ms"
    [[cells.goals]]
    contender = ["gather/asio", "gather/libuv"]
    metric = "dispatch"
    baseline = "raw_slow"
    at_most = 0.5
    why = "slow is slow"
    [[cells.goals]]
    contender = "gather/asio"
    metric = "dispatch"
    baseline = "raw_fast"
    at_most = 2.0
    why = "nobody reaches this"
    """
    (folder / "mine.toml").write_text(suite)
    add_program(folder, "raw_slow", 10_000_000)
    add_program(folder, "raw_fast", 1)
    return folder


def add_program(world: Path, name: str, span: int, fault: str = "") -> None:
    """A baseline that takes `span` ns a task, or has one of the stand-in's faults."""
    (world / "programs").mkdir(exist_ok=True)
    path = world / "programs" / name
    path.write_text(f"{span} {fault}\n")
    path.chmod(0o755)


def run_goals(crossover: Command, world: Path, *more: str, **extra: str) -> Any:
    return crossover(
        "run",
        "--bench",
        world / "crossover_bench",
        "--suite",
        "mine.toml",
        "--out",
        "o",
        "--seed",
        "1",
        "--no-retry",
        *more,
        **extra,
    )
