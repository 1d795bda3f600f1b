"""A suite for the readers of one language."""

from collections.abc import Collection
from dataclasses import replace

from crossover_tool.bench.catalog import Catalog
from crossover_tool.cell import Contender
from crossover_tool.errors import UsageError
from crossover_tool.names import refuse_unknown
from crossover_tool.suite import PlannedCell, Suite


def in_languages(suite: Suite, languages: Collection[str], catalog: Catalog) -> Suite:
    """`suite` with contenders of `languages` alone.

    A cell that names some keeps those. One that names none is asked of the contenders of these
    languages under the strategies that it names, so that a suite written for one language answers
    in another. UsageError for a language that nobody speaks, and when no cell is left.
    """
    refuse_unknown("language", languages, sorted(set(catalog.languages.values())))
    theirs = [c for c in catalog.contenders if catalog.languages[c] in languages]
    cells = [replace(cell, contenders=_in_place_of(cell, theirs)) for cell in suite.cells]
    kept = tuple(cell for cell in cells if cell.contenders)
    if not kept:
        raise UsageError(
            f"no cell of {suite.name!r} has a strategy that is there in {' or '.join(languages)}: "
            "'crossover list' says what is"
        )
    return replace(suite, cells=kept)


def _in_place_of(cell: PlannedCell, theirs: Collection[Contender]) -> tuple[Contender, ...]:
    named = tuple(c for c in cell.contenders if c in theirs)
    strategies = {c.strategy for c in cell.contenders}
    return named or tuple(c for c in theirs if c.strategy in strategies)
