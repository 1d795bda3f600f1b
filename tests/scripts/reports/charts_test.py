"""Charts: labels inside the picture and apart, colours and markers fixed, every text drawn."""

import json
from typing import Any

import pytest
from conftest import DATA, frozen
from crossover_tool.analysis.analyse import Analysis, analyse
from crossover_tool.charts import style
from crossover_tool.samples.reader import read
from crossover_tool.reports.report import Report
from crossover_tool.views.view import Chart
from made_results import cell, results


@pytest.fixture(scope="module")
def analysis() -> Analysis:
    return analyse(read(frozen()))


@pytest.fixture(scope="module")
def more() -> Analysis:
    """The kinds of chart that the frozen samples have no need of: prices swept, and lag."""
    cells = [cell("noop", tasks, 2, "tasks") for tasks in (1, 100, 10_000, 1_000_000)]
    cells += [cell("noop", 10_000, limit, "limit", 1) for limit in (1, 2, 8, 64, 1000)]
    cells.append(cell("tcp", 20, 20, "lag", 2, wait_us=5000, bytes=64))
    cells += [
        cell("mixed", 200, limit, "map", 3, work_us=2000, wait_share_pct=share)
        for limit in (2, 16, 128)
        for share in (0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 100)
    ]
    listed = json.loads((DATA / "bench" / "list.json").read_text())["contenders"]
    contenders = [f"{one['strategy']}/{one['engine']}" for one in listed]
    return analyse(results(cells, contenders))


Drawn = list[tuple[str, Chart, tuple[int, int], list[tuple[str, Any]]]]


@pytest.fixture(scope="module")
def drawn(analysis: Analysis, more: Analysis) -> Drawn:
    """Every chart with its size in pixels, its texts and their places."""
    with style.settings():
        charts = [
            (name, chart)
            for one in (analysis, more)
            for part in Report(one).sections.walk()
            for name, chart in part.charts.items()
        ]
        figures = [(name, chart, chart.draw(chart.words)) for name, chart in charts]
        return [
            (name, chart, figure.canvas.get_width_height(), boxes(figure))
            for name, chart, figure in figures
        ]


def boxes(figure: Any) -> list[tuple[str, Any]]:
    """Every visible text with its place in pixels."""
    from matplotlib.text import Text

    figure.canvas.draw()
    axes = [axis for one in figure.axes for axis in (one.xaxis, one.yaxis)]
    all_ticks = {
        id(text)
        for axis in axes
        for tick in axis.get_major_ticks()
        for text in (tick.label1, tick.label2)
    }
    shown = [
        tick.label1 for axis in axes for tick in axis._update_ticks()
    ]  # the others lie outside the axes
    texts = [text for text in figure.findobj(Text) if id(text) not in all_ticks] + shown
    texts = [text for text in texts if text.get_visible() and text.get_text().strip()]
    found = [(text.get_text(), Text.get_window_extent(text)) for text in texts]
    return [(text, box) for text, box in found if box.width > 0]


def test_no_text_leaves_the_picture(drawn: Drawn) -> None:
    for name, _, (width, height), texts in drawn:
        for text, box in texts:
            inside = box.x0 >= -1 and box.y0 >= -1 and box.x1 <= width + 1 and box.y1 <= height + 1
            assert inside, f"{name}: {text!r} at {box}"


def test_no_text_covers_another(drawn: Drawn) -> None:
    for name, _, _, texts in drawn:
        for number, (text, box) in enumerate(texts):
            for other, other_box in texts[number + 1 :]:
                wide = min(box.x1, other_box.x1) - max(box.x0, other_box.x0)
                high = min(box.y1, other_box.y1) - max(box.y0, other_box.y0)
                assert wide <= 1 or high <= 4, f"{name}: {text!r} covers {other!r}"


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.1)."""
    from matplotlib.colors import to_rgb

    parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), parts))


def contrast(one: str, other: str) -> float:
    """From 1, the same, to 21 (WCAG 2.1)."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


ROWS = ("cost", "lag", "language")
"""Views whose pictures are rows of one cell, and no sweeps."""


def test_sweeps_and_maps_have_a_dark_version_whose_words_stand_out(
    analysis: Analysis, more: Analysis
) -> None:
    """Words outside of fields, which have grounds of their own."""
    dark = {
        name: chart
        for one in (analysis, more)
        for part in Report(one).sections.walk()
        for shown in part.shown
        for name, chart in shown.charts.items()
        if part.kind in ("maps", "groups") and shown.view not in ROWS
    }
    assert any("-map-" in name for name in dark) and any("-by-" in name for name in dark)
    with style.settings():
        for name, chart in dark.items():
            assert chart.dark, name
            figure = chart.dark(chart.words)
            assert contrast(figure.get_facecolor(), style.DARK.paper) < 1.01, name
            inside = {id(text) for axes in figure.axes for text in axes.texts}
            for text in _visible(figure):
                if id(text) not in inside:
                    found = contrast(text.get_color(), style.DARK.paper)
                    assert found >= 4.5, f"{name}: {text.get_text()!r} in {text.get_color()}"


def test_the_colours_of_strategies_stand_out_on_both_grounds_and_from_one_another() -> None:
    for palette in (style.LIGHT, style.DARK):
        tints = [palette.strategy(name) for name in style.STRATEGY_COLOURS]
        assert len(set(tints)) == len(tints)
        assert min(contrast(tint, palette.paper) for tint in tints) >= (
            4.5 if palette.is_dark else 2.0
        )
        blues = palette.strategy("gather"), palette.strategy("semaphore")
        assert contrast(*blues) >= 1.9, "the two blues"


def _visible(figure: Any) -> list[Any]:
    from matplotlib.text import Text

    figure.canvas.draw()
    found = figure.findobj(Text)
    return [text for text in found if text.get_visible() and text.get_text().strip()]


def test_strategies_have_their_own_colours_and_engines_their_own_markers() -> None:
    assert len(set(style.STRATEGY_COLOURS.values())) == len(style.STRATEGY_COLOURS)
    assert len(set(style.ENGINE_MARKERS.values())) == len(style.ENGINE_MARKERS)
    assert (style.colour("unheard_of"), style.marker("unheard_of")) == (
        style.OTHER_COLOUR,
        style.OTHER_MARKER,
    )


def test_the_title_is_the_finding_and_the_caption_names_the_machine(drawn: Drawn) -> None:
    for _, chart, _, texts in drawn:
        words = " ".join(text for text, _ in texts)
        assert chart.words.finding in words
        assert "Example CPU" in words
