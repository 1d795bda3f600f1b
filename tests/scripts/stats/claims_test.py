"""What a report may claim, by hand: whom a winner must beat, and what a claim costs the others."""

import math

import pytest
from crossover_tool.stats.claims import Claimed, claim, luck, p_values, p_winner
from crossover_tool.stats.evidence import CellData, Evidence, Margins
from crossover_tool.stats.paired import LogRatio

EDGE = math.log(1.02)


def ratio(errors: float) -> LogRatio:
    """A rival so many standard errors beyond the margin, over twelve blocks that agree."""
    centre = EDGE + errors * 0.01
    return LogRatio(centre, 0.01, (centre,) * 12, 1000.0)


def evidence(rivals: dict[str, LogRatio], leader: str = "gather/a") -> Evidence:
    teams = {name: name.partition("/")[0] for name in (leader, *rivals)}
    return Evidence(CellData({}, teams), leader, rivals, None)


NEAR = evidence({"pool/a": ratio(2.4)})
"""p = 0.017: enough for the second of two claims at 3 %, not for the first."""


def test_a_winner_must_beat_every_other_strategy_and_no_sibling() -> None:
    found = evidence({"gather/b": ratio(0.0), "pool/a": ratio(2.0), "other/a": ratio(9.0)})
    by_rival = p_values(found, 0.02)
    assert p_winner(found, by_rival) == by_rival["pool/a"] == pytest.approx(0.0458, abs=1e-3)


def test_four_engines_double_the_p_value_of_their_strategy() -> None:
    siblings = {f"gather/{name}": ratio(1.0) for name in "bcd"}
    found = evidence({**siblings, "pool/a": ratio(2.0)})
    assert luck(found) == 2.0
    by_rival = p_values(found, 0.02)
    assert p_winner(found, by_rival) == pytest.approx(2.0 * by_rival["pool/a"])


def test_in_a_cell_of_one_strategy_the_siblings_are_the_rivals() -> None:
    found = evidence({"gather/b": ratio(2.0), "gather/c": ratio(5.0)})
    by_rival = p_values(found, 0.02)
    assert (luck(found), p_winner(found, by_rival)) == (1.0, by_rival["gather/b"])


@pytest.mark.parametrize(("won", "beaten"), [(True, {"pool/a"}), (False, set())])
def test_what_is_won_makes_room_and_what_is_settled_otherwise_takes_it(
    won: bool, beaten: set[str]
) -> None:
    settled = evidence({"pool/a": ratio(0.0)})
    _, found = claim([settled, NEAR], [won, False], [False, True], 1.0, [Margins()] * 2)
    assert found.beaten == beaten


def test_without_a_winner_the_nearest_rival_is_not_called_slower() -> None:
    two = evidence({"pool/a": ratio(2.4), "other/a": ratio(50.0)})
    crowd = [two, *[evidence({"pool/a": ratio(0.0)})] * 9]
    found = claim(crowd, [False] * 10, [True] * 10, 1.0, [Margins()] * 10)[0]
    assert found.beaten == {"other/a"}


def test_who_may_spend_nothing_claims_nothing() -> None:
    assert claim([NEAR], [False], [True], 0.0, [Margins()]) == [Claimed(frozenset(), {})]
