"""Capacities on the page: a row a contender, a point where half of the samples keep the promise,
and a bar over what is proven."""

from collections.abc import Sequence

from crossover_tool.cell import Contender
from crossover_tool.charts.capacity_rows import CapacityRow
from crossover_tool.charts.page.drawings import FOOT, LEFT, ROW, TOP, line, said, svg, tint, x_axis
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
    under = said(word, (LEFT + RIGHT) / 2, bottom + 30, "middle", "quiet")
    drawn = [_row(row, TOP + ROW * (place + 0.5), scale) for place, row in enumerate(rows)]
    return svg([axis, *drawn, under], bottom + FOOT, title)


def _row(row: CapacityRow, y: float, scale: Scale) -> Markup:
    colour = tint(Contender.parse(row.name).strategy)
    low, high = scale.at(row.low or scale.low), scale.at(row.high or scale.high)
    ends = ((low, row.low), (high, row.high))
    parts = [
        said(row.name, LEFT - 8, y + 4, "end"),
        line((low, high), (y, y), f"{colour} bar"),
        *(line((at, at), (y - 5, y + 5), f"{colour} bar") for at, proven in ends if proven),
        said(row.text, RIGHT + 12, y + 4),
    ]
    if row.rate is not None:
        parts.append(element("circle", cx=scale.at(row.rate), cy=y, r=4, class_=colour))
    return joined(*parts)
