"""The words around a figure."""

from typing import Any

from crossover_tool.charts.frame import TITLE_LINES, Words, frame


class Figure:
    """A figure of 5 inches that keeps what is written on it."""

    def __init__(self) -> None:
        self.told: list[tuple[float, str]] = []

    def get_figheight(self) -> float:
        return 5.0

    def text(self, x: float, y: float, line: str, **_: Any) -> None:
        self.told.append((y, line))


def test_the_finding_stands_above_the_setting_and_the_caption_at_the_foot() -> None:
    figure = Figure()
    bottom, top = frame(figure, Words("gather wins", "timer", ("blocks", "machine")))
    lines = [line for _, line in sorted(figure.told, reverse=True)]
    assert lines == ["gather wins", "timer", "blocks", "machine"]
    heights = [y for y, _ in sorted(figure.told, reverse=True)]
    assert heights[1] > top > bottom > heights[2]


def test_a_long_finding_is_cut_with_a_mark_and_takes_room() -> None:
    short, long = Figure(), Figure()
    _, top = frame(short, Words("gather wins", "timer", ()))
    _, lower = frame(long, Words("gather wins " * 40, "timer", ()))
    title = [line for _, line in long.told if "gather" in line]
    assert len(title) == TITLE_LINES and title[-1].endswith(" …")
    assert lower < top
