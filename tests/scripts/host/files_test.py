"""Small text files of the kernel, any of which may be missing."""

from pathlib import Path

import pytest
from crossover_tool.host import files


def test_missing_files_are_no_error() -> None:
    assert files.text("/nowhere") is None
    assert files.number("/proc/version") is None
    assert files.field("/nowhere", "x") is None
    assert files.selected("/proc/version") is None


@pytest.mark.parametrize(
    ("written", "number"), [("42\n", 42), ("-1\n", -1), ("max\n", None), ("", None), ("4.2", None)]
)
def test_a_file_may_hold_a_number(tmp_path: Path, written: str, number: int | None) -> None:
    (tmp_path / "one").write_text(written)
    assert files.number(str(tmp_path / "one")) == number


def test_a_field_stands_behind_a_colon_or_an_equals_sign(tmp_path: Path) -> None:
    lines = 'model name\t: Xeon: fast\nmodel\t: 7\nHOME_URL="https://x"\nNAME="A B"\n'
    (tmp_path / "one").write_text(lines)
    found = [files.field(str(tmp_path / "one"), name) for name in ("model name", "model", "NAME")]
    assert found == ["Xeon: fast", "7", "A B"]
    assert files.field(str(tmp_path / "one"), "HOME_URL") == "https://x"
    assert files.field(str(tmp_path / "one"), "mod") is None


def test_the_choice_in_brackets(tmp_path: Path) -> None:
    (tmp_path / "one").write_text("always [madvise] never\n")
    assert files.selected(str(tmp_path / "one")) == "madvise"
