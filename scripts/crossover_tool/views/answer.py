"""The answer: the regret matrix of a run, what each choice guarantees, and the smallest sets of
choices that are good enough everywhere."""

from collections.abc import Mapping
from functools import cached_property

from crossover_tool.analysis.analyse import Analysis
from crossover_tool.analysis.matrix_json import as_json
from crossover_tool.analysis.regret_matrix import Matrix, matrix
from crossover_tool.views.view import View

DOCUMENTED = ("documented",)


class Answer(View[Analysis]):
    """The whole run, where any cell has two choices."""

    name = "answer"
    of = Analysis
    order = 10

    @cached_property
    def matrix(self) -> Matrix:
        """Among all that somebody may choose."""
        return matrix(self.subject)

    @cached_property
    def documented(self) -> Matrix:
        """Among engines as their documentation shows them."""
        return matrix(self.subject, kinds=DOCUMENTED)

    def applies(self) -> bool:
        """See View."""
        return bool(self.matrix.rows)

    def json(self) -> Mapping[str, object]:
        """`regret` among all choices, `regret_documented` among documented engines."""
        told = {"regret": as_json(self.matrix)}
        if self.documented.rows:
            told["regret_documented"] = as_json(self.documented)
        return told
