"""Maps of limit and rate on the page: a field the darker the later its requests are answered."""

import math
from collections.abc import Sequence

from crossover_tool.charts.limit_panels import LimitField, LimitPanel
from crossover_tool.charts.page.drawings import WIDTH, said, svg
from crossover_tool.charts.page.elements import Markup, element, joined

LEFT, FIELD_HEIGHT, WIDEST, GAP = 64.0, 34.0, 120.0, 4.0
HEAD, BELOW = 24.0, 44.0
LEAST_SHADE, MOST_SHADE = 0.06, 0.6
"""Opacities: of the soonest and of the latest; the words on it must stand out in light and dark."""


def limit_drawing(
    panels: Sequence[LimitPanel], rates: Sequence[str], limits: Sequence[str], title: str
) -> Markup:
    """The panels under one another, all by one scale, the lowest limit at the foot of each."""
    told = [f.latency_ns for p in panels for row in p.rows for f in row if f and f.latency_ns]
    if not panels or not told:
        return Markup("")
    ends = min(told), max(told)
    high = HEAD + FIELD_HEIGHT * len(limits) + BELOW
    drawn = [
        _panel(panel, (rates, limits), ends, high * place) for place, panel in enumerate(panels)
    ]
    return svg(drawn, high * len(panels), title)


def _panel(
    panel: LimitPanel,
    names: tuple[Sequence[str], Sequence[str]],
    ends: tuple[float, float],
    top: float,
) -> Markup:
    rates, limits = names
    width = min(WIDEST, (WIDTH - LEFT) / len(rates))
    foot = top + HEAD + FIELD_HEIGHT * len(limits)
    parts = [element("text", panel.name, x=LEFT, y=top + 15, class_="label")]
    for place, limit in enumerate(limits):
        y = foot - FIELD_HEIGHT * (place + 1)
        parts.append(said(limit, LEFT - 8, y + 20, "end"))
        for column, field in enumerate(panel.rows[place]):
            if field:
                parts.append(_field(field, (LEFT + width * column, y, width), ends))
    for column, rate in enumerate(rates):
        parts.append(said(rate, LEFT + width * (column + 0.5), foot + 15, "middle"))
    words: dict[str, object] = {"class_": "quiet", "y": foot + 31}
    parts.append(element("text", "requests that arrive", x=LEFT, **words))
    parts.append(element("text", "limit", x=LEFT - 8, text_anchor="end", **words))
    return joined(*parts)


def _field(
    field: LimitField, place: tuple[float, float, float], ends: tuple[float, float]
) -> Markup:
    x, y, width = place
    look: dict[str, object] = {"class_": "full"}
    if field.latency_ns is not None:
        look = {"class_": "late", "fill_opacity": _shade(field.latency_ns, ends)}
    middle, height = x + width / 2, FIELD_HEIGHT - GAP
    box = element("rect", x=x, y=y, width=width - GAP, height=height, **look)
    centred: dict[str, object] = {"x": middle, "text_anchor": "middle"}
    told = [element("text", field.text, y=y + (14 if field.more else 20), **centred)]
    if field.more:
        told.append(element("text", field.more, y=y + 26, class_="small", **centred))
    return joined(box, *told)


def _shade(latency_ns: float, ends: tuple[float, float]) -> float:
    """From a latency to an opacity, by ratios."""
    span = math.log(ends[1] / ends[0])
    share = math.log(latency_ns / ends[0]) / span if span > 0.0 else 0.0
    return round(LEAST_SHADE + share * (MOST_SHADE - LEAST_SHADE), 3)
