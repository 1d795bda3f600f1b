"""A tree of conditions on the page: nested lists, which anybody can read, with what each end takes
in its colour."""

from crossover_tool.analysis.tree_fit import Leaf, Tree
from crossover_tool.analysis.tree_score import Advice, Score
from crossover_tool.charts.page.drawings import swatch
from crossover_tool.charts.page.elements import Markup, element, text
from crossover_tool.units import show


def tree_drawing(found: Advice) -> Markup:
    """The tree, with what each of its leaves costs at the questions that it was fitted to."""
    scores = {id(leaf): score for _, leaf, score in found.leaves}
    return element("ul", _node("", found.tree, scores), class_="tree")


def _node(answer: str, tree: Tree, scores: dict[int, Score]) -> Markup:
    """What follows an answer ("": nothing was asked before): a condition, or what to take."""
    said = element("b", answer) if answer else Markup("")
    if isinstance(tree, Leaf):
        score = scores[id(tree)]
        mark = swatch(tree.choice)
        return element("li", said, mark, element("b", tree.choice), element("span", _cost(score)))
    branches = element("ul", _node("yes: ", tree.yes, scores), _node("no: ", tree.no, scores))
    return element("li", said, text(f"{tree.condition.yes}?"), branches)


def _cost(score: Score) -> str:
    many = show.counted(score.cases, "question")
    worst = f", {show.ratio(score.worst)} at worst" if score.cases > 1 else ""
    return f" ({many}, {show.ratio(score.typical)} typically{worst})"
