"""Files are whole or the old ones, and what is no file is written to, not replaced."""

import os
import stat
import threading
from pathlib import Path

import pytest
from crossover_tool.atomic import replace, replace_text


def test_an_old_file_stays_until_the_new_one_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_text("old")

    def broken(file: object) -> None:
        raise RuntimeError("half way")

    with pytest.raises(RuntimeError):
        replace(path, broken)
    assert path.read_text() == "old"
    replace_text(path, "new")
    assert path.read_text() == "new"


def test_a_link_stays_and_leads_to_the_new_file(tmp_path: Path) -> None:
    real, link = tmp_path / "real", tmp_path / "link"
    real.write_text("old")
    real.chmod(0o640)
    link.symlink_to("real")
    replace_text(link, "new")
    assert link.is_symlink() and real.read_text() == "new"
    assert stat.S_IMODE(real.stat().st_mode) == 0o640


def test_a_pipe_is_written_to(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    heard: list[str] = []
    reader = threading.Thread(target=lambda: heard.append(pipe.read_text()))
    reader.start()
    replace_text(pipe, "new")
    reader.join(10)
    assert heard == ["new"] and stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_device_is_not_replaced(tmp_path: Path) -> None:
    link = tmp_path / "null"
    link.symlink_to(os.devnull)
    replace_text(link, "new")
    assert stat.S_ISCHR(Path(os.devnull).stat().st_mode) and link.is_symlink()


def test_a_byte_that_is_no_utf8_becomes_an_escape(tmp_path: Path) -> None:
    replace_text(tmp_path / "a", "a\udcffb")
    assert (tmp_path / "a").read_text() == "a\\udcffb"
