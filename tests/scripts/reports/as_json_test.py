"""A report as JSON: what every view adds, in one object a part."""

from dataclasses import replace

import pytest
from crossover_tool.analysis.analyse import Analysis, analyse
from crossover_tool.reports.as_json import as_json
from crossover_tool.reports.sections import Section, Shown
from made_results import cell, results


@pytest.fixture(scope="module")
def analysis() -> Analysis:
    return analyse(results([cell("timer", 1, 1, wait_us=1000)], ["gather/asio"], blocks=1))


def shown(view: str, finding: str, **json: object) -> Shown:
    return Shown(view, finding, (f"{view} says",), {}, (), json, "")


def test_parts_have_their_place_and_their_findings(analysis: Analysis) -> None:
    below = Section("cells", "c", {"tasks": 1}, (shown("v", "c wins", figure=3),))
    group = Section("groups", "g", {"axis": "tasks"}, (shown("w", "g wins"),), (below,))
    grid = Section("maps", "m", {}, ())
    told = as_json(analysis, Section("run", "r", {}, (shown("x", "", noise=1),), (group, grid)))
    assert (told["status"], told["noise"], len(told["maps"])) == ("complete", 1, 1)
    (found,) = told["groups"]
    assert (found["axis"], found["finding"], found["findings"]) == (
        *("tasks", "g wins", {"w": "g wins"}),
    )
    assert found["cells"] == [
        {
            **{"tasks": 1, "finding": "c wins", "findings": {"v": "c wins"}},
            **{"sentences": ["v says"], "figure": 3},
        }
    ]


def test_no_two_views_write_one_figure(analysis: Analysis) -> None:
    twice = (shown("v", "", figure=1), shown("w", "", figure=2))
    with pytest.raises(AssertionError, match="two views of a part write figure"):
        as_json(analysis, Section("run", "r", {}, twice))
    as_json(analysis, Section("run", "r", {}, (replace(twice[0], json={}), twice[1])))
