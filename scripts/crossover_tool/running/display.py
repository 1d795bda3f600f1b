"""Showing a run as it happens: a live bar on a terminal, plain lines elsewhere; always on standard
error."""

import re
import sys
from contextlib import AbstractContextManager
from typing import Protocol

from rich.cells import cell_len
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from crossover_tool.readable import on_one_line, warn
from crossover_tool.units import show


LEAST_BAR, MOST_BAR = 6, 30
"""The letters of the bar: what it has need of, and what it has a use for."""

GAPS = 3
"""Blanks between the bar, the count, the time left, and what runs."""


class Display(AbstractContextManager["Display"], Protocol):
    """What a run tells its display."""

    def sample(self, done: int, total: int, what: str, left_s: float) -> None:
        """A sample starts: how many are done, what runs, and how long the rest will take."""

    def problem(self, text: str) -> None:
        """A sample went wrong."""


class PlainDisplay(Display):
    """One line a sample."""

    def __exit__(self, *raised: object) -> None:
        return None

    def sample(self, done: int, total: int, what: str, left_s: float) -> None:
        width = len(str(total))
        left = show.long_duration_s(left_s)
        print(
            f"[{done + 1:>{width}}/{total}] {what} ({total - done} remain, {left} left)",
            file=sys.stderr,
            flush=True,
        )

    def problem(self, text: str) -> None:
        warn(text)


def fitting(width: int, figures: str, what: str) -> tuple[int, str]:
    """How wide the bar is, and as much as there is room for of what runs, where the `figures`
    (count and time left) stand whole in a line of `width`: they are what one looks for."""
    room = max(0, width - cell_len(figures) - GAPS)
    bar = max(LEAST_BAR, min(MOST_BAR, room // 3))
    return bar, shortened(what, room - bar)


def shortened(what: str, room: int) -> str:
    """The first parts of a text (up to a comma or a colon) that fit, each whole: half a figure is
    another figure."""
    parts = re.split(r"(?<=[,:]) ", what)
    while parts and cell_len(" ".join(parts).rstrip(",:")) > room:
        parts.pop()
    return " ".join(parts).rstrip(",:")


class LiveDisplay(Display):
    """A bar that is redrawn only between samples: a redraw while one is measured would take CPU
    from it. On `console`, which is standard error where none is given."""

    def __init__(self, console: Console | None = None) -> None:
        self._bar = BarColumn(bar_width=MOST_BAR)
        self._progress = Progress(
            self._bar,
            TextColumn("{task.completed}/{task.total}"),
            TextColumn("{task.fields[left]}", style="cyan"),
            TextColumn("{task.description}"),
            console=console or Console(stderr=True, markup=False, emoji=False),
            auto_refresh=False,
            transient=True,
        )
        self._task = self._progress.add_task("", total=None, left="")

    def __enter__(self) -> "LiveDisplay":
        self._progress.start()
        return self

    def __exit__(self, *raised: object) -> None:
        self._progress.stop()

    def sample(self, done: int, total: int, what: str, left_s: float) -> None:
        left = f"{show.long_duration_s(left_s)} left"
        figures = f"{done}/{total}{left}"
        width = self._progress.console.width
        self._bar.bar_width, what = fitting(width, figures, what)
        self._progress.update(self._task, completed=done, total=total, description=what, left=left)
        self._progress.refresh()

    def problem(self, text: str) -> None:
        self._progress.console.print(
            f"crossover: {on_one_line(text)}", style="yellow", markup=False, highlight=False
        )


def display() -> Display:
    """The display that fits standard error."""
    if sys.stderr.isatty():
        return LiveDisplay()
    return PlainDisplay()
