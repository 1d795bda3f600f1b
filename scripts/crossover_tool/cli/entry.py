"""The command as a process of its own: its streams, its environment, and its exit code."""

import os

from crossover_tool.cli import streams
from crossover_tool.cli.main import main
from crossover_tool.interrupt import nothing_left_to_interrupt


def entry(arguments: list[str]) -> int:
    """Runs the command in this process, which is its own, and returns the exit code."""
    streams.install()
    forget_settings_of_google_benchmark()
    code = main(arguments)
    nothing_left_to_interrupt()
    return streams.ended(code)


def forget_settings_of_google_benchmark() -> None:
    """BENCHMARK_REPETITIONS and its kin are flags of the bench's library, which reads them in every
    process that we start: what a user's shell holds for another program must not change a run."""
    for name in [name for name in os.environ if name.startswith("BENCHMARK_")]:
        del os.environ[name]
