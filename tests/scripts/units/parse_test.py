"""Quantities as a person types them."""

import pytest
from crossover_tool.units import parse, show
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("text", "us"),
    [
        ("5ms", 5000),
        ("200us", 200),
        ("1.5s", 1_500_000),
        ("2 min", 120_000_000),
        ("0ms", 0),
        ("3µs", 3),
    ],
)
def test_durations(text: str, us: int) -> None:
    assert parse.parse_duration_us(text) == us


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("5", "write 5ms"),
        ("-5ms", "negative"),
        ("five", "not a duration"),
        ("5 parsecs", "unknown unit"),
        ("5m", "unknown unit 'm': write for example 5ms"),
        ("0.5us", "whole number of microseconds"),
        ("", "not a duration"),
        ("1e3ms", "not a duration"),
    ],
)
def test_bad_durations_say_what_to_write(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        parse.parse_duration_us(text)


@pytest.mark.parametrize(
    ("text", "size"), [("64", 64), ("4kB", 4000), ("1MiB", 1 << 20), ("0.5 KiB", 512), ("7b", 7)]
)
def test_sizes(text: str, size: int) -> None:
    assert parse.parse_bytes(text) == size


@pytest.mark.parametrize("text", ["-1", "1.5", "12 apples", "0.3KiB", ""])
def test_bad_sizes(text: str) -> None:
    with pytest.raises(ValueError):
        parse.parse_bytes(text)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("0", "least is 1"),
        ("-3", "least is 1"),
        ("1e3", "not a whole number"),
        ("9" * 28, "absurd"),
        ("x", "whole"),
    ],
)
def test_bad_counts(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        parse.parse_count(text)


def test_percentages() -> None:
    assert [parse.parse_percent(text) for text in ("0", "50%", "100 %")] == [0, 50, 100]
    for text in ("101", "-1", "x", "5.5"):
        with pytest.raises(ValueError):
            parse.parse_percent(text)


@given(st.integers(0, 10**10))
def test_what_show_writes_parse_reads(us: int) -> None:
    shown = show.duration_us(us)
    if "e" not in shown and us < 10**6:
        assert parse.parse_duration_us(shown) == us


@given(st.text(max_size=12))
def test_any_text_is_a_value_or_a_value_error(text: str) -> None:
    for read in (
        parse.parse_duration_us,
        parse.parse_bytes,
        parse.parse_count,
        parse.parse_percent,
    ):
        try:
            assert read(text) >= 0
        except ValueError as error:
            assert str(error)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0 ns"),
        (999.6, "1.00 µs"),
        (5_123_456, "5.12 ms"),
        (51_234_560, "51.2 ms"),
        (2e9, "2.00 s"),
        (1e13, "10000 s"),
    ],
)
def test_shown_durations(value: float, text: str) -> None:
    assert show.duration_ns(value) == text


def test_shown_sizes_rates_ratios_and_times_left() -> None:
    assert show.size_bytes(1536) == "1.50 KiB"
    assert show.rate(12_345) == "12.3 k"
    assert [show.ratio(value) for value in (1.0, 14.58, 1234.5)] == ["1.00x", "14.6x", "1,234x"]
    assert [show.long_duration_s(value) for value in (4.6, 185, 7800)] == [
        "5 s",
        "3 min 05 s",
        "2 h 10 min",
    ]
    assert [show.short_duration_ns(value) for value in (0, 5e7, 2e9)] == ["0", "50 ms", "2 s"]
