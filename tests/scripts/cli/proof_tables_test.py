"""What `crossover prove` prints."""

from collections import Counter

import pytest
from crossover_tool.cli.proof_tables import broken_rate, print_rates, rate_rows
from crossover_tool.proof.criteria import Criterion
from crossover_tool.proof.noise import scenario
from crossover_tool.reports.screen import Screen

FALSE = Criterion("false winners", ("p",), "false", "reports", 0.05, False, "independent")
NEVER = Criterion("never counted", ("p",), "x", "y", 0.05, False, "independent")
NOISES = [scenario("quiet"), scenario("kept modes")]
COUNTS = {one.name: {"p": Counter(false=40, reports=200)} for one in NOISES}


def test_what_was_not_counted_has_no_row() -> None:
    rows = rate_rows([FALSE, NEVER], NOISES, COUNTS)
    assert [(row["promise"], row["scenario"]) for row in rows] == [
        ("false winners", "quiet"),
        ("false winners", "kept modes"),
    ]
    assert [(row["rate"], row["state"], row["ok"]) for row in rows] == [
        (0.2, "BROKEN", False),
        (0.2, "", None),  # where blocks depend on one another nothing is promised
    ]


def test_a_broken_promise_is_a_sentence() -> None:
    (row, _) = rate_rows([FALSE], NOISES, COUNTS)
    assert broken_rate(row) == (
        "false winners under quiet noise: 20.0% (15.0% to 26.1%), the bound is 5%"
    )


def test_a_promise_has_a_table_with_its_bound(capsys: pytest.CaptureFixture[str]) -> None:
    print_rates(rate_rows([FALSE], NOISES, COUNTS), Screen())
    heading, _, quiet, kept = capsys.readouterr().out.splitlines()[:4]
    assert heading.split()[:2] == ["false", "winners"]
    assert quiet.split() == ["quiet", "20.0%", "15.0%", "to", "26.1%", "200", "<=", "5%", "BROKEN"]
    assert kept.split() == ["kept", "modes", "20.0%", "15.0%", "to", "26.1%", "200"]
