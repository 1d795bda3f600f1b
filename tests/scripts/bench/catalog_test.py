"""What the bench can run: found by name, selected by pattern, and refused with what is known."""

from pathlib import Path
from typing import Any

import pytest
from crossover_tool.bench.catalog import Param, Workload, parse_catalog
from crossover_tool.cell import Contender
from crossover_tool.errors import UsageError
from made_catalog import OVER, WAIT, catalog


def selected(*globs: str) -> list[str]:
    return [contender.name for contender in catalog().select(globs)]


def test_contenders_come_in_the_benchs_order_whatever_the_patterns() -> None:
    assert selected("thread_pool/*", "gather/libuv", "gather/asio") == [
        "gather/asio",
        "gather/libuv",
        "thread_pool/ring",
    ]


def test_every_engine_is_every_one_of_the_bench() -> None:
    """A program that is put beside it changes no suite; by letters of its engine it is named."""
    assert "gather/asyncio" not in selected("*/*") + selected("gather/*") + selected("gather/??*")
    assert "gather/asyncio" in selected("gather/asyn*")


@pytest.mark.parametrize(
    ("glob", "says"),
    [
        ("gather", "is not STRATEGY/ENGINE: write for example 'gather/\\*'"),
        ("gater/asio", "unknown strategy 'gater': did you mean 'gather'"),
        ("gather/asoi", "unknown engine 'asoi': did you mean 'asio'"),
        ("thread_pool/asio", "unknown contender 'thread_pool/asio'.*known: thread_pool/ring"),
    ],
)
def test_a_pattern_for_nobody_names_what_is_wrong_with_it(glob: str, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        selected(glob)


def test_parameters_have_short_names_and_choices_words() -> None:
    timer = catalog().workload("timer")
    assert timer.named["wait"] is timer.named["wait_us"] is WAIT
    assert OVER.default_value == "refuse"
    assert "wiat" not in timer.named
    count = Param("wait", "count", 1, 0, 9, "a whole name that another has when it is shortened")
    assert Workload("both", "", "timer", (count, WAIT)).named == {"wait": count, "wait_us": WAIT}


def test_a_pair_is_skipped_for_its_engine_or_for_itself() -> None:
    made = catalog()
    gather, libuv = Contender("gather", "asio"), Contender("gather", "libuv")
    assert made.skip_reason("timer", gather) == ""
    assert made.skip_reason("hash", gather) == "it does not wait"
    assert made.skip_reason("timer", libuv) == "libuv is not installed"


def test_a_text_is_for_a_workload_of_the_run() -> None:
    made = catalog()
    assert made.text_names() == {"command"}
    made.check_texts({"command": "true"}, ["timer", "exec"])
    with pytest.raises(UsageError, match="is for workload exec, and none of this run takes it"):
        made.check_texts({"command": "true"}, ["timer"])
    with pytest.raises(UsageError, match="unknown parameter 'comand'"):
        made.check_texts({"comand": "true"}, ["exec"])


def test_a_list_is_read_with_its_programs_and_its_texts() -> None:
    text = {"name": "url", "unit": "text", "default": "x"}
    number = {"name": "wait_us", "unit": "us", "default": "5", "min": "0", "max": "9"}
    one: dict[str, Any] = {"strategy": "gather", "kind": "best", "skipped": ""}
    found = parse_catalog(
        {
            "workloads": [{"name": "w", "summary": "", "wait": "tcp", "params": [text, number]}],
            "contenders": [
                {**one, "engine": "asio", "skipped": "lacking"},
                {**one, "engine": "snake", "language": "python", "program": "/p", "shipped": True},
            ],
            "pairs_skipped": [],
        }
    )
    assert [param.name for param in found.workloads[0].params] == ["wait_us"]
    assert [param.name for param in found.workloads[0].texts] == ["url"]
    assert found.workloads[0].params[0].maximum == 9
    asio, snake = found.contenders
    assert (found.skipped, found.languages[asio]) == ({asio: "lacking"}, "cpp")
    assert (found.programs, found.shipped) == ({snake: Path("/p")}, {snake})
