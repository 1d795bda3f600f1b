"""Which cells get another block, when the evidence is looked at, and what a repetition may cost."""

from collections.abc import Sequence

from crossover_tool.plan.campaign import LOOKS, Campaign
from crossover_tool.running.retry import Retries


def each(cells: Sequence[int]) -> float:
    return 1.0 * len(cells)


def test_planned_blocks_are_taken_and_nobody_looks() -> None:
    campaign = Campaign([1, 3, 2])
    rounds = []
    while cells := campaign.next_round(1e9, each):
        rounds.append(cells)
        campaign.finish_round()
        assert not campaign.look_due
    assert rounds == [(0, 1, 2), (1, 2), (1,)]


def test_a_budget_goes_on_until_it_is_spent() -> None:
    campaign, elapsed, looks = Campaign([3, 3], budget_s=21.0), 0.0, []
    while cells := campaign.next_round(elapsed, each):
        elapsed += each(cells)
        campaign.finish_round()
        if campaign.look_due:
            looks.append(campaign.passed(elapsed))
    assert (elapsed, campaign.rounds) == (20.0, 10)
    assert looks == [6.0 / 21.0, 12.0 / 21.0, 18.0 / 21.0]


def test_only_what_is_not_settled_goes_on() -> None:
    campaign = Campaign([3, 3, 3], budget_s=100.0)
    assert campaign.next_round(0.0, each) == (0, 1, 2)
    campaign.go_on([0, 2])
    assert campaign.next_round(1.0, each) == (0, 2)
    campaign.go_on([])
    assert campaign.next_round(1.0, each) == ()


def test_the_first_round_is_taken_whatever_it_costs() -> None:
    campaign = Campaign([3], budget_s=0.5)
    assert campaign.next_round(0.0, each) == (0,)
    campaign.finish_round()
    assert campaign.next_round(0.4, each) == ()


def test_looks_come_ever_more_rarely() -> None:
    gaps = [later - sooner for sooner, later in zip(LOOKS, LOOKS[1:])]
    assert gaps == sorted(gaps)


def test_repetitions_are_bounded() -> None:
    retries = Retries()
    taken = 0
    for _ in range(100):  # a machine that is disturbed for ever
        attempt = 0
        while retries.again(attempt, disturbed=True):
            attempt += 1
            taken += 1
        assert attempt <= 2
    assert taken == retries.taken == 25
    assert not Retries().again(0, disturbed=False)
