"""What observations found, in a file and out of it."""

from pathlib import Path

import pytest
from crossover_tool.article.observation import NAME, Observations, Observed, read, write
from crossover_tool.errors import ResultsError

SEEN = Observed("gather", "python", {"took_ms": (201.0, 203.0, 202.0)})
NONE = Observed("gather", "cpp", {}, "not built")
FOUND = Observations("2026-01-01T00:00:00Z", "a CPU", (SEEN, NONE))


def test_what_is_written_is_read(tmp_path: Path) -> None:
    write(FOUND, tmp_path)
    assert read(tmp_path) == FOUND


def test_an_experiment_is_found_by_name_and_language() -> None:
    assert FOUND.of("gather", "cpp") is NONE and FOUND.of("gather", "go") is None


def test_a_figure_has_its_median_and_its_range() -> None:
    found = SEEN.interval("took_ms")
    assert (found.median, found.low, found.high) == (202.0, 201.0, 203.0)
    with pytest.raises(ResultsError, match="gather in python has no lost_ms"):
        SEEN.interval("lost_ms")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "holds no observations"),
        ("[]", "holds no observations"),
        ('{"crossover_observations": 99}', "version 99"),
        ('{"crossover_observations": 1, "observed": [{}]}', "holds no observations"),
    ],
)
def test_another_file_is_refused(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / NAME).write_text(text)
    with pytest.raises(ResultsError, match=says):
        read(tmp_path)


def test_where_nothing_was_observed_it_says_what_does() -> None:
    with pytest.raises(ResultsError, match="crossover article makes it"):
        read(Path("/nowhere"))
    with pytest.raises(ResultsError, match="cannot write"):
        write(FOUND, Path("/proc/nowhere"))
