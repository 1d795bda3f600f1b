"""Text that gets through whatever it is written to."""

import pytest
from crossover_tool.readable import FALLBACK, on_one_line, wrapped


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("1.00 µs ± 2", b"1.00 us +- 2"),
        ("a…b ─", b"a...b -"),
        ("näme", b"n\\xe4me"),
        ("漢", b"\\u6f22"),
        ("file\udcff", b"file\\xff"),
    ],
)
def test_a_letter_that_ascii_lacks_is_written_another_way(text: str, written: bytes) -> None:
    assert text.encode("ascii", FALLBACK) == written


def test_utf_8_lacks_only_what_is_no_text() -> None:
    assert "µ…漢".encode("utf-8", FALLBACK).decode("utf-8") == "µ…漢"
    assert "a\udc80b\ud800".encode("utf-8", FALLBACK) == b"a\\x80b\\ud800"


def test_control_characters_are_seen_and_not_obeyed() -> None:
    assert on_one_line("a\nb\x1b[31mc\t\x9b") == "a\\nb\\x1b[31mc\\t\\x9b"


def test_a_figure_stays_beside_its_unit() -> None:
    assert wrapped("1 in 100 takes 10.9 ms to 12.2 ms", 30) == [
        "1 in 100 takes 10.9 ms to",
        "12.2 ms",
    ]
    assert wrapped("within 5 % of 12 tasks", 19) == ["within 5 % of 12", "tasks"]
    assert wrapped("of 1,000 samples", 10) == ["of 1,000", "samples"]


def test_an_empty_text_is_an_empty_line_and_no_word_is_broken() -> None:
    assert wrapped("", 10) == [""]
    assert wrapped("a-very-long-word of it", 6) == ["a-very-long-word", "of it"]
