"""The same cell in several languages: how far each strategy is from the best of its language, and
from the best of all.

What waits is compared by its makespan. A computation that every language has in code of its own is
other work in each, so there a contender is compared by its speed-up over the sequential contender
of its own language.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from crossover_tool.analysis.cell_result import CellResult
from crossover_tool.analysis.choice import CHOSEN
from crossover_tool.analysis.contender import Measured
from crossover_tool.grouped import grouped
from crossover_tool.stats.median import Interval, median_interval

Series = Mapping[int, float]
"""Block -> figure."""


class Nature(StrEnum):
    """What the tasks of a cell do for most of their time."""

    WAITING = "waiting"
    COMPUTING = "computing"
    NOTHING = "doing nothing"


@dataclass(frozen=True)
class InLanguage:
    """The best contender of a strategy in a language on a cell.

    `within`: its makespan over that of the best of its language. `overall`: over that of the best
    of all languages, or where tasks compute the best one's speed-up over its own; None where the
    language has no sequential contender to be compared with, or shares no block. `score`: what
    languages are compared by, a value a block: the makespan, or that over the own sequential's.
    """

    language: str
    best: Measured
    within: Interval | None
    overall: Interval | None
    score: Series

    @property
    def strategy(self) -> str:
        return self.best.contender.strategy


@dataclass(frozen=True)
class Languages:
    """A cell that several languages ran, by language, each with its strategies by rising
    makespan."""

    nature: Nature
    facets: Mapping[str, tuple[InLanguage, ...]]

    @property
    def all(self) -> tuple[InLanguage, ...]:
        return tuple(one for facet in self.facets.values() for one in facet)

    @property
    def strategies(self) -> tuple[str, ...]:
        """Those that every language has, in the order of the first."""
        first, *others = self.facets.values()
        theirs = [{one.strategy for one in facet} for facet in others]
        return tuple(
            one.strategy for one in first if all(one.strategy in facet for facet in theirs)
        )


def nature_of(result: CellResult) -> Nature:
    """What the tasks of a cell do, as the bench says of the first who was measured."""
    first = result.ranked[0]
    if first.task_cpu_ns > first.wait_ns:
        return Nature.COMPUTING
    return Nature.WAITING if first.wait_ns > 0 else Nature.NOTHING


def languages_of(result: CellResult) -> Languages | None:
    """The cell by language; None where fewer than two were measured."""
    some = [one for one in result.ranked if one.kind in CHOSEN]
    by_language = grouped(some, lambda one: one.language)
    if len(by_language) < 2:
        return None
    nature = nature_of(result)
    scores = {
        one.contender.name: _score(one, theirs, nature)
        for theirs in by_language.values()
        for one in theirs
    }
    best = _least(scores)

    def placed(language: str, one: Measured, first: Measured) -> InLanguage:
        score = scores[one.contender.name]
        within = ratio(one.by_block, first.by_block)
        return InLanguage(language, one, within, ratio(score, best), score)

    facets = {
        language: tuple(placed(language, one, theirs[0]) for one in _bests(theirs))
        for language, theirs in by_language.items()
    }
    return Languages(nature, facets)


def ratio(of: Series, to: Series) -> Interval | None:
    """How many times `to` is `of`, block by block; None when they share no block."""
    shared = sorted(set(of) & set(to))
    return median_interval([of[block] / to[block] for block in shared]) if shared else None


def _bests(ranked: Sequence[Measured]) -> list[Measured]:
    """The best contender of each strategy; `ranked` by rising makespan."""
    return [theirs[0] for theirs in grouped(ranked, lambda m: m.contender.strategy).values()]


def _score(one: Measured, language: Sequence[Measured], nature: Nature) -> Series:
    """What it is compared by across languages; empty when it cannot be."""
    if nature is not Nature.COMPUTING:
        return one.by_block
    plain = next((m for m in language if m.contender.strategy == "sequential"), None)
    if plain is None:
        return {}
    shared = set(one.by_block) & set(plain.by_block)
    return {block: one.by_block[block] / plain.by_block[block] for block in shared}


def _least(scores: Mapping[str, Series]) -> Series:
    """The score whose median is the lowest; empty without any."""
    known = [series for series in scores.values() if series]
    return min(known, key=lambda s: median_interval(list(s.values())).median, default={})
