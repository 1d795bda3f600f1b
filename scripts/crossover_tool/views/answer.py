"""The answer: the regret matrix of a run, what each choice guarantees, and the smallest sets of
choices that are good enough everywhere."""

from collections.abc import Mapping, Sequence
from functools import cached_property

from crossover_tool.analysis import answer_words, tree_words
from crossover_tool.analysis.matrix_fold import by_family, first, unfolded
from crossover_tool.analysis.matrix_json import as_json
from crossover_tool.analysis.open_fields import open_sentence
from crossover_tool.analysis.regret_matrix import Matrix, matrix
from crossover_tool.analysis.tree_score import advice
from crossover_tool.suites.suite_file import shipped
from crossover_tool.views.answer_table import key, table
from crossover_tool.views.view import Brief, MatrixView, Table

DOCUMENTED = ("documented",)


class Answer(MatrixView):
    """The whole run, where any cell has two choices."""

    name = "answer"
    order = 10
    legend = """\
- **regret**: a choice's makespan over that of the best choice of the question, each by its best
  engine; where the title says **p99**, the same of the 99th percentile of the latency. A choice is
  a strategy, and the same with a loop on every core is another. **good enough** (✓): the upper end
  of its interval is within the margin; such claims hold together over all choices and questions.
  **open** (?): that is not proven, nor that it is beyond. **cannot**: it cannot run there;
  **fails**: it was tried and gave no figure; **late**: requests came too late in all its
  samples; `!` where it fails or cannot run at some of several questions;
  **–**: it was not asked. **worst of 6**: a row of six questions, each figure that of its worst.
- **at worst**: the largest regret of a choice over all questions."""

    @cached_property
    def documented(self) -> Matrix:
        """Among engines as their documentation shows them."""
        return matrix(self.subject, kinds=DOCUMENTED)

    def finding(self) -> str:
        return answer_words.suffices(self.matrix)

    def sentences(self) -> Sequence[str]:
        """What each kind of work asks for, who cannot run, and what is open."""
        return [*self._told(), *self._open()]

    def _told(self) -> Sequence[str]:
        found = self.matrix
        return [
            *answer_words.by_waiting(found),
            *answer_words.cannot_run(found),
            *answer_words.unanswered(found, self.subject.cells),
        ]

    def _open(self) -> Sequence[str]:
        """What is open; the last thing to be said."""
        sentence = open_sentence(self.matrix, self.subject, self._command())
        return [sentence] if sentence else []

    def tables(self) -> Sequence[Table]:
        """The matrix, and the same among documented engines."""
        rows = unfolded(self.matrix)
        found = [table(self.matrix, rows, key(self.matrix.margin, rows))]
        if self.documented.rows:
            title = "The same among engines as their documentation shows them"
            found.append(table(self.documented, unfolded(self.documented), title))
        return found

    def brief(self) -> Brief | None:
        """Families of questions share a row where not all have room, and what makes
        every interval doubtful comes second. A tree (views/tree.py) that is worth it has a line
        where one is left. Of a single question the contenders' table says more."""
        found = self.matrix
        if len(found.rows) < 2:
            return None

        folds = unfolded(found), by_family(found)

        def fitting(width: int, rows: int) -> Sequence[Table]:
            every = next((one for one in folds if len(one) <= rows), None)
            return [table(found, every or first(folds[-1], rows))]

        caution = self.subject.dependence.sentence
        cautions = (caution,) if caution else ()
        learnt = advice(found, self.subject.header.host.cores)
        tree = tree_words.in_brief(learnt) if learnt else ""
        told = (self.finding(), *cautions, *self._told(), tree, *self._open())
        kinds = len(folds[-1])
        return Brief(
            key(found.margin, folds[-1]), fitting, tuple(one for one in told if one), kinds
        )

    def json(self) -> Mapping[str, object]:
        """`regret` among all choices, `regret_documented` among documented engines."""
        told = {"regret": as_json(self.matrix)}
        if self.documented.rows:
            told["regret_documented"] = as_json(self.documented)
        return told

    def _command(self) -> str:
        name = self.subject.header.suite.name
        return f"crossover run --suite {name}" if name in shipped() else "the same run with"
