"""What a run is told of its blocks is what they reach in the reference's noise."""

import pytest
from crossover_tool.plan.power import FACTOR_TWO, TENTH, power, sentence
from crossover_tool.proof import tally
from crossover_tool.proof.noise import scenario
from crossover_tool.proof.power_table import rates


@pytest.mark.parametrize(
    ("kind", "table", "moments"),
    [(tally.factor_two, FACTOR_TWO, (3, 6)), (tally.tenth, TENTH, (9, 12))],
)
def test_the_tables_are_what_simulation_shows(
    kind: tally.Kind, table: dict[int, float], moments: tuple[int, ...]
) -> None:
    """Within three standard errors of a binomial rate of 180 cells."""
    found = rates(kind, moments, scenario("reference"), 20)
    for blocks in moments:
        promised = table[blocks]
        assert abs(found[blocks] - promised) < 3.0 * (promised * (1.0 - promised) / 180) ** 0.5


def test_between_two_entries_the_lower_counts() -> None:
    assert power(FACTOR_TWO, 8) == FACTOR_TWO[6]
    assert power(TENTH, 8) == 0.0
    assert power(TENTH, 1000) == TENTH[30]


def test_the_sentence_says_what_blocks_cannot_tell() -> None:
    assert sentence(3) == (
        "in noise like the reference's 3 blocks name a factor of 2 in 88% of cells, "
        "a gap of 10 % in none below 9"
    )
    assert sentence(12).endswith("a gap of 10 % in 70%")
