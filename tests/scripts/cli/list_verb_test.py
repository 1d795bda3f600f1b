"""`crossover list`: kinds of contenders, at any width."""

import json

import pytest
from conftest import FAKE, Command, only_error


def test_a_reader_can_ask_for_a_kind(crossover: Command) -> None:
    shown = crossover("list", "--bench", FAKE, "--kind", "documented")
    assert shown.returncode == 0, shown.stderr
    assert "thread_pool/libuv" in shown.stdout and "gather/libuv" not in shown.stdout
    document = json.loads(crossover("list", "--bench", FAKE, "--kind", "mistake", "--json").stdout)
    assert {one["kind"] for one in document["contenders"]} == {"mistake"}
    known = {(one["strategy"], one["engine"]) for one in document["contenders"]}
    assert {(one["strategy"], one["engine"]) for one in document["pairs_skipped"]} <= known


def test_an_unknown_kind_is_bad_input(crossover: Command) -> None:
    result = crossover("list", "--bench", FAKE, "--kind", "mistakes")
    assert result.returncode == 2
    assert "unknown kind 'mistakes': did you mean 'mistake'?" in only_error(result)


@pytest.mark.parametrize("width", [60, 80, 120, 200])
def test_nothing_is_cut_at_any_width(crossover: Command, width: int) -> None:
    shown = crossover("list", "--bench", FAKE, COLUMNS=str(width)).stdout
    assert "\u2026" not in shown
    assert all(text in shown for text in ("gather/libuv", "--wait", "5 ms", "documented", "full"))
