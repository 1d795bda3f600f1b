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
