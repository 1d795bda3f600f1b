"""The controls of the page, hidden until its script brings them to life."""

import re

from crossover_tool.reports.html.controls import METRICS, controls, explorer
from crossover_tool.reports.html.security_policy import script


def ids(markup: str) -> list[str]:
    return re.findall(r' id="([^"]+)"', markup)


def test_without_the_script_nothing_is_shown() -> None:
    assert re.match(r"<div [^>]*\bhidden>", controls())
    assert re.match(r"<section [^>]*\bhidden>", explorer())


def test_the_script_knows_every_control() -> None:
    named = ids(controls()) + ids(explorer())
    assert len(set(named)) == len(named)
    heading = {"explore"}
    assert [one for one in named if one not in script() and one not in heading] == []


def test_every_metric_can_be_chosen() -> None:
    assert re.findall(r'<option value="(\w+)"', controls())[: len(METRICS)] == list(METRICS)
