"""Showing a run as it happens: a live bar on a terminal, plain lines elsewhere; always on standard
error."""

import sys
from types import TracebackType
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from crossover_tool.units import show


class Display(Protocol):
    """What a run tells its display."""

    def __enter__(self) -> "Display":
        ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        ...

    def sample(self, done: int, total: int, what: str, left_s: float) -> None:
        """A sample starts: how many are done, what runs, and how long the rest will take."""

    def problem(self, text: str) -> None:
        """A sample went wrong."""


class PlainDisplay:
    """One line a sample."""

    def __enter__(self) -> "PlainDisplay":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        return None

    def sample(self, done: int, total: int, what: str, left_s: float) -> None:
        """See Display."""
        width = len(str(total))
        left = show.long_duration_s(left_s)
        print(
            f"[{done + 1:>{width}}/{total}] {what} ({total - done} remain, {left} left)",
            file=sys.stderr,
            flush=True,
        )

    def problem(self, text: str) -> None:
        """See Display."""
        print(f"crossover: {text}", file=sys.stderr, flush=True)


class LiveDisplay:
    """A bar that is redrawn only between samples: a redraw while one is measured would take CPU
    from it."""

    def __init__(self) -> None:
        self._progress = Progress(
            BarColumn(bar_width=30),
            TextColumn("{task.completed}/{task.total}"),
            TextColumn("{task.fields[left]}", style="cyan"),
            TextColumn("{task.description}"),
            console=Console(stderr=True),
            auto_refresh=False,
            transient=True,
        )
        self._task = self._progress.add_task("", total=None, left="")

    def __enter__(self) -> "LiveDisplay":
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._progress.stop()

    def sample(self, done: int, total: int, what: str, left_s: float) -> None:
        """See Display."""
        left = f"{show.long_duration_s(left_s)} left"
        self._progress.update(self._task, completed=done, total=total, description=what, left=left)
        self._progress.refresh()

    def problem(self, text: str) -> None:
        """See Display."""
        self._progress.console.print(
            f"crossover: {text}", style="yellow", markup=False, highlight=False
        )


def display() -> Display:
    """The display that fits standard error."""
    if sys.stderr.isatty():
        return LiveDisplay()
    return PlainDisplay()
