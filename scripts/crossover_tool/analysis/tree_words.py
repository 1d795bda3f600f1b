"""A tree in words, and whether it was worth fitting."""

from crossover_tool.analysis.tree_fit import Leaf, Tree, conditions_of
from crossover_tool.analysis.tree_score import Advice, Score
from crossover_tool.units import show


def in_words(tree: Tree) -> str:
    """`if it can only block: thread_pool; else if it waits over 30 % of its time: gather; else
    thread_pool`."""
    if isinstance(tree, Leaf):
        return tree.choice
    if not isinstance(tree.yes, Leaf) and isinstance(tree.no, Leaf):
        return f"if {tree.condition.no}: {tree.no.choice}; else {in_words(tree.yes)}"
    yes = in_words(tree.yes) if isinstance(tree.yes, Leaf) else f"({in_words(tree.yes)})"
    return f"if {tree.condition.yes}: {yes}; else {in_words(tree.no)}"


def finding(advice: Advice) -> str:
    """What the tree says, what it costs at work that it has not seen, and what the best rule of
    thumb costs there; that it does not beat that, where it does not."""
    words, score = advice.best_rule
    unseen = f"{_costs(advice.left_out)} on kinds of work that it was not fitted to"
    rule = f'"{words}" {_costs(score)}'
    if advice.beats:
        return f"Without measuring: {in_words(advice.tree)}; {unseen}, {rule}"
    count = conditions_of(advice.tree)
    several = f"a tree of {count} condition{'s' if count > 1 else ''}"
    what = several if count else "one choice for all"
    worth = f"does not beat the rules of thumb here by more than {show.percent(advice.margin)}"
    return f"Without measuring {what} {worth}: {unseen}, {rule}"


def in_brief(advice: Advice) -> str:
    """The same in fewer words, for a terminal; "" where there is nothing to go by."""
    if not advice.beats:
        return ""
    words, score = advice.best_rule
    typical = f"typically {show.ratio(advice.left_out.typical)} on kinds of work it has not seen"
    return (
        f"Without measuring {in_words(advice.tree)} "
        f'({typical}, "{words}" {show.ratio(score.typical)})'
    )


def _costs(one: Score) -> str:
    return f"{show.ratio(one.typical)} typically, {show.ratio(one.worst)} at worst"
