"""Markdown that holds any text as text."""

import pytest
from crossover_tool.charts.frame import Words
from crossover_tool.reports.markdown import code, escaped, legend, markdown_table, picture, summary
from crossover_tool.reports.sections import Section, Shown
from crossover_tool.views.view import Chart, Column, Table


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[a](http://x)", "[a\\](http://x)"),
        ("<script>", "&lt;script>"),
        ("1 < 2, [3, 4]", "1 < 2, [3, 4]"),
        ("a\nb", "a\\nb"),
        ("[a\\](http://x)", "[a\\\\\\](http://x)"),
    ],
)
def test_text_is_no_markup(text: str, told: str) -> None:
    assert escaped(text) == told


def test_a_table_has_figures_at_the_right_and_no_field_too_many() -> None:
    table = Table((Column("who", right=False), Column("a\nms")), (("a|b", "1"),))
    assert markdown_table(table) == "| who | a ms |\n| --- | ---: |\n| a\\|b | 1 |"


def chart(dark: bool = False, page: bool = False) -> Chart:
    def draw(words: Words) -> None:
        raise AssertionError("nothing is drawn for a text")

    return Chart("", Words('"wins"', "", ()), draw, draw if dark else None, page)


def test_a_picture_is_shown_on_the_ground_that_it_is_for() -> None:
    assert picture("charts/a", chart()) == '!["wins"](charts/a.png)'
    both = picture("charts/a", chart(dark=True))
    assert 'srcset="charts/a-dark.png"' in both and 'alt="&quot;wins&quot;"' in both
    assert picture("charts/a", chart(page=True)).startswith(
        "[The answer on one page](charts/a.pdf)"
    )


def shown(view: str, finding: str = "", said: str = "") -> Shown:
    return Shown(view, finding, (), {}, (), {}, said)


def test_each_legend_stands_once() -> None:
    below = [Section("cells", "c", {}, (shown("a", said="- **A**"), shown("b"))) for _ in range(2)]
    report = Section("run", "r", {}, (shown("x", said="- **X**"),), tuple(below))
    assert legend(report) == "- **X**\n- **A**"


def test_a_summary_has_a_line_for_each_part() -> None:
    parts = [Section("groups", name, {}, (shown("v", f"{name} wins"),)) for name in ("a", "b|c")]
    assert summary(Section("run", "r", {}, (), tuple(parts))).splitlines()[2:] == [
        "| a | a wins |",
        "| b\\|c | b\\|c wins |",
    ]


def test_a_command_is_shown_letter_by_letter() -> None:
    assert code("echo a") == "`echo a`"
    assert code("echo `date` <img>") == "``echo `date` <img>``"
    assert code("`a``") == "``` `a`` ```"
