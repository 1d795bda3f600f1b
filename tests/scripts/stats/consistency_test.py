"""No verdict contradicts an interval that stands beside it, nor the margin that it states."""

import math

from crossover_tool.stats.evidence import FEW_BLOCKS, MOST_MARGIN, CellData, least_lead
from crossover_tool.stats.judge import CellVerdict, InterimData, judge
from crossover_tool.stats.verdict import Judgement, Standing, Verdict
from hypothesis import given, settings
from hypothesis import strategies as st

NAMES = ("gather/a", "gather/b", "pool/a", "sequential/a")


@st.composite
def cell(draw: st.DrawFn) -> CellData:
    """A cell of any scatter and any gaps, of which some blocks may be missing."""
    blocks = draw(st.integers(2, 14))
    sigma = draw(st.sampled_from((1e-4, 0.005, 0.02, 0.1, 0.5)))
    levels = [draw(st.sampled_from((1.0, 1.01, 1.03, 1.1, 2.0))) for _ in range(5)]
    noise = st.lists(st.floats(-2.0, 2.0), min_size=blocks, max_size=blocks)
    rows = [
        {block: level * math.exp(sigma * value) for block, value in enumerate(draw(noise))}
        for level in levels
    ]
    missing = draw(st.sets(st.integers(0, blocks - 1), max_size=2))
    rows[1] = {block: value for block, value in rows[1].items() if block not in missing}
    control = {block: rows[0][block] * rows[4][block] / levels[4] for block in rows[0]}
    series = {name: row for name, row in zip(NAMES, rows) if row}
    return CellData(series, {n: n.partition("/")[0] for n in series}, NAMES[0], control)


def consistent(verdict: CellVerdict, judged: Judgement) -> None:
    equal = 1.0 + verdict.margins.equal
    assert 1.02 <= equal <= 1.0 + MOST_MARGIN
    for rival in judged.rivals:
        assert rival.low <= rival.high
        lead = 1.0 + least_lead(rival.blocks, verdict.margins.lead)
        inside = rival.low >= 1.0 / equal and rival.high <= equal
        if rival.standing is Standing.BEATEN:
            assert rival.low > lead * (1.0 - 1e-9)
        elif rival.standing is Standing.EQUAL:
            assert inside
        elif rival.blocks > 2 and judged.verdict is not Verdict.VOID and verdict.part == 1.0:
            assert not inside or rival.blocks < FEW_BLOCKS
            assert rival.low <= lead * (1.0 + 1e-9)
    standings = {rival.standing for rival in judged.rivals}
    if judged.verdict is Verdict.WINNER:
        assert standings == {Standing.BEATEN}
    if judged.verdict is Verdict.TIE:
        assert Standing.EQUAL in standings and Standing.UNRESOLVED not in standings
        assert f"within {verdict.margins.equal:.1%}" in judged.reason


@settings(max_examples=150)
@given(st.lists(cell(), min_size=1, max_size=4))
def test_every_verdict_agrees_with_its_intervals(cells: list[CellData]) -> None:
    for verdict in judge([InterimData(1.0, cells)]).cells:
        consistent(verdict, verdict.contenders)
        consistent(verdict, verdict.strategies)


@settings(max_examples=60)
@given(st.lists(cell(), min_size=1, max_size=3), st.floats(0.1, 0.9))
def test_so_it_does_at_interim_analyses(cells: list[CellData], passed: float) -> None:
    for verdict in judge([InterimData(passed, cells), InterimData(1.0, cells)]).cells:
        consistent(verdict, verdict.contenders)
        consistent(verdict, verdict.strategies)


def test_noisy_neighbours_do_not_widen_a_quiet_cells_tie() -> None:
    """Six cells whose controls differ by a fifth, four whose strategies differ by 8 %."""

    def noisy(turn: int) -> CellData:
        a = {b: 1.0 + 0.3 * ((b + turn) % 3) for b in range(9)}
        return CellData({"a": a, "b": a}, {}, "a", {b: 1.2 * a[b] for b in a})

    a = {b: 1.0 + 0.001 * (b % 3) for b in range(9)}
    quiet = CellData({"a": a, "b": {b: 1.08 * a[b] for b in a}}, {}, "a", dict(a))
    found = judge([InterimData(1.0, [*(noisy(turn) for turn in range(6)), *[quiet] * 4])]).cells
    assert [one.contenders.verdict for one in found[6:]] == [Verdict.WINNER] * 4
    assert {one.margins.equal for one in found[6:]} == {0.02}
