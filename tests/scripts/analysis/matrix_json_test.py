"""A matrix as JSON: what is not known is null, and nothing else is."""

import json
from typing import Any

import pytest
from crossover_tool.analysis.matrix_json import as_json
from crossover_tool.analysis.regret_matrix import matrix
from made_answer import SPANS, answered


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    return as_json(matrix(answered()))


def test_it_is_json_with_every_question(told: dict[str, Any]) -> None:
    again = json.loads(json.dumps(told, allow_nan=False))
    assert {one["title"].removesuffix(", p99") for one in again["questions"]} == set(SPANS)
    assert again["guarantees"].keys() == set(again["choices"])


def test_who_has_no_figure_has_a_reason(told: dict[str, Any]) -> None:
    blocking = next(one for one in told["questions"] if one["title"] == "calls that only block")
    field = blocking["fields"]["gather"]
    assert (field["regret"], field["class"], field["reason"]) == (None, None, "as planted")
    assert field["costs"] == {}


def test_a_regret_stands_with_its_ends(told: dict[str, Any]) -> None:
    blocking = next(one for one in told["questions"] if one["title"] == "calls that only block")
    field = blocking["fields"]["sequential"]
    assert field["low"] <= field["regret"] <= field["high"]
    assert (field["contender"], field["class"]) == ("sequential/std", "behind")
    assert blocking["decision"]["take"] == "thread_pool"
