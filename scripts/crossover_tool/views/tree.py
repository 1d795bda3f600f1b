"""A tree of at most three conditions on the work, for who has not measured theirs, beside the rules
of thumb that people go by."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import cached_property

from crossover_tool.analysis.tree_score import Advice, Score, advice
from crossover_tool.analysis.tree_words import finding
from crossover_tool.charts.page.tree_drawing import tree_drawing
from crossover_tool.units import show
from crossover_tool.views.view import Column, Drawing, MatrixView, Table, there

ALWAYS = "always"


class AdviceTree(MatrixView):
    """The whole run, where enough questions about enough kinds of work were measured."""

    name = "tree"
    order = 15
    legend = """\
- **tree**: at most three conditions on the work, and what to take; of all such trees the one
  that costs least over the questions measured. **typically** is the geometric mean of the regrets,
  **at worst** the largest; both by the medians, and neither is proven. A choice that has no figure
  at a question is charged with the worst there. The tree is held against rules of thumb at kinds of
  work that it was not fitted to: each family of questions is left out once. It beats them where it
  costs less typically by more than the margin."""

    @cached_property
    def found(self) -> Advice | None:
        return advice(self.matrix, self.subject.header.host.cores)

    def applies(self) -> bool:
        return super().applies() and self.found is not None

    def finding(self) -> str:
        return finding(there(self.found))

    def sentences(self) -> Sequence[str]:
        """Which margin it is made for."""
        margin = show.percent(there(self.found).margin)
        return [
            f"The tree is fitted to all choices, for the margin of {margin} that the report was "
            "made with: what is chosen in report.html does not change it"
        ]

    def drawings(self) -> Sequence[Drawing]:
        title = "the tree, with what it costs at the questions that it was fitted to"
        return [Drawing(title, lambda: tree_drawing(there(self.found)))]

    def tables(self) -> Sequence[Table]:
        return [self._leaves(), self._scores()]

    def _leaves(self) -> Table:
        columns = (
            Column("work", 100, right=False, wraps=True),
            Column("take", 95, right=False),
            *_score_columns(),
        )
        rows = [
            (", ".join(path) or ALWAYS, leaf.choice, *_score(one))
            for path, leaf, one in there(self.found).leaves
        ]
        title = "A tree of at most three conditions, at the questions that it was fitted to"
        return Table(columns, tuple(rows), title)

    def _scores(self) -> Table:
        columns = (
            Column("advice", 100, right=False, wraps=True),
            *_score_columns(),
            Column("no figure", 60),
            Column("threads measured", 55),
        )
        told = [("a tree like this, at work it has not seen", there(self.found).left_out)]
        rows = [
            (words, *_score(one), str(one.silent), _near(one))
            for words, one in (*told, *there(self.found).rules)
        ]
        title = "The tree beside rules of thumb (threads measured: to within a factor of two)"
        return Table(columns, tuple(rows), title)

    def json(self) -> Mapping[str, object]:
        found = there(self.found)
        leaves = [
            {
                "if": list(path),
                "take": leaf.choice,
                "questions": [case.title for case in leaf.cases],
                **asdict(one),
            }
            for path, leaf, one in found.leaves
        ]
        told = {
            "margin": found.margin,
            "beats_rules": found.beats,
            "leaves": leaves,
            "left_out": asdict(found.left_out),
            "rules": [{"rule": words, **asdict(one)} for words, one in found.rules],
        }
        return {"tree": told}


def _score_columns() -> tuple[Column, ...]:
    return (
        Column("questions", 80),
        Column("within the margin", 70),
        Column("typically", 90),
        Column("at worst", 85),
        Column("where", 50, right=False),
    )


def _score(one: Score) -> tuple[str, ...]:
    figures = str(one.cases), str(one.within), show.ratio(one.typical), show.ratio(one.worst)
    return (*figures, one.where if one.worst > 1.0 else "")


def _near(one: Score) -> str:
    return "" if one.near is None else f"{one.near} of {one.cases}"
