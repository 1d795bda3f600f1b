"""Verdicts by hand; proof_test.py has them on simulated noise."""

import math

import pytest
from crossover_tool.stats.claims import p_values, p_winner
from crossover_tool.stats.evidence import CellData, Margins, still_needed, weigh
from crossover_tool.stats.judge import CellVerdict, InterimData, judge
from crossover_tool.stats.paired import LogRatio, log_ratio
from crossover_tool.stats.verdict import Standing, Verdict

Spans = dict[str, dict[int, float]]


def spread(level: float, blocks: int, scatter: float = 0.01, turn: int = 0) -> dict[int, float]:
    """Makespans around `level` that differ from block to block in a fixed pattern."""
    pattern = [0.0, 1.0, -1.0, 0.6, -0.6, 1.2, -1.2, 0.3, -0.3]
    return {
        b: level * math.exp(scatter * pattern[(b + 2 * turn) % len(pattern)]) for b in range(blocks)
    }


def cell(levels: dict[str, float], blocks: int, scatter: float = 0.01, **more: object) -> CellData:
    spans = {
        name: spread(level, blocks, scatter, turn)
        for turn, (name, level) in enumerate(levels.items())
    }
    teams = {name: name.partition("/")[0] for name in levels}
    return CellData(spans, teams, **more)  # type: ignore[arg-type]


def verdict(data: CellData, others: int = 0) -> CellVerdict:
    """The verdict on a cell in a report that has as many more, which are ties."""
    return judge(
        [InterimData(1.0, [data, *([cell({"x": 1.0, "y": 1.0}, 9, 0.3)] * others)])]
    ).cells[0]


def test_the_paired_ratio_is_blind_to_the_interference_of_a_block() -> None:
    ratio = log_ratio({0: 2.0, 1: 20.0, 2: 8.0}, {0: 1.0, 1: 10.0, 2: 4.0, 3: 99.0})
    assert ratio.ratio == pytest.approx(2.0)
    assert (ratio.count, ratio.error) == (3, pytest.approx(0.0, abs=1e-12))


def test_the_interval_of_a_ratio_is_that_of_a_textbook() -> None:
    # ln ratios 0.1, 0.2, 0.3: mean 0.2, standard error 0.1 / sqrt(3), t(2) = 4.303.
    ratio = log_ratio(
        {b: math.exp(x) for b, x in enumerate((0.1, 0.2, 0.3))}, {0: 1.0, 1: 1.0, 2: 1.0}
    )
    half = 4.30265 * 0.1 / math.sqrt(3)
    assert ratio.interval(0.05) == pytest.approx(
        (math.exp(0.2 - half), math.exp(0.2 + half)), rel=1e-4
    )


def test_two_blocks_never_give_a_winner() -> None:
    found = verdict(cell({"fast": 1.0, "slow": 1000.0}, 2)).contenders
    assert found.verdict is Verdict.UNRESOLVED
    assert "2 common blocks" in found.reason
    assert found.needed == 1


def test_three_blocks_show_a_factor_two_and_no_tenth() -> None:
    names = {"a": 1.0, "b": 2.0, "c": 2.2, "d": 3.0}
    found = verdict(cell(names, 3)).contenders
    assert (found.verdict, found.leader) == (Verdict.WINNER, "a")
    assert all(rival.low > 1.25 for rival in found.rivals)
    near = verdict(cell({**names, "b": 1.1}, 3)).contenders
    assert near.verdict is Verdict.UNRESOLVED
    assert "25%" in near.reason
    assert near.needed == 3  # six blocks at least for less than a quarter


def test_nine_blocks_show_a_tenth() -> None:
    found = verdict(cell({"a": 1.0, "b": 1.1, "c": 1.2}, 9)).contenders
    assert (found.verdict, found.leader) == (Verdict.WINNER, "a")
    assert all(rival.low > 1.02 for rival in found.rivals)


def test_a_claim_is_harder_in_a_report_with_many_others() -> None:
    data = cell({"a": 1.0, "b": 1.04, "c": 1.2}, 9, 0.02)
    assert verdict(data).contenders.verdict is Verdict.WINNER
    assert verdict(data, others=200).contenders.verdict is Verdict.UNRESOLVED


def test_a_proven_but_useless_difference_is_a_tie() -> None:
    assert verdict(cell({"a": 1.0, "b": 1.01, "c": 1.5}, 9, 1e-4)).contenders.verdict is Verdict.TIE


def test_the_noise_floor_widens_the_margin() -> None:
    spans = [cell({"a": 1.0, "b": 1.04}, 9, 1e-3)]
    assert judge([InterimData(1.0, spans)]).cells[0].contenders.verdict is Verdict.WINNER
    assert judge([InterimData(1.0, spans)], 0.05).cells[0].contenders.verdict is Verdict.TIE


def test_a_void_cell_names_nobody() -> None:
    found = verdict(cell({"a": 1.0, "b": 9.0}, 9, void="a: wrong digest"))
    assert (found.contenders.verdict, found.contenders.reason) == (Verdict.VOID, "a: wrong digest")
    assert found.strategies.verdict is Verdict.VOID


def test_one_contender_alone_wins_nothing() -> None:
    assert verdict(cell({"a": 1.0}, 3)).contenders.verdict is Verdict.UNRESOLVED
    assert verdict(CellData({})).contenders.verdict is Verdict.UNRESOLVED


def test_a_strategy_wins_although_its_engines_tie() -> None:
    found = verdict(cell({"gather/a": 1.0, "gather/b": 1.001, "pool/a": 1.5}, 9))
    assert found.strategies.verdict is Verdict.WINNER
    assert found.contenders.verdict in (Verdict.TIE, Verdict.UNRESOLVED)
    assert found.settled


def test_the_many_engines_of_a_strategy_make_its_win_harder() -> None:
    engines = {f"gather/{n}": 1.0 + n * 1e-4 for n in range(12)}
    for names, factor in (({"gather/0": 1.0}, 1.0), (engines, 6.0)):
        found = weigh(cell({**names, "pool/a": 1.06, "other/a": 1.3}, 6, 0.02))
        by_rival = p_values(found, 0.0)
        nearest = max(by_rival["pool/a"], by_rival["other/a"])
        assert p_winner(found, by_rival) == pytest.approx(min(1.0, factor * nearest))


def test_without_a_winner_the_nearest_rival_stays_open() -> None:
    # Alone in its cell the rival is proven slower; among two hundred claims the report may not say
    # so of the winner.
    found = verdict(cell({"a": 1.0, "b": 1.04, "c": 3.0}, 9, 0.02), others=200).contenders
    assert [rival.standing for rival in found.rivals] == [Standing.UNRESOLVED, Standing.BEATEN]


def test_a_control_that_differs_makes_its_cell_void() -> None:
    sound = cell({"a": 1.0, "b": 2.0, "c": 3.0}, 9, twice="a", control=spread(1.0, 9, 0.01, 5))
    odd = cell({"a": 1.0, "b": 2.0, "c": 3.0}, 9, twice="a", control=spread(1.2, 9, 0.01, 5))
    cells = judge([InterimData(1.0, [sound, odd])]).cells
    assert cells[0].contenders.verdict is Verdict.WINNER
    assert cells[0].control is not None and not cells[0].control.failed
    assert cells[1].contenders.verdict is cells[1].strategies.verdict is Verdict.VOID
    assert "A/A control failed: a against itself took 1.204 times" in cells[1].contenders.reason


def test_a_proven_difference_of_the_control_that_is_harmless_voids_nothing() -> None:
    quiet = cell({"a": 1.0, "b": 2.0}, 9, 1e-5, twice="a", control=spread(1.005, 9, 1e-5, 5))
    assert judge([InterimData(1.0, [quiet])]).cells[0].contenders.verdict is Verdict.WINNER


def test_the_noise_floor_is_the_median_over_cells() -> None:
    cells = [
        cell(
            {"a": 1.0, "b": 2.0},
            9,
            0.1,
            twice="a",
            control={b: value * off for b, value in spread(1.0, 9, 0.1).items()},
        )
        for off in (1.001, 1.03, 1.5)
    ]
    assert judge([InterimData(1.0, cells)]).noise_floor == pytest.approx(0.03, abs=1e-6)
    assert judge([InterimData(1.0, [cell({"a": 1.0, "b": 2.0}, 9)])]).noise_floor == 0.0


def test_what_a_look_settled_is_not_judged_again() -> None:
    early, late = cell({"a": 1.0, "b": 3.0, "c": 4.0}, 3), cell({"a": 9.0, "b": 3.0, "c": 4.0}, 9)
    assert judge([InterimData(1.0, [late])]).cells[0].contenders.leader == "b"
    found = judge([InterimData(0.3, [early]), InterimData(1.0, [late])]).cells[0]
    assert (found.contenders.verdict, found.contenders.leader) == (Verdict.WINNER, "a")


def test_a_look_may_spend_only_its_part_of_the_error_rate() -> None:
    data = cell({"a": 1.0, "b": 1.075, "c": 1.5}, 9, 0.03)
    assert judge([InterimData(1.0, [data])]).cells[0].strategies.verdict is Verdict.WINNER
    nothing = cell({"a": 1.0, "b": 1.0, "c": 1.0}, 3, 0.3)
    assert (
        judge([InterimData(0.999, [nothing]), InterimData(1.0, [data])]).cells[0].strategies.verdict
        is Verdict.UNRESOLVED
    )
    assert judge([InterimData(0.0, [data])]).cells[0].strategies.verdict is Verdict.UNRESOLVED


def test_the_blocks_still_needed_follow_the_scatter() -> None:
    def needed(lead: float, error: float) -> int | None:
        return still_needed(
            LogRatio(math.log(lead), error, (math.log(lead),) * 9, 10.0), 0.01, Margins()
        )

    calm, rough = needed(1.06, 0.02), needed(1.06, 0.03)
    assert calm is not None and rough is not None
    # n = (3.169 * 0.02 * 3 / (ln 1.06 - ln 1.02))^2 = 24.4, of which nine are there
    assert (calm, rough) == (16, 46)
    assert needed(1.0201, 0.02) is None  # on the margin itself
    equal = needed(1.0, 0.01)  # to be proven equal, the interval must shrink into the margin
    assert equal == 15  # (3.169 * 0.01 * 3 / ln 1.02)^2 = 23.05
