"""A module's name occurs once in scripts/, so that a reader who hears it knows the file."""

from collections import defaultdict
from pathlib import PurePath

from tracked import tracked

EVERYWHERE = {"__init__.py", "__main__.py"}


def doubles(names: list[str]) -> dict[str, list[str]]:
    """The file names that several of the paths have, with those paths."""
    by_name: dict[str, list[str]] = defaultdict(list)
    for name in names:
        by_name[PurePath(name).name].append(name)
    return {k: v for k, v in by_name.items() if len(v) > 1 and k not in EVERYWHERE}


def test_a_module_name_occurs_once() -> None:
    names = [name for name, _ in tracked(".py") if name.startswith("scripts/")]
    assert len(names) > 50
    found = doubles(names)
    assert not found, "\n".join(f"{name}: {', '.join(places)}" for name, places in found.items())


def test_a_double_is_found() -> None:
    assert doubles(["a/x.py", "b/x.py", "a/__init__.py", "b/__init__.py"]) == {
        "x.py": ["a/x.py", "b/x.py"]
    }
