"""The page's charts as SVG: small, in the page's own colours (light and dark), without a script."""

from collections.abc import Callable, Mapping, Sequence

from crossover_tool.analysis.cell_result import CellResult
from crossover_tool.analysis.choice import on_all_cores, strategy_of
from crossover_tool.analysis.contender import Measured
from crossover_tool.analysis.group import GroupResult
from crossover_tool.charts.labels import spread
from crossover_tool.charts.style import STRATEGY_COLOURS, marked
from crossover_tool.charts.page.elements import Markup, element, joined
from crossover_tool.charts.page.scale import Scale, over
from crossover_tool.units import show

WIDTH = 760
LEFT, RIGHT = 190, 740
ROW, TOP, FOOT = 18, 8, 34
SWEEP_HEIGHT, SWEEP_LEFT, SWEEP_RIGHT = 300, 58, 610
LABEL_GAP = 13.0
MOST_ROWS = 30
"""A cell with more contenders shows the fastest; the table has all."""


def tint(strategy: str) -> str:
    """The class that gives a strategy its colour; one that is not known is grey."""
    return f"s-{strategy}" if strategy in STRATEGY_COLOURS else "s-other"


def look(choice: str) -> str:
    """The classes of a choice: its strategy's colour, and that it has a loop on every core, which
    is drawn hollow or by two lines."""
    return f"{tint(strategy_of(choice))}{' all-cores' if on_all_cores(choice) else ''}"


def swatch(choice: str) -> Markup:
    """A small field in a choice's look, beside its name."""
    return element("span", class_=f"swatch {look(choice)}", aria_hidden="true")


def cell_drawing(result: CellResult, title: str) -> Markup:
    """Every contender's makespan with its interval, on one axis by ratios."""
    ranked = result.ranked[:MOST_ROWS]
    ends = [end for m in ranked for end in (m.makespan.low, m.makespan.high)]
    ends += [result.ideal_ns] if result.ideal_ns else []
    positive = [end for end in ends if end > 0.0]
    if not positive:
        return Markup("")
    scale = over(positive, LEFT, RIGHT, log=True)
    bottom = TOP + ROW * len(ranked)
    parts = [x_axis(scale, bottom, show.short_duration_ns)]
    if result.ideal_ns:
        parts.append(_ideal(scale.at(result.ideal_ns), bottom))
    parts += [_row(m, TOP + ROW * (n + 0.5), scale) for n, m in enumerate(ranked)]
    return svg(parts, bottom + FOOT, title)


def _row(m: Measured, y: float, scale: Scale) -> Markup:
    low, middle, high = map(scale.at, (m.makespan.low, m.makespan.median, m.makespan.high))
    name = said(marked(m.contender.name, m.kind), LEFT - 8, y + 4, "end")
    colour = tint(m.contender.strategy)
    bar = line((low, high), (y, y), f"{colour} bar")
    return joined(name, bar, element("circle", cx=middle, cy=y, r=4, class_=colour))


def said(
    word: str, x: float, y: float, anchor: str | None = None, kind: str | None = None
) -> Markup:
    """Letters at a place, whose `anchor` (end, middle) stands there; of a class."""
    return element("text", word, x=x, y=y, text_anchor=anchor, class_=kind)


def line(xs: tuple[float, float], ys: tuple[float, float], kind: str) -> Markup:
    return element("line", x1=xs[0], x2=xs[1], y1=ys[0], y2=ys[1], class_=kind)


def sweep_drawing(group: GroupResult, title: str) -> Markup:
    """Each strategy's best makespan along the swept axis, with the band of its interval, and where
    one overtakes another."""
    axis = group.swept
    cells = [cell for cell in group.cells if cell.ranked]
    curves = _curves(cells)
    spans = [m.makespan for points in curves.values() for _, m in points]
    ends = [end for span in spans for end in (span.low, span.high) if end > 0.0]
    if len(cells) < 2 or not ends:
        return Markup("")
    values = [group.value(cell) for cell in cells]
    x = over(values, SWEEP_LEFT, SWEEP_RIGHT, axis.is_log(values))
    y = over(ends, SWEEP_HEIGHT - FOOT, TOP, log=True)
    parts = [_sweep_axes(group, values, x, y)]
    parts += [_crossing(x.at(c.low), x.at(c.estimate), x.at(c.high)) for c in group.crossings]
    parts += [_ideal_curve(group, cells, x, y)]
    parts += [
        _curve(name, [(x.at(group.value(c)), m) for c, m in p], y) for name, p in curves.items()
    ]
    parts.append(_labels({name: y.at(p[-1][1].makespan.median) for name, p in curves.items()}))
    return svg(parts, SWEEP_HEIGHT, title)


def _curves(cells: Sequence[CellResult]) -> dict[str, list[tuple[CellResult, Measured]]]:
    found: dict[str, list[tuple[CellResult, Measured]]] = {}
    for cell in cells:
        for strategy in dict.fromkeys(m.contender.strategy for m in cell.ranked):
            best = cell.best_of(strategy)
            if best and best.makespan.low > 0.0:
                found.setdefault(strategy, []).append((cell, best))
    return found


def _curve(strategy: str, points: Sequence[tuple[float, Measured]], y: Scale) -> Markup:
    colour = tint(strategy)
    up = [f"{x:g},{y.at(m.makespan.high):g}" for x, m in points]
    down = [f"{x:g},{y.at(m.makespan.low):g}" for x, m in reversed(points)]
    middle = [(x, y.at(m.makespan.median)) for x, m in points]
    along = " ".join(f"{a:g},{b:g}" for a, b in middle)
    return joined(
        element("polygon", points=" ".join([*up, *down]), class_=f"{colour} band"),
        element("polyline", points=along, class_=f"{colour} curve"),
        *(element("circle", cx=a, cy=b, r=3, class_=colour) for a, b in middle),
    )


def _labels(ends: Mapping[str, float]) -> Markup:
    places = spread(list(ends.values()), LABEL_GAP, TOP + 6.0, SWEEP_HEIGHT - FOOT)
    named = zip(ends, (round(place + 4.0, 1) for place in places))
    x = SWEEP_RIGHT + 10
    return joined(*(said(name, x, y, None, f"{tint(name)} label") for name, y in named))


def _sweep_axes(group: GroupResult, values: Sequence[int], x: Scale, y: Scale) -> Markup:
    bottom = SWEEP_HEIGHT - FOOT
    parts: list[Markup] = []
    for tick in y.ticks():
        at = y.at(tick)
        parts.append(line((SWEEP_LEFT, SWEEP_RIGHT), (at, at), "grid"))
        parts.append(said(show.short_duration_ns(tick), SWEEP_LEFT - 6, at + 4, "end"))
    last = -100.0
    for value in values:
        at = x.at(value)
        if at - last >= 44.0:
            parts.append(said(group.swept.text(value), at, bottom + 16, "middle"))
            last = at
    word = group.swept.word.replace("_", " ")
    parts.append(said(word, (SWEEP_LEFT + SWEEP_RIGHT) / 2, bottom + 31, "middle", "quiet"))
    return joined(*parts)


def _crossing(low: float, estimate: float, high: float) -> Markup:
    height, width = SWEEP_HEIGHT - FOOT - TOP, max(0.5, round(high - low, 1))
    band = element("rect", x=low, y=TOP, width=width, height=height, class_="crossing")
    return joined(band, line((estimate, estimate), (TOP, TOP + height), "ideal"))


def _ideal_curve(group: GroupResult, cells: Sequence[CellResult], x: Scale, y: Scale) -> Markup:
    points = [(x.at(group.value(c)), y.at(c.ideal_ns)) for c in cells if c.ideal_ns >= y.low]
    told = " ".join(f"{a:g},{b:g}" for a, b in points)
    return element("polyline", points=told, class_="ideal") if len(points) > 1 else Markup("")


def x_axis(scale: Scale, bottom: float, text: Callable[[float], str]) -> Markup:
    """A line down to `bottom` for each tick, with what it says below."""
    parts: list[Markup] = []
    for tick in scale.ticks():
        at = scale.at(tick)
        parts.append(line((at, at), (TOP, bottom), "grid"))
        parts.append(said(text(tick), at, bottom + 15, "middle"))
    return joined(*parts)


def _ideal(x: float, bottom: float) -> Markup:
    word = said("ideal", x, bottom + 28, "middle", "quiet")
    return joined(line((x, x), (TOP, bottom), "ideal"), word)


def svg(parts: Sequence[Markup], height: float, title: str) -> Markup:
    """The drawing, for screen readers one picture that says its title."""
    box = f"0 0 {WIDTH} {height:g}"
    return element("svg", *parts, viewBox=box, role="img", aria_label=title, class_="chart")
