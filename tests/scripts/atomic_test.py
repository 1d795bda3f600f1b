"""Replacing files, and what is no file."""

import os
import threading
from pathlib import Path

import pytest
from crossover_tool.atomic import replace_text


def test_a_file_is_replaced_as_a_whole(tmp_path: Path) -> None:
    path = tmp_path / "a"
    for text in ("old", "new µ"):
        replace_text(path, text)
    assert path.read_text(encoding="utf-8") == "new µ"
    assert [one.name for one in tmp_path.iterdir()] == ["a"]


def test_a_link_stays_and_what_it_names_is_replaced(tmp_path: Path) -> None:
    target, link = tmp_path / "there" / "a", tmp_path / "link"
    target.parent.mkdir()
    link.symlink_to(target)
    for text in ("first", "second"):
        replace_text(link, text)
        assert link.is_symlink() and target.read_text() == text


def test_a_fifo_is_written_to(tmp_path: Path) -> None:
    fifo, read = tmp_path / "fifo", []
    os.mkfifo(fifo)
    reader = threading.Thread(target=lambda: read.append(fifo.read_text()))
    reader.start()
    replace_text(fifo, "through")
    reader.join()
    assert read == ["through"] and fifo.is_fifo()


def test_a_device_stays_a_device(tmp_path: Path) -> None:
    device = tmp_path / "null"
    try:
        os.mknod(device, 0o600 | 0o020000, os.makedev(1, 3))
        with device.open("wb"):
            pass
    except OSError:
        pytest.skip("no devices can be made or opened here")
    replace_text(device, "gone")
    assert device.is_char_device()


def test_what_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError):
        replace_text(tmp_path, "a folder")
