"""Language: the same cell in several languages, and how much of the differences is the language and
how much the strategy."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import cached_property, partial
from typing import Any

from crossover_tool.analysis.analyse import Analysis
from crossover_tool.analysis.cell_result import CellResult
from crossover_tool.analysis.group import GroupResult
from crossover_tool.analysis.language_share import LanguageShare, language_shares
from crossover_tool.analysis.languages import InLanguage, Languages, Nature, languages_of
from crossover_tool.charts.facets import Point, draw_facets
from crossover_tool.charts.frame import Words
from crossover_tool.stats.median import Interval
from crossover_tool.units import show
from crossover_tool.units.finite import finite
from crossover_tool.views.view import Chart, Column, Table, View, there

TITLES = {"cpp": "C++", "python": "Python", "go": "Go", "node": "Node", "rust": "Rust"}

SCALES = {
    Nature.WAITING: "makespan over that of the best of all",
    Nature.NOTHING: "makespan over that of the best of all",
    Nature.COMPUTING: "the best speed-up over its own",
}
"""What languages are compared by."""

OWN_CODE = (
    "every language computes in code of its own, so across languages speed-ups count, each over "
    "the sequential contender of its own language"
)


class LanguageOfGroup(View[GroupResult]):
    """A single cell, or a sweep's last in which anything was measured, with a facet a language."""

    name = "language"
    of = GroupResult
    order = 95

    @cached_property
    def found(self) -> Languages | None:
        return languages_of(self.subject.last_measured) if self.subject.measured else None

    def charts(self) -> Sequence[Chart]:
        result, found = self.subject.last_measured, there(self.found)
        more = f"; {OWN_CODE}" if found.nature is Nature.COMPUTING else ""
        words = Words(sentence(found), result.cell.label, self.caption([result], more))
        return [Chart("-language", words, partial(language_chart, found))]


class LanguageOfCell(View[CellResult]):
    """The best contender of each strategy in each language: a row each."""

    name = "language_of_cell"
    of = CellResult
    order = 75
    legend = """\
- **in its language**: the makespan over that of the best contender of the same language; **of all**:
  over that of the best of all languages. Where tasks compute, every language does so in code of its
  own, and **of all** is the best speed-up over the contender's, each over the sequential contender
  of its own language. Intervals are those of the ratios in shared blocks, one pair at a time."""

    @cached_property
    def found(self) -> Languages | None:
        return languages_of(self.subject)

    def sentences(self) -> Sequence[str]:
        found = there(self.found)
        told = sentence(found)
        return [f"{told}; {OWN_CODE}" if found.nature is Nature.COMPUTING else told]

    def tables(self) -> Sequence[Table]:
        """CPU time and memory stand beside: waiting costs them too."""
        title = "By language: how far from the best, and what a task takes"
        rows = tuple(_row(one, self.subject) for one in there(self.found).all)
        return [Table(_COLUMNS, rows, title, details=True)]

    def json(self) -> Mapping[str, object]:
        found = there(self.found)
        rows = [_as_json(one, self.subject) for one in found.all]
        return {"by_language": {"nature": str(found.nature), "strategies": rows}}


class LanguageOrStrategy(View[Analysis]):
    """The run: what share of the differences is the language, what the strategy."""

    name = "language_or_strategy"
    of = Analysis
    order = 40
    legend = """\
- **Language or strategy**: of the variance of the logarithms of the makespans (of the speed-ups
  where tasks compute) of each strategy's best contender in each language, the share that the
  language accounts for, the strategy, and only both together: a strategy that is good in one
  language and not in another. Strategies that every language has."""

    @cached_property
    def found(self) -> tuple[LanguageShare, ...]:
        shown = [cell for group in self.subject.groups for cell in group.cells if cell.ranked]
        return language_shares([found for cell in shown if (found := languages_of(cell))])

    def sentences(self) -> Sequence[str]:
        return [_share_sentence(one) for one in self.found]

    def tables(self) -> Sequence[Table]:
        columns = (
            Column("cells", 100, right=False),
            *(Column(heading) for heading in ("how many", "language", "strategy", "only both")),
            Column("languages", 30, right=False),
            Column("strategies", 20, right=False, wraps=True),
        )
        rows = tuple(_share_row(one) for one in self.found)
        return [Table(columns, rows, "Language or strategy", details=True)]

    def json(self) -> Mapping[str, object]:
        return {"language_or_strategy": [asdict(one) for one in self.found]}


def sentence(found: Languages) -> str:
    """How far each language's best is from the best of all: `python's best (gather/uvloop) takes
    2.10 [2.0, 2.2] times cpp's (gather/asio)`."""
    firsts = sorted((_best(facet) for facet in found.facets.values()), key=_distance)
    best, *others = firsts
    if not others or best.overall is None:
        return f"{', '.join(found.facets)} cannot be compared: no sequential contender ran"
    told = [_behind(one, best, found.nature) for one in others if one.overall]
    return "; ".join(told) or f"only {best.language} has a sequential contender to be compared with"


def _best(facet: Sequence[InLanguage]) -> InLanguage:
    """The strategy of a language that comes nearest to the best of all."""
    return min(facet, key=_distance)


def _distance(one: InLanguage) -> float:
    return one.overall.median if one.overall else float("inf")


def _behind(one: InLanguage, best: InLanguage, nature: Nature) -> str:
    name, other = one.best.contender.name, best.best.contender.name
    assert one.overall is not None
    factor = _interval(one.overall)
    theirs, its = TITLES.get(one.language, one.language), TITLES.get(best.language, best.language)
    if nature is Nature.COMPUTING:
        return f"{its}'s best speed-up ({other}) is {factor} times {theirs}'s ({name})"
    return f"{theirs}'s best ({name}) takes {factor} times as long as {its}'s ({other})"


def language_chart(found: Languages, words: Words) -> Any:
    """The figure: a facet a language, its strategies across, by how far they are from the best of
    all."""
    rows = tuple(dict.fromkeys(one.strategy for one in found.all))
    facets = {
        TITLES.get(language, language): {
            one.strategy: Point(one.overall, one.best.contender.engine)
            for one in facet
            if one.overall is not None
        }
        for language, facet in found.facets.items()
    }
    return draw_facets(facets, rows, SCALES[found.nature], words)


_COLUMNS = (
    Column("language", 90, right=False),
    Column("strategy", 100, right=False),
    Column("contender", 80, right=False),
    *(Column(heading) for heading in ("makespan", "in its language", "of all")),
    *(Column(heading) for heading in ("CPU a task", "memory a task")),
)


def _row(one: InLanguage, result: CellResult) -> tuple[str, ...]:
    return (
        TITLES.get(one.language, one.language),
        one.strategy,
        one.best.contender.name,
        show.duration_ns(one.best.makespan.median),
        _interval(one.within),
        _interval(one.overall),
        show.duration_ns(one.best.cpu.median / result.cell.tasks),
        show.size_bytes(max(0.0, one.best.bytes_per_task)),
    )


def _interval(of: Interval | None) -> str:
    if of is None:
        return ""
    low, high = show.significant(of.low), show.significant(of.high)
    return f"{show.significant(of.median)} [{low}, {high}]"


def _as_json(one: InLanguage, result: CellResult) -> Mapping[str, object]:
    return finite(
        {
            "language": one.language,
            "strategy": one.strategy,
            "contender": one.best.contender.name,
            "regret_in_language": one.within and one.within.median,
            "regret_of_all": one.overall and one.overall.median,
            "cpu_ns_per_task": one.best.cpu.median / result.cell.tasks,
            "bytes_per_task": one.best.bytes_per_task,
        }
    )


def _share_sentence(one: LanguageShare) -> str:
    what = "speed-ups" if one.nature is Nature.COMPUTING else "makespans"
    return (
        f"of the differences between {what} of {one.nature} cells {_share(one.language)} is the "
        f"language, {_share(one.strategy)} the strategy, {_share(one.both)} only both together"
    )


def _share(of: Interval) -> str:
    return f"{of.median:.0%} [{of.low:.0%}, {of.high:.0%}]"


def _share_row(one: LanguageShare) -> tuple[str, ...]:
    shares = (_share(one.language), _share(one.strategy), _share(one.both))
    languages, strategies = ", ".join(one.languages), ", ".join(one.strategies)
    return (str(one.nature), str(one.cells), *shares, languages, strategies)
