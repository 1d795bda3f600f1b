"""The tree: what it finds where the truth is planted, and what it must not learn."""

import pytest
from crossover_tool.analysis.dumb_rules import RULES, Rule
from crossover_tool.analysis.traits import Traits
from crossover_tool.analysis.tree_fit import (
    MOST_CONDITIONS,
    Branch,
    Case,
    Leaf,
    choice_for,
    conditions_of,
    fit,
    leaves,
)
from crossover_tool.analysis.tree_words import in_words

MARGIN = 0.05
WAITING, COMPUTING = Traits(1.0, 50), Traits(0.0, 50)
BLOCKING, MANY = Traits(1.0, 50, blocks=True), Traits(1.0, 1000)


def case(traits: Traits, family: str = "", **regrets: float) -> Case:
    """A question whose title says what it is."""
    return Case(f"{family} {traits}", family or str(traits), traits, regrets)


WAITS = case(WAITING, gather=1.0, thread_pool=1.2, process_pool=1.5)
COMPUTES = case(COMPUTING, gather=2.0, thread_pool=1.0, process_pool=1.1)
BLOCKS = case(BLOCKING, thread_pool=1.1, process_pool=1.0, sequential=16.0)


def test_who_waits_and_who_computes_are_told_apart() -> None:
    tree = fit([WAITS, COMPUTES], MARGIN)
    assert choice_for(tree, WAITING) == "gather"
    assert choice_for(tree, COMPUTING) == "thread_pool"
    assert in_words(tree) == "if it waits over 5 % of its time: gather; else thread_pool"


def test_what_has_no_figure_is_charged_with_the_worst() -> None:
    """To take a loop for what can only block is to do one after another."""
    tree = fit([WAITS, COMPUTES, BLOCKS], MARGIN)
    assert BLOCKS.charged("gather") == 16.0
    assert choice_for(tree, BLOCKING) == "process_pool"
    assert choice_for(tree, WAITING) == "gather"


def test_a_regret_within_the_margin_is_worth_no_condition() -> None:
    near = case(COMPUTING, gather=1.04, thread_pool=1.0)
    tree = fit([case(WAITING, gather=1.0, thread_pool=1.2), near], MARGIN)
    assert isinstance(tree, Leaf) and tree.choice == "gather"
    minded = fit([case(WAITING, gather=1.0, thread_pool=1.2), near], 0.01)
    assert isinstance(minded, Branch)


def test_of_choices_alike_the_plainest_is_taken() -> None:
    tree = fit([case(WAITING, thread_pool=1.0, gather=1.0, sequential=1.0)], MARGIN)
    assert isinstance(tree, Leaf) and tree.choice == "sequential"


def test_it_has_no_more_conditions_than_it_may() -> None:
    """Five kinds of work that want five choices: three conditions make four leaves."""
    wanted = {
        COMPUTING: "a",
        Traits(0.2, 50): "b",
        Traits(0.5, 50): "c",
        WAITING: "d",
        MANY: "e",
    }
    cases = [
        case(traits, **{one: 1.0 if one == best else 3.0 for one in "abcde"})
        for traits, best in wanted.items()
    ]
    tree = fit(cases, MARGIN)
    assert conditions_of(tree) == MOST_CONDITIONS
    assert sum(len(leaf.cases) for _, leaf in leaves(tree)) == len(cases)
    right = sum(choice_for(tree, one.traits) == wanted[one.traits] for one in cases)
    assert right == MOST_CONDITIONS + 1


def test_the_search_finds_what_no_greedy_one_does() -> None:
    """Neither condition helps alone: blocking matters among those that wait for one thing, and
    hurts among the others."""
    traits = {(w, b): Traits(w, 50, blocks=b) for w in (0.0, 1.0) for b in (False, True)}
    cases = [
        case(one, a=1.0 if (w > 0) == b else 4.0, c=4.0 if (w > 0) == b else 1.0)
        for (w, b), one in traits.items()
    ]
    tree = fit(cases, MARGIN)
    assert all(one.regrets[choice_for(tree, one.traits)] == 1.0 for one in cases)


def test_the_order_of_the_questions_changes_nothing() -> None:
    cases = [WAITS, COMPUTES, BLOCKS, case(MANY, gather=1.0, thread_pool=3.0, process_pool=9.0)]
    assert in_words(fit(cases, MARGIN)) == in_words(fit(cases[::-1], MARGIN))


@pytest.mark.parametrize(
    ("share", "cores", "limit"),
    [(0.0, 2, 2), (0.5, 2, 4), (0.9, 2, 16), (1.0, 2, 64)],
)
def test_wait_over_cpu_takes_the_nearest_measured_limit(
    share: float, cores: int, limit: int
) -> None:
    by_limit = {2: 1.2, 4: 1.4, 16: 1.6, 64: 1.8}
    one = Case("q", "f", Traits(share, 500), {"thread_pool": 9.0, "gather": 1.0}, by_limit)
    taken = _rule("cores x (1 + wait / cpu) threads").take(one, cores)
    assert taken.regret == by_limit[limit]
    assert taken.near is (share < 1.0)  # 500 threads are nowhere near 64


def test_the_rules_by_waiting_and_by_cores() -> None:
    gather = _rule("gather if it waits, else process_pool")
    assert gather.take(WAITS, 2).choice == "gather"
    assert gather.take(COMPUTES, 2).regret == 1.1
    assert gather.take(BLOCKS, 2).silent and gather.take(BLOCKS, 2).regret == 16.0
    pool = _rule("always a thread pool of twice the cores").take(WAITS, 2)
    assert (pool.choice, pool.regret, pool.near) == ("thread_pool", 1.2, None)


def _rule(words: str) -> Rule:
    return next(rule for rule in RULES if rule.words == words)
