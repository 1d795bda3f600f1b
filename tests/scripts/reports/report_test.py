"""A report of some of the results alone."""

from dataclasses import replace

import pytest
from crossover_tool.errors import UsageError
from crossover_tool.reports.report import by_margin, narrowed
from crossover_tool.samples.reader import Results
from made_results import Json, cell, results


def taken() -> Results:
    """asio is documented and in C++, libuv the best and in Python."""

    def change(found: Json, block: int) -> Json:
        own = found["engine"] == "asio"
        kind, language = ("documented", "cpp") if own else ("best", "python")
        return {**found, "kind": kind, "language": language}

    return results([cell("timer", 9, 9, wait_us=1000)], ["gather/asio", "gather/libuv"], change)


def engines(found: Results) -> set[str]:
    return {sample.contender.engine for sample in found.samples}


def test_only_those_that_are_asked_for_stay() -> None:
    assert engines(narrowed(taken(), "kind", ("best",))) == {"libuv"}
    assert engines(narrowed(taken(), "language", ("cpp",))) == {"asio"}
    assert engines(narrowed(taken(), "kind", ("best", "documented"))) == {"asio", "libuv"}
    assert narrowed(taken(), "kind", ()).samples and engines(narrowed(taken(), "language", ())) == {
        "asio",
        "libuv",
    }


def test_who_is_not_there_is_told() -> None:
    with pytest.raises(UsageError, match="unknown kind 'bset': did you mean 'best'"):
        narrowed(taken(), "kind", ("bset",))
    with pytest.raises(UsageError, match="unknown language 'go'.*known: cpp, python"):
        narrowed(taken(), "language", ("go",))


def test_another_margin_changes_nothing_else() -> None:
    made = taken()
    assert by_margin(made, None) is made
    wide = by_margin(made, 0.2)
    assert wide.header.protocol == replace(made.header.protocol, margin=0.2)
    assert wide.samples == made.samples
