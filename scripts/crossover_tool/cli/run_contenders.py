"""Who is measured by `crossover run`: --contender, --strategy, --engine, --kind, --language."""

import argparse
from collections.abc import Collection

from crossover_tool.bench.catalog import Catalog
from crossover_tool.cell import Contender
from crossover_tool.names import refuse_unknown
from crossover_tool.suites import one_cell, suite_file
from crossover_tool.suites.in_language import in_languages
from crossover_tool.suite import Suite


def named(options: argparse.Namespace) -> list[str] | None:
    """The globs of all contenders that may be asked for; None where a language is: any. UsageError
    where the suite cannot be read."""
    if options.language:
        return None
    globs = [*options.contender, *(f"*/{engine}" for engine in options.engine)]
    if options.suite or (options.workload is None and options.exec is None):
        globs += suite_file.named(suite_file.find(options.suite or "quick"))
    return globs


def candidates(options: argparse.Namespace, catalog: Catalog) -> tuple[Contender, ...]:
    """Who may meet on a cell on the spot, of whom `narrowed` leaves some: all contenders of the
    bench, and of the programs beside it those that are asked for by engine. Patterns are among them
    when they are named: they compare with `gather` alone, and would double the time. UsageError for
    a --contender that names nobody."""
    asked = catalog.select(tuple(options.contender))
    asked += tuple(c for c in catalog.contenders if c.engine in options.engine)
    found = catalog.select(("*/*", *(contender.name for contender in asked)))
    if options.contender or options.strategy or options.kind:
        return found
    return tuple(c for c in found if catalog.kinds[c] != "pattern")


def narrowed(suite: Suite, options: argparse.Namespace, catalog: Catalog) -> Suite:
    """The suite with only the contenders that --language, --contender, --strategy, --engine and
    --kind all leave. UsageError for one that names nobody."""
    if options.language:
        suite = in_languages(suite, options.language, catalog)
    wanted: Collection[Contender] = catalog.contenders
    said = []
    if options.contender:
        wanted = catalog.select(tuple(options.contender))
        said.append(" ".join(options.contender))
    for option in ("strategy", "engine", "kind"):
        given = getattr(options, option)
        values_of = {c: _value(option, c, catalog) for c in catalog.contenders}
        refuse_unknown(option, given, list(values_of.values()))
        if given:
            wanted = [contender for contender in wanted if values_of[contender] in given]
            said.append(" ".join(f"--{option} {name}" for name in given))
    return one_cell.narrowed(suite, wanted, " ".join(said)) if said else suite


def _value(option: str, contender: Contender, catalog: Catalog) -> str:
    """What --strategy, --engine or --kind asks of a contender."""
    of = {"strategy": contender.strategy, "engine": contender.engine}
    return of.get(option) or catalog.kinds[contender]
