"""The frame of every figure: the finding above, the setting below it, the machine at the foot."""

from dataclasses import dataclass
from typing import Any

from crossover_tool.charts.style import LIGHT, Palette
from crossover_tool.readable import wrapped

LEFT = 0.012
TITLE_WIDTH, SETTING_WIDTH, CAPTION_WIDTH = 80, 118, 148
"""Characters that fit in one line at the sizes below and the common width."""
TITLE_LINES = 3
"""A finding that needs more is cut, with a mark; the report has it whole."""
TITLE_POINTS, CAPTION_POINTS = 20.0, 11.0
"""The height of a line of each."""


@dataclass(frozen=True)
class Words:
    """What a figure says: the finding, what was measured, and the caption's lines."""

    finding: str
    setting: str
    caption: tuple[str, ...]


def title_points(words: Words) -> float:
    return TITLE_POINTS * min(TITLE_LINES, len(wrapped(words.finding, TITLE_WIDTH)))


def caption_points(words: Words) -> float:
    return CAPTION_POINTS * sum(len(wrapped(text, CAPTION_WIDTH)) for text in words.caption)


def frame(figure: Any, words: Words, palette: Palette = LIGHT) -> tuple[float, float]:
    """Writes the words and returns the figure fractions between which the axes may stand, bottom
    and top."""
    height_points = figure.get_figheight() * 72.0
    title = wrapped(words.finding, TITLE_WIDTH, max_lines=TITLE_LINES, placeholder=" …")
    setting = wrapped(words.setting, SETTING_WIDTH)[:2]
    caption = [line for text in words.caption for line in wrapped(text, CAPTION_WIDTH)]
    y = 10.0
    strong = {"fontsize": 13, "fontweight": "bold", "color": palette.ink, "va": "top"}
    for line in title:
        figure.text(LEFT, 1 - y / height_points, line, **strong)
        y += TITLE_POINTS
    below = {"fontsize": 10, "color": palette.quiet, "va": "top"}
    for line in setting:
        figure.text(LEFT, 1 - (y + 1) / height_points, line, **below)
        y += 14.0
    foot, small = 8.0, {"fontsize": 7.5, "color": palette.quiet, "va": "bottom"}
    for line in reversed(caption):
        figure.text(LEFT, foot / height_points, line, **small)
        foot += CAPTION_POINTS
    return (foot + 4.0) / height_points, 1 - (y + 12.0) / height_points
