"""Suites from TOML files."""

import tomllib
from pathlib import Path
from typing import Any

from crossover_tool.bench.catalog import Catalog
from crossover_tool.errors import UsageError
from crossover_tool.names import unknown
from crossover_tool.paths import SUITES, shown
from crossover_tool.suites import values
from crossover_tool.suites.expand import Defaults, expand
from crossover_tool.suites.suite import Suite
from crossover_tool.suites.values import reading

KEYS = ("name", "description", "blocks", "batches", "max_sample", "texts", "cells")
BLOCKS = 3
BATCHES = 3
"""A sample is a median of batches; with fewer than three one batch that was disturbed decides
it."""
MAX_SAMPLE = "3s"


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
    if name.endswith(".toml") or "/" in name:
        raise UsageError(f"there is no suite file {name!r}")
    raise UsageError(unknown("suite", name, shipped()))


def read_toml(path: Path) -> dict[str, Any]:
    """The tables in `path`. UsageError says where it is malformed."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"cannot read suite {shown(path)}: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"suite {shown(path)} is not valid TOML: {error}") from error


def load(path: Path, catalog: Catalog, cores: int) -> Suite:
    """The suite in `path`. UsageError says which cell table and key is wrong, and what to write."""
    document = read_toml(path)
    where = shown(path)
    for key in document:
        if key not in KEYS:
            raise UsageError(f"{where}: {unknown('key', key, KEYS)}")
    blocks = reading(f"{where}, blocks", lambda: values.count(document.get("blocks", BLOCKS)))
    batches = reading(f"{where}, batches", lambda: values.count(document.get("batches", BATCHES)))
    max_sample = reading(
        f"{where}, max_sample", lambda: values.duration_us(document.get("max_sample", MAX_SAMPLE))
    )
    tables = document.get("cells", [])
    if (
        not isinstance(tables, list)
        or not tables
        or not all(isinstance(table, dict) for table in tables)
    ):
        raise UsageError(f"{where}: there are no cells: write at least one [[cells]] table")
    defaults = Defaults(blocks, max_sample, cores, batches)
    cells = [
        cell
        for number, table in enumerate(tables)
        for cell in expand(table, f"{where}, cells table {number + 1}", number, catalog, defaults)
    ]
    name = str(document.get("name", path.stem))
    description = str(document.get("description", ""))
    return Suite(name, description, blocks, tuple(cells), texts=_texts(document, where))


def _texts(document: dict[str, Any], where: str) -> dict[str, str]:
    texts = document.get("texts", {})
    if not isinstance(texts, dict) or not all(isinstance(text, str) for text in texts.values()):
        raise UsageError(
            f'{where}, texts: these are names and texts: write for example texts = {{ command = "./mytool {{i}}" }}'
        )
    return texts
