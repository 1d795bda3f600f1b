"""The line of progress: its bar, count and time left are there and whole, however narrow it is."""

import io
import re

import pytest
from crossover_tool.running.display import LEAST_BAR, LiveDisplay, fitting, shortened
from rich.cells import cell_len
from rich.console import Console

WHAT = (
    "block 7: gather/asio_cores on tcp, wait 5 ms, bytes 64 B: 1,000 tasks, limit 1,000, "
    "over refuse"
)
LEFT = "12 min 05 s left"
ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def drawn(width: int, what: str = WHAT) -> list[str]:
    """The lines that a terminal of this width is sent while one sample runs."""
    sent = io.StringIO()
    with LiveDisplay(Console(file=sent, force_terminal=True, width=width)) as live:
        live.sample(1862, 2011, what, 725.0)
        during = sent.getvalue()
    lines = ANSI.sub("", during).replace("\r", "\n").split("\n")
    return [line for line in lines if line.strip()]


@pytest.mark.parametrize("width", [40, 60, 80, 120, 200])
def test_bar_count_and_time_left_stand_whole(width: int) -> None:
    line = drawn(width)[-1]
    assert "1862/2011" in line and LEFT in line and "━" in line
    assert "…" not in line and cell_len(line.rstrip()) <= width


@pytest.mark.parametrize("width", [60, 80, 120, 200])
def test_what_runs_takes_the_room_that_is_left(width: int) -> None:
    line = drawn(width)[-1]
    told = line.partition(LEFT)[2].strip()
    assert WHAT.startswith(told)
    assert (told == WHAT) is (width == 200)
    assert told.startswith("block 7: gather/asio_cores on tcp") is (width >= 80)


@pytest.mark.parametrize("room", range(0, len(WHAT) + 2))
def test_a_part_that_is_told_is_told_whole(room: int) -> None:
    told = shortened(WHAT, room)
    rest = WHAT.removeprefix(told)
    assert len(told) <= room and rest != WHAT or told == ""
    assert not rest or not told or rest[0] in ",:"


def test_the_bar_keeps_its_least_where_there_is_no_room() -> None:
    assert fitting(10, "1862/2011" + LEFT, WHAT) == (LEAST_BAR, "")


def test_what_went_wrong_does_not_act_on_the_terminal() -> None:
    drawn = io.StringIO()
    live = LiveDisplay()
    live._progress.live.console = Console(file=drawn, force_terminal=True, width=80)
    live.problem("a\x1b]0;owned\x07b")
    assert "\x1b]0;" not in drawn.getvalue() and "\\x1b]0;owned" in drawn.getvalue()
