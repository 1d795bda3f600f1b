"""What advice costs, over questions whose regrets are known."""

import pytest
from crossover_tool.analysis.dumb_rules import Taken
from crossover_tool.analysis.regret_matrix import matrix
from crossover_tool.analysis.traits import Traits
from crossover_tool.analysis.tree_fit import Case
from crossover_tool.analysis.tree_score import advice, cases_of, score
from made_answer import COMPUTES, SPANS, answered


def taken(title: str, regret: float, silent: bool = False, near: bool | None = None) -> Taken:
    return Taken(Case(title, "f", Traits(0.5, 10), {}), "gather", regret, silent, near)


def test_the_typical_cost_is_the_geometric_mean() -> None:
    found = score([taken("a", 1.0), taken("b", 4.0, silent=True)], 0.05)
    assert found.typical == pytest.approx(2.0)
    assert (found.worst, found.where) == (4.0, "b")
    assert (found.cases, found.within, found.silent) == (2, 1, 1)


def test_the_margin_itself_is_within() -> None:
    assert score([taken("a", 1.05), taken("b", 1.06)], 0.05).within == 1


def test_near_is_counted_where_a_limit_was_wanted_at_all() -> None:
    assert score([taken("a", 1.0)], 0.05).near is None
    assert score([taken("a", 1.0, near=False), taken("b", 1.0)], 0.05).near == 0
    assert score([taken("a", 1.0, near=True), taken("b", 1.0, near=False)], 0.05).near == 1


def test_every_question_becomes_a_case_with_what_was_measured() -> None:
    cases = {case.title.removesuffix(", p99"): case for case in cases_of(matrix(answered()))}
    assert set(cases) == set(SPANS)
    assert set(cases["200 queries"].regrets) == {"sequential", "thread_pool"}
    assert cases["hashes"].regrets["sequential"] == pytest.approx(2.0, rel=0.01)
    assert cases[COMPUTES[0]].family == "computing"


def test_from_two_kinds_of_work_nothing_is_learnt_for_a_third() -> None:
    found = matrix(answered())
    made = advice(found, 2)
    assert made and len(made.cases) == len(SPANS)
    few = tuple(row for row in found.rows if row.family in ("requests", "computing"))
    assert advice(type(found)(found.margin, (), found.choices, few, {}, ()), 2) is None
    assert made.best_rule[1].typical == min(one.typical for _, one in made.rules)
