"""`crossover serve`: what it refuses before anything is served. What it serves is in
tests/bench/serve_test.py and witness_test.py, with the real bench."""

from pathlib import Path

import pytest
from conftest import FAKE, Command, only_error


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((), "which workload? write for example --workload request, or --witness"),
        (("--workload", "tmier"), "did you mean 'timer'"),
        (("--workload", "timer", "--strategy", "semaphor"), "did you mean 'semaphore'"),
        (("--workload", "timer", "--engine", "*"), "a service is one"),
        (("--workload", "timer", "--limit", "1,2"), "these options make 2 cells"),
        (("--workload", "timer", "--limit", "0"), "limit: 0 is too small"),
        (("--workload", "timer", "--wait", "5"), "has no unit"),
        (("--workload", "timer", "--wait", "5ms", "--param", "wait=6ms"), "wait is given twice"),
        (("--workload", "timer", "--param", "wait"), "is not NAME=VALUE"),
        (("--workload", "timer", "--for", "soon"), "--for: 'soon' is not a duration"),
        (("--workload", "timer", "--for", "2h"), "--for: '2h' is outside 1ms to 1h"),
        (("--workload", "timer", "--port", "65536"), "--port: 65536 is no port"),
        (("--workload", "timer", "--port", "-1"), "--port"),
        (("--workload", "timer", "--queue", "many"), "--queue: 'many' is not a whole number"),
        (("--workload", "timer", "--requests", "0"), "--requests"),
        (("--workload", "timer", "--splice", "page.md"), "give --witness as well"),
        (("--witness", "--workload", "timer"), "--witness and --workload exclude each other"),
        (("--witness", "--for", "10s"), "--witness and --for exclude each other"),
    ],
)
def test_bad_input_is_one_sentence(
    crossover: Command, arguments: tuple[str, ...], says: str
) -> None:
    result = crossover("serve", *arguments, "--bench", FAKE)
    assert result.returncode == 2, result.stderr
    assert says in only_error(result)


def test_without_wrk_the_witness_says_what_to_install(crossover: Command, tmp_path: Path) -> None:
    result = crossover("serve", "--witness", "--bench", FAKE, PATH=str(tmp_path))
    assert result.returncode == 6
    assert "wrk is not installed: install the package wrk" in only_error(result)


def test_a_bench_that_does_not_serve_is_told(crossover: Command) -> None:
    """The stand-in knows no --serve."""
    result = crossover("serve", "--workload", "timer", "--bench", FAKE)
    assert result.returncode == 3
    assert only_error(result)
