"""What a field of a map shows, and where another owner begins."""

import pytest
from crossover_tool.analysis.analyse import analyse
from crossover_tool.analysis.cell_result import CellResult
from crossover_tool.charts.fields import Place, borders, by_time, readable
from crossover_tool.charts.style import DARK, LIGHT, STRATEGY_COLOURS
from crossover_tool.stats.verdict import Verdict
from made_results import Json, cell, results

NAMES = {"gather": "gather/asio", "sequential": "sequential/std", "thread_pool": "thread_pool/ring"}


def result(**spans_ms: float) -> CellResult:
    def change(found: Json, block: int) -> Json:
        noise = 1.0 + 0.02 * (block % 5)
        return {**found, "makespan_ns": [round(spans_ms[found["strategy"]] * noise * 1e6)]}

    names = [NAMES[name] for name in spans_ms]
    return analyse(results([cell("timer", 9, 9, wait_us=100)], names, change, 9)).cells[0]


def test_a_winner_owns_its_field_with_its_lead() -> None:
    place = by_time(result(gather=10.0, sequential=23.0))
    assert (place.owner, place.verdict, place.text) == ("gather", Verdict.WINNER, "2.30x")
    assert place.look() == (STRATEGY_COLOURS["gather"], "")


def test_where_nobody_wins_those_that_may_are_its_candidates() -> None:
    place = by_time(result(thread_pool=10.1, gather=10.0, sequential=90.0))
    assert (place.owner, place.text) == ("", "")
    assert place.candidates == ("gather", "thread_pool")  # in their usual order


def test_where_all_may_nobody_is_named() -> None:
    assert by_time(result(thread_pool=10.1, gather=10.0)).candidates == ()


def test_what_was_not_measured_looks_void() -> None:
    place = by_time(None)
    assert (place.owner, place.verdict, place.candidates) == ("", Verdict.VOID, ())
    assert place.look(LIGHT) == (LIGHT.paper, "xx") and place.look(DARK) == (DARK.paper, "xx")


def test_the_same_strategy_on_all_cores_is_dotted() -> None:
    (one, many) = (Place(name, Verdict.WINNER).look() for name in ("gather", "gather on all cores"))
    assert one[0] == many[0] and one[1] != many[1]


def test_a_border_lies_between_two_owners_and_nowhere_else() -> None:
    a, b, nobody = (Place(name, Verdict.WINNER) for name in ("a", "b", ""))
    assert list(borders([[a, b], [a, nobody]])) == [((0.5, 0.5), (-0.5, 0.5))]
    assert list(borders([[a], [b]])) == [((-0.5, 0.5), (0.5, 0.5))]
    assert list(borders([[a, a], [nobody, a]])) == []


@pytest.mark.parametrize(("face", "ink"), [("#FFFFFF", "#1A1A1A"), ("#000000", "white")])
def test_letters_are_black_or_white(face: str, ink: str) -> None:
    assert readable(face) == ink
