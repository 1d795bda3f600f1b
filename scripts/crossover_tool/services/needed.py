"""The servers that a suite's workloads need: a user's own, or private ones for the length of the
run."""

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

from crossover_tool.bench.catalog import Catalog
from crossover_tool.errors import MissingError, SampleError
from crossover_tool.services.postgres import private_server
from crossover_tool.services.postgres_binaries import find_binaries
from crossover_tool.suites.suite import Suite
from crossover_tool.texts import BY_ENVIRONMENT

DATABASE = "database"
DSN = BY_ENVIRONMENT["dsn"]
DRIVER = "crossover_postgres.so"
NO_SERVER = (
    "there is no PostgreSQL server: install postgresql, so that a private one can be started, or name one with "
    f"--dsn or in {DSN}"
)


def wants_private_postgres(suite: Suite, bench: Path) -> bool:
    """Whether a cell needs a database and the user has named none. Not where the bench lacks libpq:
    it says so itself."""
    asked = any(planned.cell.workload == DATABASE for planned in suite.cells)
    named = suite.texts.get("dsn") or os.environ.get(DSN)
    return asked and not named and bench.with_name(DRIVER).is_file()


def check_servers(suite: Suite, bench: Path) -> None:
    """MissingError when a cell that was asked for by hand needs a server that cannot be had."""
    if suite.strict and wants_private_postgres(suite, bench) and find_binaries() is None:
        raise MissingError(NO_SERVER)


@contextmanager
def servers_for(suite: Suite, catalog: Catalog, bench: Path) -> Iterator[Catalog]:
    """While it lasts, the bench finds the servers that the suite needs.

    Gives the catalog back, with the cells of a server that cannot be had marked as skipped; what
    was asked for by hand is a SampleError instead.
    """
    if named := suite.texts.get("dsn"):
        with _environment(DSN, named):
            yield catalog
        return
    if not wants_private_postgres(suite, bench):
        yield catalog
        return
    binaries = find_binaries()
    if binaries is None:
        yield _without_database(catalog, NO_SERVER)
        return
    with ExitStack() as servers:
        try:
            server = servers.enter_context(private_server(binaries))
            servers.enter_context(_environment(DSN, server.dsn))
        except SampleError as error:
            if suite.strict:
                raise
            print(f"crossover: warning: {error}", file=sys.stderr)
            catalog = _without_database(catalog, str(error))
        yield catalog


@contextmanager
def _environment(name: str, text: str) -> Iterator[None]:
    """While it lasts, the processes that are started find the variable."""
    before = os.environ.get(name)
    os.environ[name] = text
    try:
        yield
    finally:
        os.environ.pop(name)
        if before is not None:
            os.environ[name] = before


def _without_database(catalog: Catalog, reason: str) -> Catalog:
    skipped = {(DATABASE, contender): reason for contender in catalog.contenders}
    return replace(catalog, pairs_skipped={**catalog.pairs_skipped, **skipped})
