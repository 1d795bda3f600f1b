"""Programs beside the bench: added to its list, side by side, and none spoils the others."""

from pathlib import Path
from threading import Barrier
from typing import Any

from crossover_tool.bench.catalog import parse_catalog
from crossover_tool.bench.described import with_programs
from crossover_tool.cell import Contender
from crossover_tool.errors import SampleError

OWN: dict[str, Any] = {
    "workloads": [],
    "contenders": [
        {"strategy": "gather", "engine": "asio", "kind": "documented", "skipped": ""},
    ],
    "pairs_skipped": [],
}


def listed(program: Path) -> dict[str, Any]:
    """The bench's list with a program that is called after its file."""
    new = {"strategy": "gather", "engine": program.stem, "kind": "documented", "skipped": ""}
    pair = {"workload": "tcp", "strategy": "gather", "engine": program.stem, "reason": "no"}
    more = {**new, "program": str(program)}
    return {**OWN, "contenders": [*OWN["contenders"], more], "pairs_skipped": [pair]}


def test_programs_stand_behind_the_benchs_own_contenders() -> None:
    document, warnings = with_programs(OWN, [Path("b/snake"), Path("a/eel")], listed)
    catalog = parse_catalog(document)
    assert [c.engine for c in catalog.contenders] == ["asio", "snake", "eel"]
    assert catalog.programs[Contender("gather", "eel")] == Path("a/eel")
    assert catalog.skip_reason("tcp", Contender("gather", "snake")) == "no"
    assert warnings == [] and len(OWN["contenders"]) == 1


def test_programs_are_asked_side_by_side() -> None:
    both_asked = Barrier(2, timeout=30)

    def ask(program: Path) -> dict[str, Any]:
        both_asked.wait()
        return listed(program)

    document, _ = with_programs(OWN, [Path("snake"), Path("eel")], ask)
    assert len(document["contenders"]) == 3


def test_a_broken_program_is_left_out_with_a_warning() -> None:
    def ask(program: Path) -> dict[str, Any]:
        if program.stem == "snake":
            raise SampleError("it ended with exit code 1")
        return listed(program)

    document, warnings = with_programs(OWN, [Path("snake"), Path("eel")], ask)
    catalog = parse_catalog(document)
    assert [c.engine for c in catalog.contenders] == ["asio", "eel"]
    assert catalog.programs_skipped == {"snake": "it ended with exit code 1"}
    (warning,) = warnings
    assert "snake" in warning and "it ended with exit code 1" in warning


def test_a_name_that_another_program_has_is_left_out() -> None:
    document, warnings = with_programs(OWN, [Path("a/eel"), Path("b/eel")], listed)
    assert [one["engine"] for one in document["contenders"]] == ["asio", "eel"]
    assert "gather/eel, which another program does already" in warnings[0]


def test_every_engine_is_every_one_of_the_bench() -> None:
    catalog = parse_catalog(with_programs(OWN, [Path("snake")], listed)[0])
    for glob in ("*/*", "gather/*", "gather/?*"):
        assert [c.engine for c in catalog.select((glob,))] == ["asio"]
    for glob in ("gather/snake", "*/sna*"):
        assert [c.engine for c in catalog.select((glob,))] == ["snake"]


def test_a_program_of_the_users_is_every_engine_too() -> None:
    catalog = parse_catalog(listed(Path("snake")))
    assert [c.engine for c in catalog.select(("*/*",))] == ["asio", "snake"]
