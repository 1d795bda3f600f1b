"""A line of the comparison, and what it is held to."""

import pytest
from crossover_tool.witness import witness_page
from crossover_tool.witness.expected import Seen
from crossover_tool.witness.row import Row


def row(
    measured: Seen,
    theory: Seen,
    generator: str = "wrk",
    load: str = "4 connections",
    share: float = 1,
) -> Row:
    return Row(generator, load, share, measured, theory, measured)


GOOD = Seen(400.0, 10.0, 10.0)


@pytest.mark.parametrize(
    ("seen", "says"),
    [
        (Seen(420.5, 10.0, 10.0), "420.5 answers a second, not 400.0"),
        (Seen(400.0, 11.1, 10.0), "a p50 of 11.1 ms, not 10.0 ms"),
        (Seen(400.0, 10.0, 12.1), "a p99 of 12.1 ms, not 10.0 ms"),
        (Seen(400.0, 10.0, 7.9), "a p99 of 7.9 ms, not 10.0 ms"),
        (Seen(400.0), "saturated and not saturated"),
    ],
)
def test_each_figure_that_is_off_is_told(seen: Seen, says: str) -> None:
    broken = row(seen, GOOD)
    assert broken.state == "BROKEN"
    assert broken.sentence() == f"wrk at 4 connections saw {says}"


@pytest.mark.parametrize("seen", [GOOD, Seen(381.0, 10.9, 11.9), Seen(419.0, 9.1, 8.1)])
def test_figures_within_their_bounds_agree(seen: Seen) -> None:
    assert row(seen, GOOD).state == "agrees"


def test_who_should_be_saturated_and_is_not_is_told() -> None:
    assert "not saturated and saturated" in row(GOOD, Seen(400.0)).sentence()
    assert row(Seen(396.0), Seen(400.0)).state == "agrees"


ROWS = (
    row(Seen(99.0, 10.1, 10.3), Seen(100.0, 10.0, 10.0), "wrk", "1 connection", 0.25),
    row(Seen(395.0, 10.1, 10.4), GOOD, "wrk", "4 connections", 1.0),
    row(Seen(100.0, 10.2, 10.6), Seen(100.0, 10.0, 10.1), "crossover", "100/s", 0.25),
    row(Seen(380.0, 17.0, 48.0), Seen(380.0, 16.5, 47.0), "crossover", "380/s", 0.95),
    row(Seen(399.0), Seen(400.0), "crossover", "480/s", 1.2),
)


def test_the_page_says_where_both_agree_and_where_they_must_not() -> None:
    text = witness_page.markdown(ROWS, "semaphore/asio")
    assert "| wrk | 4 connections | 395.0 | 400.0 | 10.1 | 10.0 | 10.4 | 10.0 | 10.4 |" in text
    assert "| crossover | 480/s | 399.0 | 400.0 | saturated | saturated |" in text
    flat = " ".join(text.split())
    assert "both see a p99 of 10.3 to 10.6 ms" in flat
    assert "4 connections get 395 answers a second" in flat
    assert "arrive at 380/s, whoever waits, it is 48.0 ms" in flat
    assert "semaphore/asio on " in flat
    assert all(len(line) <= 100 for line in text.splitlines() if not line.startswith("|"))
