"""Tests mirror the tree: the test of a module is found by its name."""

import re
from collections.abc import Collection, Iterable, Iterator

from tracked import ROOT


def faults(
    modules: Collection[str], tests: Collection[str], excused: Collection[str], suffix: str
) -> Iterator[str]:
    """What is wrong with a mirror, a sentence each. Modules and tests are named by their paths
    without a suffix, a test as its module."""
    for module in sorted(modules):
        has_test, is_excused = module in tests, module in excused
        if not has_test and not is_excused:
            yield f"{module} has no test {module}_test{suffix}: write it"
        if has_test and is_excused:
            yield f"{module} has its test: take it out of ELSEWHERE"
    for module in sorted(set(excused) - set(modules)):
        yield f"{module} is no module any more: take it out of ELSEWHERE"


def files_named(reason: str) -> list[str]:
    """The test files that a reason names."""
    return re.findall(r"tests/[\w/]+\.(?:py|cpp)", reason)


def missing_files(reasons: Iterable[str]) -> list[str]:
    """The files that reasons name and that are not there."""
    named = [name for reason in reasons for name in files_named(reason)]
    return [name for name in named if not (ROOT / name).is_file()]
