"""A report as a tree: the run, its maps and groups, and their cells, each with what its views
show."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from crossover_tool.analysis.analyse import Analysis
from crossover_tool.analysis.cell_grid import CellGrid
from crossover_tool.analysis.cell_result import CellResult
from crossover_tool.analysis.group import GroupResult
from crossover_tool.samples import codec
from crossover_tool.views.view import Brief, Chart, Drawing, Table
from crossover_tool.views.walk import views_of


LONGEST_FILE_NAME = 120
"""File systems take 255 bytes; what charts add, and letters of several bytes, must fit as well."""


@dataclass(frozen=True)
class Shown:
    """What one view shows, worked out once for every form of the report."""

    view: str
    finding: str
    sentences: tuple[str, ...]
    charts: Mapping[str, Chart]
    tables: tuple[Table, ...]
    json: Mapping[str, object]
    legend: str
    brief: Brief | None = None
    drawings: tuple[Drawing, ...] = ()


@dataclass(frozen=True)
class Section:
    """A part of the report. `kind` names it in JSON (`run`, `maps`, `groups`, `cells`), `about`
    is what identifies it there; charts go by the names of their files."""

    kind: str
    title: str
    about: Mapping[str, object]
    shown: tuple[Shown, ...]
    below: tuple["Section", ...] = field(default=())

    @property
    def finding(self) -> str:
        """What the part comes to: the first of its own findings, or that of the one part below."""
        own = next((one.finding for one in self.shown if one.finding), "")
        return own or (self.below[0].finding if len(self.below) == 1 else "")

    @property
    def findings(self) -> Mapping[str, str]:
        """Every finding of its own, by the view's name."""
        return {one.view: one.finding for one in self.shown if one.finding}

    @property
    def sentences(self) -> tuple[str, ...]:
        return tuple(sentence for one in self.shown for sentence in one.sentences)

    @property
    def answer(self) -> list[str]:
        """What the views that have a finding say, a sentence each; the others speak of
        conditions."""
        return [
            said
            for one in self.shown
            if one.finding
            for said in (f"{one.finding}.", *one.sentences)
        ]

    def parts(self, kind: str) -> list["Section"]:
        return [part for part in self.below if part.kind == kind]

    @property
    def charts(self) -> Mapping[str, Chart]:
        return {name: chart for one in self.shown for name, chart in one.charts.items()}

    @property
    def tables(self) -> tuple[Table, ...]:
        return tuple(table for one in self.shown for table in one.tables)

    def walk(self) -> Iterator["Section"]:
        """This part and all below it, from the top down."""
        yield self
        for part in self.below:
            yield from part.walk()


def sections(analysis: Analysis) -> Section:
    """The tree of an analysis. Pure."""
    suite = analysis.header.suite.name
    groups = _named([_file_name(group.slug) for group in analysis.groups])
    below = [
        *(_map(grid, analysis) for grid in analysis.grids),
        *(_group(group, slug, analysis) for group, slug in zip(analysis.groups, groups)),
    ]
    shown = _shown(analysis, analysis, _file_name(suite))
    return Section("run", suite, {}, shown, tuple(below))


def _file_name(slug: str) -> str:
    """A slug as the beginning of a file's name: a samples file may hold any text, and must not
    choose the folder that a chart is written into."""
    return re.sub(r"[^\w.-]+", "-", slug).strip("-.")[:LONGEST_FILE_NAME] or "run"


def _named(slugs: Sequence[str]) -> list[str]:
    """Slugs that are not the same: of two alike, the later one gets its place."""
    taken: list[str] = []
    for number, slug in enumerate(slugs, 1):
        taken.append(f"{slug}-{number}" if slug in taken else slug)
    return taken


def _map(grid: CellGrid, analysis: Analysis) -> Section:
    shown = _shown(grid, analysis, _file_name(grid.slug))
    return Section("maps", f"{grid.setting}: a map", {"setting": grid.setting}, shown)


def _group(group: GroupResult, slug: str, analysis: Analysis) -> Section:
    about = {"axis": group.axis, "setting": group.setting}
    cells = tuple(
        _cell(result, f"{slug}-{place}", analysis) for place, result in enumerate(group.cells, 1)
    )
    return Section("groups", group.setting, about, _shown(group, analysis, slug), cells)


def _cell(result: CellResult, slug: str, analysis: Analysis) -> Section:
    about = codec.cell(result.cell)
    return Section("cells", result.cell.label, about, _shown(result, analysis, slug))


def _shown(subject: object, analysis: Analysis, slug: str) -> tuple[Shown, ...]:
    return tuple(
        Shown(
            view.name,
            view.finding(),
            tuple(view.sentences()),
            {f"{slug}{chart.suffix}": chart for chart in view.charts()},
            tuple(view.tables()),
            view.json(),
            view.legend,
            view.brief(),
            tuple(view.drawings()),
        )
        for view in views_of(subject, analysis)
    )
