"""Suites from TOML files."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from crossover_tool.bench.catalog import Catalog
from crossover_tool.errors import UsageError
from crossover_tool.goal import Goal
from crossover_tool.suites.goal_tables import GoalReader, Missing
from crossover_tool.names import refuse_unknown, unknown
from crossover_tool.paths import SUITES, shown
from crossover_tool.suites import values
from crossover_tool.suites.expand import Defaults, expand
from crossover_tool.suite import PlannedCell, Suite
from crossover_tool.suites.values import reading

KEYS = (
    *("name", "description", "blocks", "budget", "batches", "max_sample", "contenders"),
    *("texts", "cells"),
)
BLOCKS = 3
BATCHES = 3
"""A sample is a median of batches; with fewer than three one batch that was disturbed decides
it."""
MAX_SAMPLE = "3s"
FORMER = {"peers": "baselines"}
"""What shipped suites were called."""


def shipped() -> dict[str, Path]:
    """The suites that come with the project, by name."""
    return {path.stem: path for path in sorted(SUITES.glob("*.toml"))}


def find(name: str) -> Path:
    """The file of the suite called `name`: a shipped one, or a path. UsageError names the nearest
    match."""
    if name in shipped():
        return shipped()[name]
    path = Path(name)
    if path.is_file():
        return path
    if name in FORMER:
        raise UsageError(
            f"the suite {name} is called {FORMER[name]} now: write --suite {FORMER[name]}"
        )
    if name.endswith(".toml") or "/" in name:
        raise UsageError(f"there is no suite file {name!r}")
    raise UsageError(unknown("suite", name, shipped()))


def read_toml(path: Path) -> dict[str, Any]:
    """The tables in `path`. UsageError says where it is malformed."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"cannot read suite {shown(path)}: {error.strerror}") from error
    except RecursionError as error:
        raise UsageError(f"suite {shown(path)} is nested too deeply") from error
    except ValueError as error:  # no TOML, no UTF-8, or a number of thousands of digits
        raise UsageError(f"suite {shown(path)} is not valid TOML: {error}") from error


def load(path: Path, catalog: Catalog, cores: int, missing: Missing) -> Suite:
    """The suite in `path`; `missing` says of a baseline of its goals why it cannot run here.
    UsageError says which cell table and key is wrong, and what to write."""
    document = read_toml(path)
    where = shown(path)
    refuse_unknown("key", document, KEYS, f"{where}: ")
    blocks = reading(f"{where}, blocks", lambda: values.count(document.get("blocks", BLOCKS)))
    batches = reading(f"{where}, batches", lambda: values.count(document.get("batches", BATCHES)))
    max_sample = reading(
        f"{where}, max_sample", lambda: values.duration_us(document.get("max_sample", MAX_SAMPLE))
    )
    contenders = document.get("contenders", ("*/*",))
    defaults = Defaults(blocks, max_sample, cores, batches, contenders)
    goal_reader = GoalReader(catalog, missing)
    cells: list[PlannedCell] = []
    goals: list[Goal] = []
    for number, table in enumerate(_tables(document, where)):
        at = f"{where}, cells table {number + 1}"

        def expanded(table: Mapping[str, Any], at: str, group: int = number) -> list[PlannedCell]:
            return expand(table, at, group, catalog, defaults)

        if "goals" in table:
            made, held = goal_reader.cells(table, at, len(cells), expanded)
            goals += held
        else:
            made = expanded(table, at)
        cells += made
    name = str(document.get("name", path.stem))
    if re.fullmatch(r"[^/\x00-\x1f\x7f]{1,80}", name) is None:
        raise UsageError(
            f"{where}, name: {name[:40]!r} is no name for a folder: give 1 to 80 letters"
        )
    return Suite(
        name=name,
        blocks=blocks,
        cells=tuple(cells),
        description=str(document.get("description", "")),
        texts=_texts(document, where),
        goals=tuple(goals),
        budget_s=_budget_s(document, where),
    )


def _budget_s(document: Mapping[str, Any], where: str) -> float | None:
    if "budget" not in document:
        return None
    found = reading(f"{where}, budget", lambda: values.budget_us(document["budget"]))
    return found / 1e6


def holds_goals(path: Path) -> bool:
    """True when the suite in `path` has goals. UsageError as `load`, for what is wrong at once."""
    return any("goals" in table for table in _tables(read_toml(path), shown(path)))


NAMING = ("contender", "contenders", "optional")


def named(path: Path) -> list[str]:
    """The contenders that the suite in `path` names, as it writes them. UsageError where it cannot
    be read; what else is wrong with it, `load` says."""
    return _named(read_toml(path))


def _named(written: object, key: str = "") -> list[str]:
    """The texts under `contenders`, `contender` and `optional`, in whatever tables they stand."""
    if isinstance(written, dict):
        return [name for within, value in written.items() for name in _named(value, within)]
    if isinstance(written, list):
        return [name for value in written for name in _named(value, key)]
    return [written] if isinstance(written, str) and key in NAMING else []


def _tables(document: Mapping[str, Any], where: str) -> list[dict[str, Any]]:
    tables = document.get("cells", [])
    if (
        not isinstance(tables, list)
        or not tables
        or not all(isinstance(table, dict) for table in tables)
    ):
        raise UsageError(f"{where}: there are no cells: write at least one [[cells]] table")
    for number, table in enumerate(tables):
        goals = table.get("goals", [{}])
        if not isinstance(goals, list) or not all(isinstance(goal, dict) for goal in goals):
            raise UsageError(
                f"{where}, cells table {number + 1}: goals are tables: write [[cells.goals]]"
            )
    return tables


def _texts(document: dict[str, Any], where: str) -> dict[str, str]:
    texts = document.get("texts", {})
    if not isinstance(texts, dict) or not all(isinstance(text, str) for text in texts.values()):
        raise UsageError(
            f'{where}, texts: these are names and texts: write for example texts = {{ command = "./mytool {{i}}" }}'
        )
    return texts
