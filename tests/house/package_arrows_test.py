"""The packages of scripts/crossover_tool import one another in one direction only."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tracked import tracked

TOP = "the top"
"""What lies in no package: the words that all of them share, such as a cell and a suite."""

LAYERS = (
    ("stats", "units"),
    (TOP,),
    ("host", "services"),
    ("bench",),
    ("samples",),
    ("goals", "plan", "suites"),
    ("analysis", "serving"),
    ("charts", "running"),
    ("overhead", "proof", "views"),
    ("reports",),
    ("article", "witness"),
    ("cli",),
)
"""A package imports from those in earlier layers only."""

HEIGHT = {package: height for height, layer in enumerate(LAYERS) for package in layer}
ENTRY = "scripts/crossover_tool/__main__.py"
"""It starts the command line, and nobody imports it."""


def package_of(module: str, packages: set[str]) -> str:
    """The package of a module of ours, `crossover_tool.stats.judge`."""
    part = module.split(".")[1] if "." in module else ""
    return part if part in packages else TOP


def imported(text: str) -> Iterator[tuple[int, str]]:
    """The modules of ours that a file imports, each with its line."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom) and node.module == "crossover_tool":
            yield from ((node.lineno, f"crossover_tool.{one.name}") for one in node.names)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("crossover_tool."):
            yield node.lineno, node.module or ""
        elif isinstance(node, ast.Import):
            names = (one.name for one in node.names)
            yield from ((node.lineno, name) for name in names if name.startswith("crossover_tool."))


def broken(name: str, text: str, packages: set[str]) -> Iterator[str]:
    """The imports of a file that point the wrong way."""
    parts = Path(name).parts
    mine = parts[2] if len(parts) > 3 else TOP
    for line, module in imported(text):
        theirs = package_of(module, packages)
        if theirs != mine and HEIGHT[theirs] >= HEIGHT[mine]:
            yield f"{name}:{line}: {mine} may not import {module}"


def sources() -> dict[str, str]:
    """Every file of the package but the entry, by its path."""
    return {
        name: path.read_text(encoding="utf-8")
        for name, path in tracked(".py")
        if name.startswith("scripts/crossover_tool/") and name != ENTRY
    }


def test_no_import_points_the_wrong_way() -> None:
    files = sources()
    packages = {Path(name).parts[2] for name in files if len(Path(name).parts) > 3}
    assert packages == HEIGHT.keys() - {TOP}
    assert [line for name, text in files.items() for line in broken(name, text, packages)] == []


def test_a_wrong_import_is_found() -> None:
    packages = set(HEIGHT) - {TOP}
    above = "from crossover_tool.views import view\nfrom crossover_tool.units import show\n"
    assert list(broken("scripts/crossover_tool/stats/x.py", above, packages)) == [
        "scripts/crossover_tool/stats/x.py:1: stats may not import crossover_tool.views",
        "scripts/crossover_tool/stats/x.py:2: stats may not import crossover_tool.units",
    ]
    inward = "import crossover_tool.cli.main\nfrom crossover_tool import cell\n"
    assert len(list(broken("scripts/crossover_tool/names.py", inward, packages))) == 1
    assert not list(broken("scripts/crossover_tool/cli/x.py", above + inward, packages))
