"""Programs that stand beside the bench, which it samples as it samples its own contenders: baselines,
and contenders in other languages."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from crossover_tool.bench.catalog import Catalog
from crossover_tool.cell import BASELINE, Contender
from crossover_tool.bench import targets
from crossover_tool.errors import MissingError, UsageError
from crossover_tool.names import unknown
from crossover_tool.paths import shown

TARGET = "baseline_programs"


def folder_of(bench: Path) -> Path:
    return bench.absolute().parent / "programs"


def shipped(bench: Path) -> list[Path]:
    """The contenders that are programs and stand beside a bench: what can be executed in
    contenders/LANGUAGE/."""
    found = sorted(Path(os.path.abspath(bench)).parent.glob("contenders/*/*"))
    return [path for path in found if path.is_file() and os.access(path, os.X_OK)]


def paths(
    bench: Path, contenders: Iterable[Contender], programs: Mapping[Contender, Path]
) -> list[Path]:
    """The programs of those among `contenders` that are one, each once, in their order: a baseline
    is named after its program, others stand in `programs`."""
    found: dict[Path, None] = {}
    for contender in contenders:
        if contender.strategy == BASELINE:
            found[folder_of(bench) / contender.engine] = None
        elif contender in programs:
            found[programs[contender]] = None
    return list(found)


def flags_of(programs: Iterable[Path]) -> list[str]:
    return [f"--program={path}" for path in programs]


def program_flags(
    bench: Path, contenders: Iterable[Contender], programs: Mapping[Contender, Path]
) -> list[str]:
    """The flags that make those among `contenders` known to the bench that are programs."""
    return flags_of(paths(bench, contenders, programs))


def build(bench: Path) -> None:
    """Brings the programs of the project's own build up to date. MissingError when they cannot be
    built."""
    if targets.is_own(bench):
        targets.build(TARGET, "the baselines")


def missing(bench: Path, catalog: Catalog, name: str) -> str:
    """Why program `name` cannot run: its library was not there when the suite was built. "" when it
    can.

    The part of its name before the first "_" is the engine of the same library. UsageError for an
    unknown name.
    """
    folder = folder_of(bench)
    if os.access(folder / name, os.X_OK) and "/" not in name:
        return ""
    engine = name.partition("_")[0]
    for contender, reason in catalog.skipped.items():
        if contender.engine == engine:
            return reason
    known = [path.name for path in sorted(folder.glob("*")) if os.access(path, os.X_OK)]
    if not known:
        raise MissingError(
            f"there are no baselines in {shown(folder)}: cmake --build --preset release --target {TARGET}"
        )
    raise UsageError(unknown("baseline", name, known))
