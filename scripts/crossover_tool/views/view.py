"""What a view is: one way of looking at a part of a report, and all that is shown of it."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, Generic, TypeVar

from crossover_tool.analysis.analyse import Analysis, machine
from crossover_tool.analysis.cell_result import CellResult
from crossover_tool.analysis.finding import sweep_finding
from crossover_tool.analysis.group import GroupResult
from crossover_tool.analysis.regret_matrix import Matrix, matrix
from crossover_tool.charts.frame import Words
from crossover_tool.charts.style import DARK, LIGHT, Palette, kind_legend

Found = TypeVar("Found")

Subject = TypeVar("Subject")
"""What a view looks at: the whole Analysis, a CellGrid, a GroupResult or a CellResult."""


@dataclass(frozen=True)
class Column:
    """A column of a table. Where not all fit beside one another, those of the least `weight` go
    first; `wraps` is for prose, which may take several lines, as a heading may, of `least` letters
    or more. Figures stand at the right."""

    heading: str
    weight: int = 50
    right: bool = True
    wraps: bool = False
    least: int = 20


@dataclass(frozen=True)
class Table:
    """Rows of texts under columns. `styles` are the terminal's, a row each ("": plain), and `marks`
    a field each; columns stand `gap` apart there. A table with `details` is left to report.md."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    title: str = ""
    styles: tuple[str, ...] = ()
    details: bool = False
    marks: tuple[tuple[str, ...], ...] = ()
    gap: int = 2


@dataclass(frozen=True)
class Brief:
    """What a run ends with on a terminal: for a width and a number of lines the tables, and
    sentences in the order of their weight, of which as many are shown as there is room for.
    `kinds`: so many rows show every kind of work."""

    heading: str
    tables: Callable[[int, int], Sequence[Table]]
    sentences: tuple[str, ...]
    kinds: int = 0


@dataclass(frozen=True)
class Chart:
    """A chart to be drawn: what its file's name adds to that of its part, what it says, and
    how it is drawn (inside `style.settings()`; matplotlib is imported then, and not before);
    `dark`: how it is drawn once more, as NAME-dark.png, for readers on a dark ground. A `page` says by
    itself what a report says in several places: it is a PDF as well, and report.md links to it."""

    suffix: str
    words: Words
    draw: Callable[[Words], Any]
    dark: Callable[[Words], Any] | None = None
    page: bool = False


@dataclass(frozen=True)
class Drawing:
    """A picture for the page: what it says, and how it is drawn as HTML or SVG, when that is
    wanted."""

    title: str
    draw: Callable[[], str]


def there(found: Found | None) -> Found:
    """What a view that applies has found: of another nothing else is asked."""
    assert found is not None, "asked of a view that does not apply"
    return found


def in_both(
    suffix: str, words: Words, draw: Callable[[Words, Palette], Any], page: bool = False
) -> Chart:
    """A chart for readers on a light and on a dark ground, drawn in the colours of each."""
    return Chart(suffix, words, lambda said: draw(said, LIGHT), lambda said: draw(said, DARK), page)


@dataclass(frozen=True)
class View(ABC, Generic[Subject]):
    """A way of looking at `subject`, which is an `of`. Pure: the same analysis gives the same view.

    Views of a part stand in their `order`, and the first finding among them sums it up.
    `instead_of` names views that this one replaces where it applies: it answers their question for
    a special case. `legend` explains what is not plain, in Markdown. `json` adds to the object of
    the part; no two views of a part may use one key.
    """

    subject: Subject
    analysis: Analysis

    name: ClassVar[str]
    of: ClassVar[type]
    order: ClassVar[int] = 50
    instead_of: ClassVar[tuple[str, ...]] = ()
    legend: ClassVar[str] = ""

    @cached_property
    def found(self) -> Any:
        """What there is to show, None or empty where there is nothing: the part itself, unless a
        view looks for something in it."""
        return self.subject

    def applies(self) -> bool:
        """Whether there is anything to say; nothing else is asked of a view that does not apply.
        Where that hangs on more than what is `found`, a view says so."""
        return bool(self.found)

    def finding(self) -> str:
        """What it comes to, in one sentence without its full stop; "" when it has none."""
        return ""

    def sentences(self) -> Sequence[str]:
        """What a reader must know beside, a sentence each."""
        return ()

    def charts(self) -> Sequence[Chart]:
        """Its pictures."""
        return ()

    def drawings(self) -> Sequence[Drawing]:
        """Its pictures for the page, where charts/ are not at hand."""
        return ()

    def tables(self) -> Sequence[Table]:
        """Its figures for people."""
        return ()

    def brief(self) -> Brief | None:
        """What of it a run ends with on a terminal; None where that is left to others."""
        return None

    def json(self) -> Mapping[str, object]:
        """Its figures for scripts."""
        return {}

    def caption(self, cells: Sequence[CellResult], more: str = "") -> tuple[str, ...]:
        """The lines at the foot of a chart of `cells`: how often was measured, what the bars are,
        `more`, who is not everywhere, the marks of kinds, and the machine."""
        counts = {m.makespan.count for result in cells for m in result.ranked}
        blocks = f"{min(counts)} to {max(counts)}" if len(counts) > 1 else str(max(counts))
        coverage = min(m.makespan.coverage for result in cells for m in result.ranked)
        bars = f"bars: {coverage:.0%} interval" if coverage > 0 else "one block gives no interval"
        absent = sorted({a.contender.name for result in cells for a in result.absent})
        some = f"; not everywhere measured: {', '.join(absent)}" if absent else ""
        medians = f"Medians of {blocks} blocks, a fresh process each; {bars}{more}{some}."
        kinds = kind_legend({m.kind for result in cells for m in result.ranked})
        return f"{medians} {kinds}.".removesuffix(" ."), self.machine()

    def machine(self) -> str:
        """The last line of every caption."""
        return f"{machine(self.analysis.header)}; {self.analysis.header.started[:10]}."


class MatrixView(View[Analysis]):
    """The whole run, by its regret matrix."""

    of = Analysis

    @property
    def matrix(self) -> Matrix:
        """Among all that somebody may choose."""
        return matrix(self.subject)

    def applies(self) -> bool:
        """Goals are an answer of their own."""
        return self.subject.goals is None and bool(self.matrix.rows)


class SweepView(View[GroupResult]):
    """A sweep whose finding is the title of one chart."""

    of = GroupResult
    suffix: ClassVar[str] = ""
    """What the chart's file adds to the name of its part."""

    @abstractmethod
    def draw(self, words: Words, palette: Palette) -> Any:
        """The figure."""

    def finding(self) -> str:
        return sweep_finding(self.subject)

    def more(self) -> str:
        """What the caption says beside."""
        return ""

    def charts(self) -> Sequence[Chart]:
        caption = self.caption(self.subject.cells, self.more())
        words = Words(self.finding(), self.subject.setting, caption)
        return [in_both(self.suffix, words, self.draw)]
