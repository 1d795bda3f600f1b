"""Quantities as people read them."""

import pytest
from crossover_tool.units import show


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0"), (0.0123, "0.0123"), (1.234, "1.23"), (123.4, "123"), (1234.4, "1234")]
    + [(999.6, "1000"), (-0.05, "-0.0500"), (9.996, "10.0")],
)
def test_three_digits_count(value: float, text: str) -> None:
    assert show.significant(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(5_120_000, "5.12 ms"), (999.6, "1.00 µs"), (999.4, "999 ns"), (0.25, "0.250 ns")]
    + [(1e9, "1.00 s"), (7.2e12, "7200 s")],
)
def test_a_duration_takes_the_unit_that_fits_what_is_shown(value: float, text: str) -> None:
    assert show.duration_ns(value) == text


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0 µs"), (5000, "5 ms"), (1500, "1.5 ms"), (2_000_000, "2 s")]
)
def test_a_parameter_has_no_needless_digits(value: float, text: str) -> None:
    assert show.duration_us(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(-3, "0 s"), (42, "42 s"), (59.6, "1 min 00 s"), (185, "3 min 05 s")]
    + [(3599.6, "1 h 00 min"), (7800, "2 h 10 min")],
)
def test_time_left(value: float, text: str) -> None:
    assert show.long_duration_s(value) == text


def test_bytes_are_exact_only_in_whole_units() -> None:
    told = [show.exact_bytes(value) for value in (64, 1536, 2048, 1 << 20)]
    assert told == ["64 B", "1536 B", "2 KiB", "1 MiB"]
    assert show.size_bytes(1.5 * 2**20) == "1.50 MiB"


def test_rates_ratios_shares_and_counts() -> None:
    assert [show.rate(value) for value in (12.34, 12_340)] == ["12.3", "12.3 k"]
    assert [show.ratio(value) for value in (1.02, 99.96, 1234.0)] == ["1.02x", "100x", "1,234x"]
    assert [show.share(value) for value in (0.0, 0.123)] == ["0", "12.3 %"]
    assert show.count(10_000) == "10,000"


def test_axes_are_short() -> None:
    assert [show.short_duration_ns(value) for value in (0.0, 5e7)] == ["0", "50 ms"]
    assert show.short_bytes(65_536) == "64 KiB"
    assert [show.short_rate(value) for value in (5.0, 10_000.0)] == ["5", "10 k"]


def test_one_thing_is_not_several() -> None:
    assert show.counted(1, "question") == "1 question"
    assert show.counted(0, "question") == "0 questions"
    assert show.counted(2500, "common block") == "2,500 common blocks"
