"""Pairs of contenders with a budget: when every strategy is settled, later analyses may still tell
them apart."""

import math
from dataclasses import replace

from crossover_tool.stats.evidence import CellData
from crossover_tool.stats.judge import CellVerdict, InterimData, judge
from crossover_tool.stats.verdict import Standing, Verdict

PATTERN = (0.0, 1.0, -1.0, 0.6, -0.6, 1.2, -1.2, 0.3, -0.3)


def cell(blocks: int, slow: float = 1.06, other: float = 3.0, first: int = 0) -> CellData:
    """Two engines of a strategy, the second `slow` times the first's, and a strategy far behind, from
    block `first` on."""
    levels = {"gather/a": 1.0, "gather/b": slow, "pool/x": other}
    spans = {
        name: {
            block: level * math.exp(0.004 * PATTERN[(block + 2 * turn) % len(PATTERN)])
            for block in range(first, first + blocks)
        }
        for turn, (name, level) in enumerate(levels.items())
    }
    return CellData(spans, {name: name.partition("/")[0] for name in levels})


def standings(verdict: CellVerdict) -> dict[str, Standing]:
    return {rival.name: rival.standing for rival in verdict.contenders.rivals}


def test_the_strategies_settle_a_cell_and_its_pairs_go_on() -> None:
    (few,) = judge([InterimData(0.3, [cell(3)])]).cells
    assert (few.settled, few.strategies.verdict) == (True, Verdict.WINNER)
    assert few.open_pairs == {"gather/b"}
    (more,) = judge([InterimData(0.3, [cell(3)]), InterimData(0.6, [cell(9)])]).cells
    assert more.strategies == few.strategies  # no second chance for those
    assert not more.open_pairs
    assert standings(more) == {"gather/b": Standing.BEATEN, "pool/x": Standing.BEATEN}
    assert more.ranks() == {"gather/a": 1, "gather/b": 2, "pool/x": 3}


def test_what_looks_later_does_not_open_a_pair_again_nor_change_the_strategy() -> None:
    settled = [InterimData(0.3, [cell(3)]), InterimData(0.6, [cell(9)])]
    before = judge(settled).cells
    assert judge([*settled, InterimData(0.9, [cell(9, slow=1.0, other=1.0)])]).cells == before
    (kept,) = judge(
        [settled[0], InterimData(0.6, [cell(9, other=0.5)])]
    ).cells  # another strategy leads there
    assert kept == judge(settled[:1]).cells[0]


def test_what_is_void_is_void_whenever_it_is_found() -> None:
    """What an analysis has settled does not stand against a lie that shows later."""
    settled = InterimData(0.3, [cell(3)])
    lied = InterimData(0.6, [replace(cell(9), void="wrong digest")])
    (late,) = judge([settled, lied]).cells
    (at_once,) = judge([lied]).cells
    assert (late.strategies.verdict, late.strategies.reason) == (Verdict.VOID, "wrong digest")
    assert late.strategies.verdict is at_once.strategies.verdict
    (still,) = judge(
        [settled, lied, InterimData(0.9, [replace(cell(12), void="wrong digest")])]
    ).cells
    assert still.contenders.verdict is Verdict.VOID


def test_controls_that_come_apart_later_void_what_was_settled() -> None:
    def watched(blocks: int, control: float) -> CellData:
        found = cell(blocks)
        series = {block: control * span for block, span in found.makespans["gather/a"].items()}
        return replace(found, twice="gather/a", control=series)

    (kept,) = judge(
        [InterimData(0.3, [watched(6, 1.001)]), InterimData(1.0, [watched(12, 1.001)])]
    ).cells
    assert kept.strategies.verdict is Verdict.WINNER
    (void,) = judge(
        [InterimData(0.3, [watched(6, 1.001)]), InterimData(1.0, [watched(12, 1.2)])]
    ).cells
    assert void.strategies.verdict is Verdict.VOID
    assert void.control and void.control.failed


def test_an_analysis_spends_on_pairs_what_passed_since_the_last_one() -> None:
    """Two analyses have half of the error rate each: the interval of a pair is that of its own."""
    (once,) = judge([InterimData(1.0, [cell(9)])]).cells
    (twice,) = judge([InterimData(0.5, [cell(3)]), InterimData(1.0, [cell(9)])]).cells
    wide, narrow = (
        next(r for r in v.contenders.rivals if r.name == "gather/b") for v in (twice, once)
    )
    assert twice.part == 0.5 and wide.high - wide.low >= narrow.high - narrow.low
