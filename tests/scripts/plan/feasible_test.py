"""What is not measured is told before anything is, with the option that changes it."""

import pytest
from conftest import FAKE, Command, only_error
from crossover_tool.errors import MachineLimitError, UsageError
from crossover_tool.plan.feasible import refuse_hopeless
from made_entrants import entrants_of

TIMER = "timer/tasks:1000/limit:64/wait_us:50000"


def test_nothing_at_all_is_bad_input() -> None:
    with pytest.raises(UsageError, match="nothing can be measured.*--max-sample allows 3 s"):
        refuse_hopeless(entrants_of(TIMER, ["sequential/std"]))
    refuse_hopeless(entrants_of(TIMER, ["sequential/std", "gather/asio"]))


def test_too_few_descriptors_skip_in_a_suite_and_refuse_by_hand() -> None:
    key = "tcp/tasks:9000000/limit:1/wait_us:5000/bytes:64"
    names = ["gather/asio", "sequential/std"]
    suite = entrants_of(key, names, max_sample_us=10**12)
    assert len(suite.running(0)) == 1
    refuse_hopeless(suite)
    with pytest.raises(MachineLimitError, match="gather/asio on tcp.*needs 9000064 descriptors"):
        refuse_hopeless(entrants_of(key, names, strict=True))


def test_one_sentence_for_all_that_is_too_long(crossover: Command) -> None:
    ask = ("run", "--bench", FAKE, "--workload", "timer", "--tasks", "1,1000", "--wait", "10s")
    result = crossover(*ask)
    assert result.returncode == 2
    said = only_error(result)
    assert (
        "a sample would take 10 s to " in said
        and "--max-sample 10s" in said
        and "--max-sample allows 3 s" in said
    )


def test_what_can_be_measured_is(crossover: Command) -> None:
    ask = ("run", "--bench", FAKE, "--workload", "timer", "--tasks", "1000", "--wait", "1s")
    result = crossover(*ask, "--limit", "2", "--blocks", "1", "--no-report", "--out", "o")
    assert result.returncode == 0, result.stderr
    said = [line for line in result.stderr.splitlines() if "left out" in line]
    assert len(said) == 1 and "--max-sample" in said[0]
