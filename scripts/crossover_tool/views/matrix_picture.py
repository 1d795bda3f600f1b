"""The regret matrix as a picture: the first chart of a report, and of the README."""

from collections.abc import Sequence
from functools import partial

from crossover_tool.analysis.choice import on_all_cores
from crossover_tool.analysis.field_words import Silence
from crossover_tool.analysis.finding import listed
from crossover_tool.analysis.question import BY_LATENCY
from crossover_tool.analysis.regret_matrix import Matrix
from crossover_tool.charts.matrix import draw_matrix
from crossover_tool.charts.frame import Words
from crossover_tool.units import show
from crossover_tool.views.view import Chart, MatrixView, in_both

LEAST_ROWS, LEAST_CHOICES = 2, 2
"""One question is told in a sentence."""


class MatrixPicture(MatrixView):
    """The whole run, where several cells have several choices."""

    name = "matrix_picture"
    order = 12

    def applies(self) -> bool:
        return worth_drawing(self.matrix)

    def charts(self) -> Sequence[Chart]:
        found = self.matrix
        setting = "time over that of the best choice, by falling share of waiting"
        words = Words(title(found), setting, (explained(found), self.machine()))
        return [in_both("-matrix", words, partial(draw_matrix, found))]


def worth_drawing(found: Matrix) -> bool:
    """Whether there are several questions and several choices."""
    return len(found.rows) >= LEAST_ROWS and len(found.choices) >= LEAST_CHOICES


def explained(found: Matrix) -> str:
    """What figures and colours of a matrix mean; what it does not show is not explained."""
    asked = all(choice in row.fields for row in found.rows for choice in found.choices)
    latency = any(row.metric == BY_LATENCY for row in found.rows)
    late = any(one.silence is Silence.LATE for row in found.rows for one in row.fields.values())
    hollow = any(map(on_all_cores, found.choices))
    return (
        f"{show.ratio(1.2)} is 20 % more time than the best choice takes, each by its best engine. "
        f"Green: proven within {show.percent(found.margin)} of the best; orange: proven beyond; "
        "hatched with ?: neither is proven; crossed: it fails, or cannot run, there"
        f"{', or its requests came too late' if late else ''}"
        f"{'' if asked else '; –: it was not asked'}."
        f"{' Hollow: with a loop on every core.' if hollow else ''}"
        f"{f' {BY_LATENCY}: the time of the slowest 1 in 100.' if latency else ''}"
    )


def title(found: Matrix) -> str:
    """`gather or thread_pool: one of them is within 5 % of the best in 20 of 24 questions;
    thread_pool for everything in 12`."""
    if not found.smallest:
        return f"No choice is proven good enough in any of {len(found.rows)} questions"
    best, single = found.smallest[-1], found.smallest[0]
    margin = show.percent(found.margin)
    if len(best.choices) == 1:
        return f"{best.choices[0]} is within {margin} of the best in {best.good} of {best.asked} questions"
    return (
        f"{listed(best.choices, 'or')}: one of them is within {margin} of the best in {best.good} "
        f"of {best.asked} questions; {single.choices[0]} for everything in {single.good}"
    )
