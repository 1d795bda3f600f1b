"""What the programs that stand beside a bench say of themselves, added to the bench's own list."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from crossover_tool.errors import MissingError, SampleError, UsageError
from crossover_tool.paths import shown

AT_ONCE = 4
"""Programs that are started side by side: each has 20 s to answer, whatever else starts."""

Ask = Callable[[Path], dict[str, Any]]
"""The bench's list with one program more. SampleError, UsageError or MissingError for one that
cannot be used."""


def with_programs(
    own: Mapping[str, Any], programs: Sequence[Path], ask: Ask
) -> tuple[dict[str, Any], list[str]]:
    """The list `own` with the contenders of `programs`, each marked as `shipped`, and a sentence for
    every program that cannot be used: it is left out, stands under `programs_skipped`, and the
    others are there all the same."""
    document = {
        **own,
        "contenders": list(own["contenders"]),
        "pairs_skipped": list(own["pairs_skipped"]),
        "programs_skipped": [],
    }
    warnings = []
    with ThreadPoolExecutor(AT_ONCE) as several:
        answers = several.map(lambda program: _answer(program, ask), programs)
    for program, answer in zip(programs, answers):
        wrong = answer if isinstance(answer, str) else _add(document, own, answer)
        if wrong:
            document["programs_skipped"].append({"program": program.name, "reason": wrong})
            warnings.append(f"the contender {shown(program)} is left out: {wrong}")
    return document, warnings


def _answer(program: Path, ask: Ask) -> dict[str, Any] | str:
    """The list with this program, or why there is none."""
    try:
        return ask(program)
    except (SampleError, UsageError, MissingError) as error:
        return str(error)


def _add(document: dict[str, Any], own: Mapping[str, Any], answer: Mapping[str, Any]) -> str:
    """Adds to `document` what `answer` has beyond the bench's `own` list. Returns why nothing is
    added, where another program has a name already."""
    before = {_name(one) for one in own["contenders"]}
    new = [one for one in answer["contenders"] if _name(one) not in before]
    names = {_name(one) for one in new}
    for engine in sorted({engine for _, engine in names} & engines_of(own)):
        return f"it calls itself {engine}, which is an engine of the bench"
    for one in document["contenders"]:
        if _name(one) in names:
            return f"it describes {'/'.join(_name(one))}, which another program does already"
    document["contenders"] += [{**one, "shipped": True} for one in new]
    document["pairs_skipped"] += [one for one in answer["pairs_skipped"] if _name(one) in names]
    return ""


def engines_of(document: Mapping[str, Any]) -> set[str]:
    return {str(one["engine"]) for one in document["contenders"]}


def may_name_a_program(globs: Iterable[str], engines: Collection[str]) -> bool:
    """Whether one of `globs` may name a program beside a bench that has these `engines` itself: no
    program does that is called by "every engine", or by the name of one of them."""
    named = [glob.partition("/")[2] for glob in globs]
    return any(engine.strip("*?") and engine not in engines for engine in named)


def _name(one: Mapping[str, Any]) -> tuple[str, str]:
    return (one["strategy"], one["engine"])
