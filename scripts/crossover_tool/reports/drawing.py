"""Drawing a report's charts, as many at once as there are cores: they take most of its time."""

import signal
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from crossover_tool.charts.save import save
from crossover_tool.charts.style import settings
from crossover_tool.host.facts import usable_cores
from crossover_tool.paths import shown
from crossover_tool.views.view import Chart

FEW = 4
"""So few charts are drawn before a second process would have begun."""

_charts: Mapping[str, Chart] = {}
"""What a worker inherits when it is forked: how a chart is drawn is a closure, which cannot be
sent."""


def draw_all(charts: Mapping[str, Chart], folder: Path) -> Iterator[tuple[str, str]]:
    """Draws and saves every chart; yields its name, in their order, and why it could not be ("": it
    could). The files are the same however many cores there are."""
    global _charts
    if not charts:
        return
    try:
        import matplotlib.figure  # before the fork: no worker has to load it again
    except ImportError as error:
        yield from ((name, f"cannot draw {name}: {error}") for name in charts)
        return
    _charts, one = charts, partial(_draw, folder=folder)
    workers = usable_cores() if len(charts) > FEW else 1
    if workers == 1:
        yield from zip(charts, map(one, charts))
        return
    pool = ProcessPoolExecutor(min(workers, len(charts)), get_context("fork"), _ignore_interrupts)
    try:
        yield from zip(charts, pool.map(one, charts))
    except BrokenProcessPool:
        yield "", "a process that drew charts was killed: some charts are missing"
    finally:
        pool.shutdown(cancel_futures=True)


def _ignore_interrupts() -> None:
    """Ctrl-C reaches the whole group: the command says what was interrupted, no worker does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _draw(name: str, folder: Path) -> str:
    """Why the chart could not be drawn; "" when it was."""
    chart = _charts[name]
    with settings():
        try:
            save(chart.draw(chart.words), folder, name, pdf=chart.page)
            if chart.dark:
                # what is made from a picture is made from the light one
                save(chart.dark(chart.words), folder, f"{name}-dark", svg=False)
        except OSError as error:
            return f"cannot write the chart {shown(folder / name)}.png: {error.strerror}"
    return ""
