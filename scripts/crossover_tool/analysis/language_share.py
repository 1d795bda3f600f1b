"""The language or the strategy: what share of the differences between contenders is which."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

from crossover_tool.analysis.languages import Languages, Nature
from crossover_tool.stats.median import Interval, median_interval
from crossover_tool.stats.two_way import Squares, squares


@dataclass(frozen=True)
class LanguageShare:
    """Of the variance of the logarithms on all cells of a nature: the share that the language
    accounts for, the strategy, and only both together. `cells` is how many there are."""

    nature: Nature
    cells: int
    languages: tuple[str, ...]
    strategies: tuple[str, ...]
    language: Interval
    strategy: Interval
    both: Interval


def language_shares(cells: Sequence[Languages]) -> tuple[LanguageShare, ...]:
    """A row for each nature that has cells with two strategies in every language."""
    found = (_share(nature, [c for c in cells if c.nature is nature]) for nature in Nature)
    return tuple(one for one in found if one)


def _share(nature: Nature, cells: Sequence[Languages]) -> LanguageShare | None:
    usable = [cell for cell in cells if len(cell.strategies) > 1 and _blocks(cell)]
    if not usable:
        return None
    blocks = set.intersection(*(_blocks(cell) for cell in usable))
    sums = [reduce(Squares.__add__, (_squares(c, block) for c in usable)) for block in blocks]
    known = [one for one in sums if one.whole > 0.0]
    if not known:
        return None
    return LanguageShare(
        nature,
        len(usable),
        tuple(dict.fromkeys(language for cell in usable for language in cell.facets)),
        tuple(dict.fromkeys(strategy for cell in usable for strategy in cell.strategies)),
        median_interval([one.rows / one.whole for one in known]),
        median_interval([one.columns / one.whole for one in known]),
        median_interval([one.rest / one.whole for one in known]),
    )


def _blocks(cell: Languages) -> set[int]:
    """The blocks in which everyone who counts has a score."""
    scores = [set(one.score) for one in cell.all if one.strategy in cell.strategies]
    return set.intersection(*scores) if scores else set()


def _squares(cell: Languages, block: int) -> Squares:
    entries = {
        (one.language, one.strategy): math.log(one.score[block])
        for one in cell.all
        if one.strategy in cell.strategies
    }
    return squares(entries, tuple(cell.facets), cell.strategies)
