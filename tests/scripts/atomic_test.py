"""Files are whole or the old ones, and what is no file is written to, not replaced."""

import os
import stat
import subprocess
import sys
import threading
from pathlib import Path
from typing import BinaryIO

import pytest
from conftest import environment
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
    assert (tmp_path / "a").read_text() == "a\\xffb"


def test_an_open_descriptor_is_written_to_where_it_stands(tmp_path: Path) -> None:
    """`--out /dev/stdout >> file` keeps what the file has."""
    script = "from pathlib import Path; from crossover_tool.atomic import replace_text as r; "
    script += "r(Path('/dev/stdout'), 'new')"
    path = tmp_path / "a"
    path.write_text("old ")
    with path.open("a") as file:
        subprocess.run([sys.executable, "-c", script], stdout=file, check=True, env=environment())
    assert path.read_text() == "old new"
    piped = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, env=environment()
    )
    assert (piped.returncode, piped.stdout) == (0, "new")


def test_two_writers_do_not_share_a_draft_and_none_stays(tmp_path: Path) -> None:
    path = tmp_path / "a"

    def slow(file: BinaryIO) -> None:
        file.write(b"first")
        replace_text(path, "second")

    replace(path, slow)
    assert path.read_text() == "first"
    with pytest.raises(RuntimeError):
        replace(path, lambda file: (_ for _ in ()).throw(RuntimeError("no")))
    assert [one.name for one in tmp_path.iterdir()] == ["a"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o666 & ~umask()


def umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
