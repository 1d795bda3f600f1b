"""The regret matrix as a picture: the first chart of a report, and of the README."""

from collections.abc import Sequence
from functools import cached_property

from crossover_tool.analysis.analyse import Analysis
from crossover_tool.analysis.regret_matrix import Matrix, matrix
from crossover_tool.charts.matrix import draw_matrix
from crossover_tool.charts.frame import Words
from crossover_tool.units import show
from crossover_tool.views.view import Chart, View

LEAST_ROWS, LEAST_CHOICES = 2, 2
"""One question is told in a sentence."""


class MatrixPicture(View[Analysis]):
    """The whole run, where several cells have several choices."""

    name = "matrix_picture"
    of = Analysis
    order = 12

    @cached_property
    def matrix(self) -> Matrix:
        """What is drawn."""
        return matrix(self.subject)

    def applies(self) -> bool:
        """See View."""
        return worth_drawing(self.matrix)

    def charts(self) -> Sequence[Chart]:
        """See View."""
        found = self.matrix
        setting = "time over that of the best choice, by falling share of waiting"
        words = Words(title(found), setting, (explained(found), self.machine()))
        return [
            Chart(
                "-matrix",
                words,
                lambda words: draw_matrix(found, words),
                lambda words: draw_matrix(found, words, dark=True),
            )
        ]


def worth_drawing(found: Matrix) -> bool:
    """Whether there are several questions and several choices."""
    return len(found.rows) >= LEAST_ROWS and len(found.choices) >= LEAST_CHOICES


def explained(found: Matrix) -> str:
    """What figures and colours of a matrix mean."""
    return (
        f"{show.ratio(1.2)} is 20 % more time than the best choice takes, each by its best engine. "
        f"Green: proven within {found.margin * 100:g} % of the best; orange: proven beyond; "
        "hatched with ?: neither is proven; crossed: it fails, or cannot run, there."
    )


def title(found: Matrix) -> str:
    """`gather or thread_pool: one of them is within 5 % of the best in 20 of 24 questions; the best
    alone, thread_pool, in 12`."""
    if not found.smallest:
        return f"No choice is proven good enough in any of {len(found.rows)} questions"
    best, alone = found.smallest[-1], found.smallest[0]
    margin = f"{found.margin * 100:g} %"
    if len(best.choices) == 1:
        return f"{best.choices[0]} is within {margin} of the best in {best.good} of {best.asked} questions"
    listed = f"{', '.join(best.choices[:-1])} or {best.choices[-1]}"
    return (
        f"{listed}: one of them is within {margin} of the best in {best.good} of {best.asked} "
        f"questions; {alone.choices[0]} alone in {alone.good}"
    )
