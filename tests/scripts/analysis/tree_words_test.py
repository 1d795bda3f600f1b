"""A tree in words, and that it is not worth its words where it is not."""

from dataclasses import replace

from crossover_tool.analysis.traits import CONDITIONS
from crossover_tool.analysis.tree_fit import Branch, Leaf, Tree
from crossover_tool.analysis.tree_score import Advice, Score
from crossover_tool.analysis.tree_words import finding, in_brief, in_words

WAITS, BLOCKS = CONDITIONS[1], CONDITIONS[4]
GATHER, POOL, FORK = (Leaf(name, ()) for name in ("gather", "thread_pool", "process_pool"))


def advice(tree: Tree, typical: float) -> Advice:
    """Beside one rule of thumb, which takes twice the best's time."""
    own, rule = Score(9, 9, typical, 3.0, "x", 0), Score(9, 1, 2.0, 40.0, "y", 0)
    return Advice(0.05, (), tree, own, (("always gather", rule),))


def test_a_leaf_is_its_choice_and_a_condition_comes_first() -> None:
    assert in_words(GATHER) == "gather"
    assert in_words(Branch(WAITS, GATHER, POOL)) == (
        "if it waits over 30 % of its time: gather; else thread_pool"
    )


def test_the_shorter_way_out_comes_first() -> None:
    deep = Branch(WAITS, GATHER, FORK)
    assert in_words(Branch(BLOCKS, deep, POOL)) == (
        "if it can be awaited: thread_pool; else if it waits over 30 % of its time: gather; "
        "else process_pool"
    )


def test_two_trees_below_one_condition_are_told_apart() -> None:
    deep = Branch(WAITS, GATHER, FORK)
    assert in_words(Branch(BLOCKS, deep, deep)).startswith(
        "if it can only block: (if it waits over 30 % of its time: gather; else process_pool); "
    )


def test_a_tree_that_beats_the_rules_is_told_with_what_it_costs() -> None:
    said = finding(advice(Branch(WAITS, GATHER, POOL), 1.1))
    assert said.startswith("Without measuring: if it waits over 30 %")
    assert "1.10x typically, 3.00x at worst on kinds of work that it was not fitted to" in said
    assert said.endswith('"always gather" 2.00x typically, 40.0x at worst')


def test_one_that_does_not_says_so_and_is_left_out_in_brief() -> None:
    tree = advice(Branch(WAITS, GATHER, POOL), 1.95)
    assert finding(tree).startswith(
        "Without measuring a tree of 1 condition does not beat the rules of thumb here by more "
        "than 5 %: "
    )
    assert finding(replace(tree, tree=GATHER)).startswith("Without measuring one choice for all ")
    assert in_brief(tree) == ""
    assert '(typically 1.10x on kinds of work it has not seen, "always gather" 2.00x)' in (
        in_brief(advice(GATHER, 1.1))
    )
