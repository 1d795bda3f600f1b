"""Capacities on the page: a row a contender, a point where half of the samples keep the promise,
and a bar over what is proven."""

from collections.abc import Sequence

from crossover_tool.cell import Contender
from crossover_tool.charts.capacity_rows import CapacityRow
from crossover_tool.charts.page.drawings import FOOT, LEFT, ROW, TOP, svg, tint, x_axis
from crossover_tool.charts.page.elements import Markup, element, joined
from crossover_tool.charts.page.scale import Scale, over

RIGHT = 620
"""Behind it the figures stand."""
ROOM = 1.15
"""A bar whose end is not proven goes on beyond what is known by this factor."""


def capacity_drawing(rows: Sequence[CapacityRow], title: str) -> Markup:
    """The drawing; nothing without a row. An end that is not proven is open."""
    known = [end for row in rows for end in (row.rate, row.low, row.high) if end]
    if not known:
        return Markup("")
    scale = over([min(known) / ROOM, max(known) * ROOM], LEFT, RIGHT, log=True)
    bottom = TOP + ROW * len(rows)
    axis = x_axis(scale, bottom, "{:,.0f}".format)
    word = "requests a second, more is better"
    middle = (LEFT + RIGHT) / 2
    under = element("text", word, x=middle, y=bottom + 30, text_anchor="middle", class_="quiet")
    drawn = [_row(row, TOP + ROW * (place + 0.5), scale) for place, row in enumerate(rows)]
    return svg([axis, *drawn, under], bottom + FOOT, title)


def _row(row: CapacityRow, y: float, scale: Scale) -> Markup:
    colour = tint(Contender.parse(row.name).strategy)
    low, high = scale.at(row.low or scale.low), scale.at(row.high or scale.high)
    parts = [
        element("text", row.name, x=LEFT - 8, y=y + 4, text_anchor="end"),
        element("line", x1=low, x2=high, y1=y, y2=y, class_=f"{colour} bar"),
        *(_end(at, y, colour) for at, end in ((low, row.low), (high, row.high)) if end),
        element("text", row.text, x=RIGHT + 12, y=y + 4),
    ]
    if row.rate is not None:
        parts.append(element("circle", cx=scale.at(row.rate), cy=y, r=4, class_=colour))
    return joined(*parts)


def _end(x: float, y: float, colour: str) -> Markup:
    """A proven end."""
    return element("line", x1=x, x2=x, y1=y - 5, y2=y + 5, class_=f"{colour} bar")
