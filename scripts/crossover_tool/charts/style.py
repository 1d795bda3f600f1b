"""How everything looks, everywhere the same: one colour a strategy, one marker an engine, one frame
a figure.

matplotlib takes its time to import, and tables need none: charts import it when they draw.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from crossover_tool.analysis.choice import on_all_cores, strategy_of

# Okabe and Ito (2008), "Color Universal Design": told apart by the colour-blind too.
STRATEGY_COLOURS = {
    "sequential": "#000000",
    "gather": "#0072B2",
    "semaphore": "#56B4E9",
    "thread_pool": "#E69F00",
    "process_pool": "#009E73",
    "offload": "#CC79A7",
    "blocking_gather": "#D55E00",
    "thread_per_task": "#8A5A00",  # darker than its pool's: the naive way to the same
    "fork_per_task": "#00543D",
}
OTHER_COLOUR = "#8C8C8C"
ON_DARK = {
    "gather": "#2F8FD0",
    "semaphore": "#8CCBF0",
    "thread_per_task": "#C08A2E",
    "fork_per_task": "#6CC7AC",
}
"""On a dark ground: 4.5 times its luminance and more, as letters ask (WCAG 2.1), and the two blues as
far apart as on light. js and page.css have the same."""

Marker = str | tuple[int, int, int]
"""A letter of matplotlib's, or the points, style (1: a star) and angle of a regular figure."""

ENGINE_MARKERS: dict[str, Marker] = {
    "std": "o",
    "asio": "s",
    "libuv": "^",
    "asio_awaitable": "D",
    "tbb": "v",
    "tbb_tasks": "8",
    "posix": "P",
    "index": "X",
    "static_split": "*",
    "uring": "h",
    "asio_cores": "d",
    "pipe": "<",
    "asio_processes": ">",
    "asio_parallel_group": "H",
    "ring": "p",
    "moodycamel": (6, 1, 0),
    "fiber": (4, 1, 0),
}
OTHER_MARKER: Marker = (3, 1, 0)

KIND_MARKS = {"documented": "d", "textbook": "t", "mistake": "m", "pattern": "p"}
"""What stands behind the name of a contender that is not the best technique known."""
KIND_WORDS = {
    "documented": "the library as documented",
    "textbook": "textbook",
    "mistake": "a mistake",
    "pattern": "with a pattern around it",
}

INK, QUIET, FAINT = "#1A1A1A", "#5F6368", "#E3E5E8"


@dataclass(frozen=True)
class Palette:
    """The colours of a picture beside its strategies': paper, text, and the classes of a regret."""

    paper: str
    ink: str
    quiet: str
    faint: str
    good: str
    good_ink: str
    behind: str
    behind_ink: str
    open: str
    frame: str
    grid: str
    is_dark: bool = False

    def strategy(self, name: str) -> str:
        """The strategy's colour; black on light is the ink of whatever ground there is, and what a
        dark ground would swallow is lifted from it."""
        if name == "sequential":
            return self.ink
        return ON_DARK.get(name, colour(name)) if self.is_dark else colour(name)

    def point(self, choice: str) -> dict[str, Any]:
        """How matplotlib draws a point of a choice: filled with its strategy's colour, hollow where
        it runs on all cores, which no shade would tell apart at this size."""
        tint = self.strategy(strategy_of(choice))
        face = self.paper if on_all_cores(choice) else tint
        return {"color": tint, "markerfacecolor": face, "markeredgewidth": 1.3}


LIGHT = Palette(
    *("#FFFFFF", INK, QUIET, "#B5BBC1", "#C2E7D6", "#06402B", "#F8D9BE", "#5C2500", "#E9EBED"),
    *("#9AA0A6", FAINT),
)
DARK = Palette(
    *("#0D1117", "#ECEFF1", "#A9B0B7", "#5A626A", "#12452F", "#C6F3DC", "#55300F"),
    *("#FFDCBC", "#262B30", "#6B737B", "#262C33", True),
)
"""As GitHub shows a README: light, and on its dark ground."""

WIDTH_INCHES, DPI = 9.0, 150
"""1350 pixels wide: sharp when a README shows it at 900."""

SETTINGS = {
    "font.family": "DejaVu Sans",
    "font.size": 10,
    "axes.edgecolor": "#9AA0A6",
    "axes.labelcolor": QUIET,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.color": QUIET,
    "ytick.color": QUIET,
    "text.color": INK,
    "grid.color": FAINT,
    "grid.linewidth": 0.8,
    "svg.hashsalt": "crossover",
    "svg.fonttype": "path",
    "path.simplify": False,
    "text.parse_math": False,  # a command or a reason may hold dollars
}


def colour(strategy: str) -> str:
    """The strategy's colour; grey for one that has none yet."""
    return STRATEGY_COLOURS.get(strategy, OTHER_COLOUR)


def kind_legend(kinds: Collection[str]) -> str:
    """What the marks of these kinds mean: `(d): the library as documented, (m): a mistake`; ""
    when there are none."""
    shown = [kind for kind in KIND_MARKS if kind in kinds]
    return ", ".join(f"({KIND_MARKS[kind]}): {KIND_WORDS[kind]}" for kind in shown)


def marked(name: str, kind: str) -> str:
    """A name with the mark of its kind: `thread_pool (d)`; the best technique has none."""
    return f"{name} ({KIND_MARKS[kind]})" if kind in KIND_MARKS else name


def marker(engine: str) -> Marker:
    """The engine's marker; a star of three for one that has none yet."""
    return ENGINE_MARKERS.get(engine, OTHER_MARKER)


def marker_scale(engine: str) -> float:
    """What makes a marker look as large as the others: stars have thin arms."""
    return 1.6 if marker(engine) == "*" or isinstance(marker(engine), tuple) else 1.0


def figure(height_inches: float, palette: Palette = LIGHT) -> Any:
    """An empty figure of the common width, with a canvas of its own. Use inside `settings()`."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    drawn = Figure(figsize=(WIDTH_INCHES, height_inches), dpi=DPI, facecolor=palette.paper)
    FigureCanvasAgg(drawn)
    return drawn


def dress(axes: Any, palette: Palette) -> None:
    """Gives axes the ground, frame, ticks and names of a picture's ground."""
    axes.set_facecolor(palette.paper)
    axes.tick_params(colors=palette.quiet)
    for axis in (axes.xaxis, axes.yaxis):
        axis.label.set_color(palette.quiet)
    for side in axes.spines.values():
        side.set_edgecolor(palette.frame)


def legend(drawn: Any, handles: Sequence[Any], y: float, palette: Palette, **more: Any) -> None:
    """What colours and markers mean, in rows from a height of the figure down."""
    look = {"frameon": False, "fontsize": 8.5, "labelcolor": palette.quiet}
    drawn.legend(handles=handles, loc="upper left", bbox_to_anchor=(0.004, y), **look, **more)


def settings() -> Any:
    """The context in which figures are made and saved."""
    import matplotlib

    return matplotlib.rc_context(SETTINGS)
