"""Variables that a user's shell holds for other programs change nothing."""

from pathlib import Path

from conftest import FAKE, command_line, process


def test_settings_of_google_benchmark_reach_no_bench(tmp_path: Path) -> None:
    bench = tmp_path / "crossover_bench"
    bench.write_text(f'#!/bin/sh\nenv | grep ^BENCHMARK_ >>"{tmp_path}/seen"\nexec "{FAKE}" "$@"\n')
    bench.chmod(0o755)
    few = ("--workload", "timer", "--tasks", "4", "--contender", "sequential/std", "--no-report")
    run = command_line("run", "--bench", bench, *few, "--blocks", "1", "--out", "o")
    result = process(run, tmp_path, BENCHMARK_REPETITIONS="3", BENCHMARK_FILTER="none")
    assert result.returncode == 0, result.stderr
    assert (tmp_path / "seen").read_text() == ""
