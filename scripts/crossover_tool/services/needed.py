"""The servers that a suite's workloads need: a user's own, or private ones for the length of the
run."""

import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from crossover_tool.errors import MissingError, SampleError
from crossover_tool.readable import warn
from crossover_tool.services.postgres import private_server
from crossover_tool.services.postgres_binaries import find_binaries
from crossover_tool.suite import Suite
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
def servers_for(suite: Suite, bench: Path) -> Iterator[Mapping[str, str]]:
    """While it lasts, the bench finds the servers that the suite needs.

    Gives the workloads whose server cannot be had, and why; for what was asked for by hand that is
    a SampleError instead.
    """
    if named := suite.texts.get("dsn"):
        with _environment(DSN, named):
            yield {}
        return
    if not wants_private_postgres(suite, bench):
        yield {}
        return
    binaries = find_binaries()
    if binaries is None:
        yield {DATABASE: NO_SERVER}
        return
    lacking: dict[str, str] = {}
    with ExitStack() as servers:
        try:
            server = servers.enter_context(private_server(binaries))
            servers.enter_context(_environment(DSN, server.dsn))
        except SampleError as error:
            if suite.strict:
                raise
            warn(f"warning: {error}")
            lacking[DATABASE] = str(error)
        yield lacking


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
