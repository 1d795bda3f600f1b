"""The highest rate at which a promise is kept, from trials of which each kept it or broke it.

A single trial near the capacity may end either way, so nothing follows from one: the share of
trials that keep the promise falls with the rate, and the capacity is where half of them do.

What is proven of it is proven by betting (G. Shafer 2021, Journal of the Royal Statistical Society
A 184; I. Waudby-Smith and A. Ramdas 2024, the same, B 86). Who doubts that the capacity lies above a
rate must grant even odds, or better, on every trial beyond that rate. So 1 is bet on their
outcomes, and where it has become P, the doubt is refuted: a game that is not in favour of the
bettor makes P of 1 in one case of P at most (J. Ville 1939), whenever one looks, and however the
next trial was chosen.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, takewhile
from operator import mul

ERROR = 0.05
"""At most this share of searches gives an interval, of any of its contenders, that does not hold."""

PROVEN = 2.0 / ERROR
"""What 1 must have become for one side of one contender's interval. Eight trials of eight: 50."""


def proof_for(contenders: int) -> float:
    """What 1 must have become for each side, so that all intervals of a search over so many hold
    together (Bonferroni)."""
    return PROVEN * max(1, contenders)


@dataclass(frozen=True)
class Tally:
    """The trials at one rate in their order: how many kept the promise, and what 1 has become that
    was bet on their keeping it, and on their breaking it."""

    kept: int = 0
    trials: int = 0
    for_keeping: float = 1.0
    for_breaking: float = 1.0

    def with_one(self, kept: bool | None) -> "Tally":
        """One trial more; None: its generator was late, so that it is no evidence.

        That may be the contender's doing, and its bad trials may be those that are missing. So both
        bets lose what they had staked on it, whatever it would have shown (lateness.py).

        The stake follows from the trials before: 2 p - 1, which is best where p of them succeed, p
        being estimated as R. E. Krichevsky and V. K. Trofimov do (1981, IEEE Transactions on
        Information Theory 27). So nothing is bet on the first, and nothing where most fail.
        """
        stake = 2.0 * (self.kept + 0.5) / (self.trials + 1.0) - 1.0
        on_keeping, on_breaking = max(0.0, stake), max(0.0, -stake)
        if kept is None:
            lost = (self.for_keeping * (1.0 - on_keeping), self.for_breaking * (1.0 - on_breaking))
            return Tally(self.kept, self.trials, *lost)
        won = 1.0 if kept else -1.0
        return Tally(
            self.kept + kept,
            self.trials + 1,
            self.for_keeping * (1.0 + won * on_keeping),
            self.for_breaking * (1.0 - won * on_breaking),
        )


@dataclass(frozen=True)
class Capacity:
    """Where half of the trials keep the promise; `low` is the highest rate up to which it is proven
    that more do, `high` the lowest from which on fewer do, None where none is. `rate` is None where
    no rate, or every one, keeps it: then `low` or `high` says all that is known."""

    rate: float | None
    low: int | None
    high: int | None


def falling(tallies: Mapping[int, Tally]) -> dict[int, float]:
    """The share that keeps the promise at each rate, as the best fit that never rises with the rate
    (M. Ayer et al. 1955, Annals of Mathematical Statistics 26: pool adjacent violators)."""
    pools: list[tuple[list[int], int, int]] = []
    for rate in sorted(tallies):
        pool = ([rate], tallies[rate].kept, tallies[rate].trials)
        while pools and pools[-1][1] * pool[2] < pool[1] * pools[-1][2]:
            rates, kept, trials = pools.pop()
            pool = (rates + pool[0], kept + pool[1], trials + pool[2])
        pools.append(pool)
    return {rate: kept / trials for rates, kept, trials in pools for rate in rates}


def capacity(tallies: Mapping[int, Tally], proof: float = PROVEN) -> Capacity:
    """The capacity that trials at some rates show; each rate has at least one."""
    rising = sorted(tallies)
    low = _reached(rising, [tallies[rate].for_keeping for rate in rising], proof)
    rising.reverse()
    high = _reached(rising, [tallies[rate].for_breaking for rate in rising], proof)
    if low is not None and high is not None and low >= high:
        return Capacity(None, None, None)  # it does not fall with the rate
    return Capacity(_half(falling(tallies)), low, high)


def _reached(rates: Sequence[int], won: Sequence[float], proof: float) -> int | None:
    """The last of `rates`, from the sure end on, up to which every doubt is refuted.

    "It lies before the n-th" grants the bets on the n-th and all beyond, whose product counts. Each
    doubt has its own; the true one is refuted in one case of `proof` at most, and the interval ends
    before the first that is not. So no number of rates makes it err more often.
    """
    together = list(accumulate(reversed(won), mul))[::-1]
    refuted = len(list(takewhile(lambda one: one >= proof, together)))
    return rates[refuted - 1] if refuted else None


def _half(shares: Mapping[int, float]) -> float | None:
    """Where the fit goes through a half, on a logarithmic axis; None where it does not."""
    rates: Sequence[int] = sorted(shares)
    last = max((rate for rate in rates if shares[rate] >= 0.5), default=None)
    first = min((rate for rate in rates if shares[rate] < 0.5), default=None)
    if last is None or first is None:
        return None
    part = (shares[last] - 0.5) / (shares[last] - shares[first])
    return last * math.exp(part * math.log(first / last))
