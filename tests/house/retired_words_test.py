"""No tracked source or document uses a retired word."""

import pytest
from retired_words import is_allowed, search
from tracked import tracked

SOURCES = (
    ".py",
    ".hpp",
    ".cpp",
    ".md",
    ".toml",
    ".cmake",
    ".sh",
    ".in",
    ".txt",
    ".sql",
    ".js",
    ".go",
)


def test_no_file_uses_a_retired_word() -> None:
    found = [
        str(place)
        for name, path in tracked(*SOURCES)
        if not is_allowed(name)
        for place in search(name, path.read_text(encoding="utf-8"))
    ]
    assert not found, f"{len(found)} retired words:\n" + "\n".join(found)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("the ceiling of a cell", ["ceiling"]),
        ("block_weather = Weather()", ["weather", "Weather"]),
        ("getpeername(fd)", []),
        ("read from the peer", ["peer"]),
        ("the memory model allows it", []),
        ("every model waits", ["model"]),
        ("remodelled, weathered, twinkle", []),
        ("tcp_peer", ["peer"]),
    ],
)
def test_words_are_found_and_their_namesakes_spared(line: str, words: list[str]) -> None:
    assert [found.word for found in search("a.py", line)] == words


def test_a_files_name_counts() -> None:
    assert [found.word for found in search("engines/ring_seat.hpp", "")] == ["ring_seat"]
