"""CPU time as the kernel counts it, from lines that are made up."""

import pytest
from crossover_tool.host import proc_stat
from crossover_tool.host.proc_stat import ALL, BUSY, STEAL, machine_ticks, process_ticks


def told(monkeypatch: pytest.MonkeyPatch, text: str | None) -> None:
    monkeypatch.setattr(proc_stat, "text", lambda path: text)


def test_the_first_line_is_of_all_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    told(monkeypatch, "cpu  1 2 3 40 5 6 7 8 9 10\ncpu0 9 9 9")
    found = machine_ticks()
    assert (sum(found[BUSY]), sum(found[ALL]), found[STEAL]) == (6, 72, 8)


@pytest.mark.parametrize("text", [None, "", "cpu  1 2 3 4"])
def test_where_it_is_hidden_nothing_is_known(
    monkeypatch: pytest.MonkeyPatch, text: str | None
) -> None:
    told(monkeypatch, text)
    assert machine_ticks() == [] and process_ticks(1) == []


def test_a_name_may_hold_anything(monkeypatch: pytest.MonkeyPatch) -> None:
    told(monkeypatch, "7 (a) b (c)) S 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15")
    assert process_ticks(7) == [11, 12, 13, 14]  # user, system, and the same of children
