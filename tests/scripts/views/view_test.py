"""What every view has unless it says otherwise, and the foot of its charts."""

from dataclasses import dataclass, replace
from functools import cached_property

from crossover_tool.analysis.analyse import Analysis, analyse
from crossover_tool.charts.frame import Words
from crossover_tool.charts.style import DARK, LIGHT
from crossover_tool.views.view import View, in_both
from made_results import Json, cell, results


@dataclass(frozen=True)
class Plain(View[Analysis]):
    """A view that says nothing."""

    name = "plain"
    of = Analysis


class Finds(Plain):
    """A view that shows what the run's suite says of itself."""

    @cached_property
    def found(self) -> str:
        return self.analysis.header.suite.description


def plain(blocks: int = 3) -> Plain:
    def change(found: Json, block: int) -> Json:
        if found["engine"] == "libuv":
            return {**found, "status": "skipped", "reason": "no", "makespan_ns": []}
        return {**found, "kind": "documented"}

    cells = [cell("timer", 9, 9, wait_us=1000)]
    made = analyse(results(cells, ["gather/asio", "gather/libuv"], change, blocks))
    return Plain(made, made)


def test_a_view_applies_where_it_finds_something() -> None:
    made = plain().analysis
    assert plain().applies()
    for description in ("what it asks", ""):
        suite = replace(made.header.suite, description=description)
        told = replace(made, header=replace(made.header, suite=suite))
        assert Finds(told, told).applies() is (description != "")


def test_a_view_that_says_nothing_shows_nothing() -> None:
    view = plain()
    assert (view.finding(), list(view.sentences()), list(view.charts())) == ("", [], [])
    assert (list(view.tables()), view.brief(), view.json()) == ([], None, {})


def test_a_caption_says_how_often_and_who_is_not_there() -> None:
    view = plain()
    words, machine = view.caption(view.analysis.cells, "; dotted: a law")
    assert words == (
        "Medians of 3 blocks, a fresh process each; bars: 75% interval; dotted: a law; not "
        "everywhere measured: gather/libuv. (d): the library as documented."
    )
    assert machine.endswith(f"; {view.analysis.header.started[:10]}.")


def test_one_block_has_no_bars() -> None:
    view = plain(blocks=1)
    assert "one block gives no interval" in view.caption(view.analysis.cells)[0]


def test_a_chart_for_both_grounds_is_drawn_in_the_colours_of_each() -> None:
    words = Words("a", "b", ())
    chart = in_both("-x", words, lambda said, palette: palette)
    assert chart.draw(words) is LIGHT and chart.dark and chart.dark(words) is DARK
    assert replace(chart, dark=None).dark is None
