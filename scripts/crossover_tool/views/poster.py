"""The poster: what a run comes to on one page."""

from collections.abc import Sequence
from functools import partial
from itertools import islice

from crossover_tool.analysis import answer_words
from crossover_tool.analysis.matrix_fold import FoldedRow, by_family, unfolded
from crossover_tool.analysis.regret_matrix import Matrix
from crossover_tool.charts.cost_rows import CostPanel
from crossover_tool.charts.frame import Words
from crossover_tool.charts.one_page import Poster, draw_poster
from crossover_tool.views.cost_picture import CostPicture
from crossover_tool.views.matrix_picture import explained, title, worth_drawing
from crossover_tool.views.view import Chart, in_both

MOST_ROWS, MOST_COSTS, MOST_SENTENCES = 26, 7, 5
"""What fits a page that is about half as high again as wide."""


class PosterOfRun(CostPicture):
    """The whole run, where several cells have several choices."""

    name = "poster"
    order = 14

    def applies(self) -> bool:
        return worth_drawing(self.matrix)

    def charts(self) -> Sequence[Chart]:
        found = self.matrix
        setting = f"suite {self.analysis.header.suite.name}: {len(found.rows)} questions"
        folded = len(_rows(found)) < len(found.rows)
        more = (
            " A row of several questions shows the worst of each; !: it fails, or cannot run, at some."
            if folded
            else ""
        )
        words = Words(title(found), setting, (explained(found) + more, self.machine()))
        return [in_both("-poster", words, partial(draw_poster, self._poster()), page=True)]

    def _poster(self) -> Poster:
        found = self.matrix
        said = [*answer_words.by_waiting(found), *answer_words.cannot_run(found)]
        names, panels = self._dearest()
        return Poster(tuple(islice(said, MOST_SENTENCES)), found, _rows(found), names, panels)

    def _dearest(self) -> tuple[Sequence[str], Sequence[CostPanel]]:
        """The questions at which the good enough differ most in what they cost."""
        panels, rows = self.panels(), self.rows
        spread = {
            place: max((one.value for one in panels[0].rows[place].values()), default=1.0)
            for place in range(len(rows))
        }
        kept = sorted(sorted(spread, key=lambda place: -spread[place])[:MOST_COSTS])
        shown = [CostPanel(one.title, [one.rows[place] for place in kept]) for one in panels]
        return [rows[place].title for place in kept], shown


def _rows(found: Matrix) -> Sequence[FoldedRow]:
    """A row a question where all have room, else a row a family."""
    every = unfolded(found)
    return every if len(every) <= MOST_ROWS else by_family(found)[:MOST_ROWS]
