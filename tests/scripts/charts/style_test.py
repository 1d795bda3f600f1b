"""One colour a strategy and one marker an engine, on either ground."""

import pytest
from crossover_tool.charts.style import (
    DARK,
    ENGINE_MARKERS,
    LIGHT,
    OTHER_COLOUR,
    OTHER_MARKER,
    STRATEGY_COLOURS,
    Palette,
    colour,
    kind_legend,
    marked,
    marker,
    marker_scale,
)


def luminance(tint: str) -> float:
    """Relative luminance as WCAG 2.1 defines it."""
    parts = [int(tint[place : place + 2], 16) / 255.0 for place in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_no_two_strategies_share_a_colour_and_no_two_engines_a_marker() -> None:
    assert len(set(STRATEGY_COLOURS.values())) == len(STRATEGY_COLOURS)
    assert len(set(ENGINE_MARKERS.values()) | {OTHER_MARKER}) == len(ENGINE_MARKERS) + 1
    assert OTHER_COLOUR not in STRATEGY_COLOURS.values()


def test_a_stranger_is_drawn_all_the_same() -> None:
    assert (colour("new"), marker("new")) == (OTHER_COLOUR, OTHER_MARKER)
    assert marker_scale("new") > marker_scale("asio")  # a star has thin arms


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_letters_stand_out_from_their_ground(palette: Palette) -> None:
    pairs = [
        (palette.ink, palette.paper),
        (palette.quiet, palette.paper),
        (palette.good_ink, palette.good),
        (palette.behind_ink, palette.behind),
    ]
    assert min(contrast(*pair) for pair in pairs) >= 4.5


def test_no_strategy_is_swallowed_by_the_dark() -> None:
    tints = {name: DARK.strategy(name) for name in STRATEGY_COLOURS}
    assert {name for name, tint in tints.items() if contrast(tint, DARK.paper) < 4.5} == set()
    assert len(set(tints.values())) == len(tints)
    assert (LIGHT.strategy("sequential"), DARK.strategy("sequential")) == (LIGHT.ink, DARK.ink)


def test_a_choice_on_all_cores_is_hollow() -> None:
    full, hollow = (LIGHT.point(choice) for choice in ("gather", "gather on all cores"))
    assert full["color"] == hollow["color"] == STRATEGY_COLOURS["gather"]
    assert (full["markerfacecolor"], hollow["markerfacecolor"]) == (full["color"], LIGHT.paper)


def test_kinds_have_marks_and_the_best_has_none() -> None:
    assert [marked("gather", kind) for kind in ("best", "mistake")] == ["gather", "gather (m)"]
    assert kind_legend({"best"}) == ""
    assert kind_legend({"mistake", "documented", "best"}) == (
        "(d): the library as documented, (m): a mistake"
    )
