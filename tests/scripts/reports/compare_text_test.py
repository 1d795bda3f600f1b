"""A comparison for people and for a spreadsheet."""

import csv

import pytest
from crossover_tool.analysis.compare import Change, Lost
from crossover_tool.reports.compare_text import (
    as_csv,
    as_markdown,
    cautions,
    counts,
    line,
    lost,
    sight,
    unseen,
)
from crossover_tool.stats.shift import Shift
from made_comparison import CELL, comparison, row

SAME = row("gather/libuv", 1.0, Change.SAME)


def test_a_row_says_both_sides_and_the_interval() -> None:
    assert line(row()) == (
        *("gather/asio", "10.0 ms", "12.0 ms", "1.20x", "1.19x to 1.21x", "slower"),
    )
    assert line(row(blocks=1, change=Change.UNRESOLVED))[4] == "unknown"


def test_only_what_occurred_is_counted() -> None:
    assert counts(comparison(row(), SAME, SAME)).startswith(
        "1 slower, 2 same of 3; a difference within 2.0% counts as none; "
    )


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"host_changes": ("cores was 2 and is 4",)}, "unlike hosts: cores was 2 and is 4"),
        ({"build_changes": ("flags was 'a' and is 'b'",)}, "unlike builds: flags"),
        ({"drift": 0.03}, "at rates 3.0% apart in the two runs: the machine itself changed"),
        ({"drift": 0.03, "host_changes": ("x",)}, "the machines differ by that"),
        ({"dependent": ("before", "after")}, "blocks of before and after depend on one another"),
        ({"shifts": {"gather/asio": Shift(0.03, 0.001, 9.0, 4)}}, "took 1.030 times as long"),
        ({"only_after": ("x: y",)}, "only after: x: y"),
        ({"fronts": ("x: a won before, b wins after",)}, "another winner: x"),
    ],
)
def test_what_a_reader_must_know_is_told(changes: dict[str, object], says: str) -> None:
    assert any(says in caution for caution in cautions(comparison(SAME, **changes)))


def test_where_there_is_nothing_to_know_nothing_is_told() -> None:
    assert cautions(comparison(SAME, drift=0.02)) == []


def test_what_is_lost_is_a_line_for_each_reason() -> None:
    gone = [Lost(CELL, name, "was not measured", False) for name in ("a/x", "b/y")]
    failed = Lost(CELL, "c/z", "failed: 429", True)
    assert lost(comparison(lost=(*gone, failed))) == [
        "timer, wait 5 ms: 100 tasks, limit 10: a/x, b/y was not measured",
        "timer, wait 5 ms: 100 tasks, limit 10: c/z failed: 429",
    ]


def test_a_gate_says_what_it_could_have_seen() -> None:
    assert sight(comparison(), 0.05).startswith("no regression could have been seen")
    blind = row("pool/x", 1.0, Change.UNRESOLVED, blocks=1)
    said = sight(comparison(SAME, blind), 0.05)
    assert said.endswith("none of pool/x on timer, wait 5 ms: 100 tasks, limit 10")
    assert unseen(comparison(SAME), 0.05, sought=0.5) == ""
    assert "could not have been seen in 1 of 2 rows" in unseen(comparison(SAME, blind), 0.05, 0.5)


def test_a_spreadsheet_leaves_unknown_ends_empty() -> None:
    text = as_csv(comparison(row(), row(blocks=1, change=Change.UNRESOLVED)))
    known, unknown = csv.DictReader(text.splitlines())
    assert (known["workload"], known["params"], known["before_ns"]) == (
        *("timer", "wait_us=5000", "10000000"),
    )
    assert (known["ratio"], known["low"], known["verdict"]) == ("1.2", "1.188", "slower")
    assert (unknown["low"], unknown["high"], unknown["verdict"]) == ("", "", "unresolved")


def test_markdown_marks_what_changed_and_escapes_the_rest() -> None:
    text = as_markdown(comparison(row(), SAME, only_after=("[a](b)",)))
    assert "**slower**" in text and "**same**" not in text
    assert "[a\\](b)" in text
