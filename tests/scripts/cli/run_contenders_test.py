"""Who is measured: what --contender, --strategy, --engine and --kind leave together."""

from argparse import Namespace
from dataclasses import replace

import pytest
from crossover_tool.cell import Cell, Contender
from crossover_tool.cli.run_contenders import candidates, named, narrowed
from crossover_tool.errors import UsageError
from crossover_tool.suite import PlannedCell, Suite
from made_catalog import catalog

PLAIN = {"language": [], "suite": None, "workload": None, "exec": None}
FILTERS: dict[str, list[str]] = {"contender": [], "strategy": [], "engine": [], "kind": []}


def options(**given: object) -> Namespace:
    return Namespace(**{**PLAIN, **FILTERS, **given})


def left(**given: object) -> list[str]:
    cells = (PlannedCell(Cell("timer", 1, 1), catalog().contenders, 3),)
    found = narrowed(Suite("made", 3, cells), options(**given), catalog())
    return [contender.name for contender in found.cells[0].contenders]


def test_without_a_filter_all_stay() -> None:
    assert left() == [contender.name for contender in catalog().contenders]


def test_filters_leave_whom_all_of_them_name() -> None:
    assert left(strategy=["gather"], engine=["asio", "ring"]) == ["gather/asio"]
    assert left(contender=["*/asio"], kind=["mistake"]) == ["blocking_gather/asio"]
    assert left(strategy=["sequential", "thread_pool"]) == ["sequential/std", "thread_pool/ring"]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"strategy": ["gater"]}, "unknown strategy 'gater': did you mean 'gather'"),
        ({"kind": ["bets"]}, "unknown kind 'bets': did you mean 'best'"),
        ({"strategy": ["sequential"], "engine": ["ring"]}, "matches --strategy .* --engine ring"),
    ],
)
def test_who_is_nobody_is_one_sentence(given: dict[str, list[str]], says: str) -> None:
    with pytest.raises(UsageError, match=says):
        left(**given)


def test_a_program_beside_the_bench_is_there_when_its_engine_is_asked_for() -> None:
    program = Contender("gather", "asyncio")
    assert program not in candidates(options(), catalog())
    assert program in candidates(options(engine=["asyncio"]), catalog())


def test_patterns_are_there_when_they_are_named() -> None:
    plain = catalog()
    pattern = Contender("gather", "libuv")
    known = replace(plain, kinds={**plain.kinds, pattern: "pattern"})
    assert pattern not in candidates(options(), known)
    for asked in ({"kind": ["pattern"]}, {"strategy": ["gather"]}, {"contender": ["*/libuv"]}):
        assert pattern in candidates(options(**asked), known)


def test_which_programs_must_be_started_follows_from_what_is_named() -> None:
    """Of a cell on the spot nobody else may be asked for; of a language, anybody."""
    asked = options(workload="timer", contender=["gather/x"], engine=["y"])
    assert named(asked) == ["gather/x", "*/y"]
    assert named(options(language=["python"])) is None
    assert len(named(options()) or []) > 0  # those of the suite `quick`
