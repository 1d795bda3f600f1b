"""A/A controls by hand: which difference fails, and what it makes of the margins."""

import math

import pytest
from crossover_tool.stats.control import controls, margins, noise_floor
from crossover_tool.stats.evidence import CellData, Evidence, Margins
from crossover_tool.stats.paired import LogRatio


def evidence(ratio: float, error: float = 1e-5, blocks: int = 9) -> Evidence:
    """A cell whose control took `ratio` times as long the second time, with this error."""
    logs = (math.log(ratio),) * blocks
    return Evidence(CellData({}, twice="a"), "a", {}, LogRatio(logs[0], error, logs, 1000.0))


ALONE = Evidence(CellData({}), "a", {}, None)


@pytest.mark.parametrize(
    ("ratio", "failed"), [(1.02, True), (1.0 / 1.02, True), (1.005, False), (1.0 / 1.005, False)]
)
def test_a_proven_difference_fails_either_way_unless_it_is_harmless(
    ratio: float, failed: bool
) -> None:
    (found,) = controls([evidence(ratio)], 1.0)
    assert found is not None and found.failed is failed
    assert (found.contender, found.ratio) == ("a", pytest.approx(ratio))


def test_one_odd_cell_of_ten_is_chance() -> None:
    odd = evidence(math.exp(0.022), error=0.01)  # 2.2 standard errors: p = 0.028
    (alone,) = controls([odd], 1.0)
    among = controls([odd, *[evidence(1.0, 0.01)] * 9], 1.0)[0]
    assert alone and among and (alone.failed, among.failed) == (True, False)


def test_no_control_is_none_and_two_blocks_say_nothing() -> None:
    none, few = controls([ALONE, evidence(3.0, blocks=2)], 1.0)
    assert none is None
    assert few and (few.low, few.high, few.failed) == (0.0, math.inf, False)


def test_who_may_spend_nothing_fails_nothing() -> None:
    (found,) = controls([evidence(2.0)], 0.0)
    assert found and not found.failed


def test_one_wild_cell_does_not_make_the_noise_floor() -> None:
    cells = [evidence(1.01), evidence(1.0 / 1.03), evidence(1.5), evidence(9.0, blocks=2), ALONE]
    assert noise_floor(cells) == pytest.approx(0.03)
    assert noise_floor([ALONE]) == 0.0


def test_to_lead_takes_the_floor_and_to_be_equal_the_cells_own_control() -> None:
    calm, wild = evidence(1.001), evidence(1.2)
    assert margins([calm, wild, ALONE], 0.03) == [
        Margins(0.03, 0.02),
        Margins(0.03, 0.05),
        Margins(0.03, 0.03),
    ]
