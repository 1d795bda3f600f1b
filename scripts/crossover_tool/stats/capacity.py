"""The highest rate at which a promise is kept, from trials of which each kept it or broke it.

A single trial near the capacity may end either way, so nothing follows from one: the share of
trials that keep the promise falls with the rate, and the capacity is where half of them do.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

PROVEN = 40.0
"""An e-value of so much for one side: at most 1 search in 40 is wrong about it, so an interval of
both sides holds in 95 %."""


@dataclass(frozen=True)
class Tally:
    """The trials at one rate, and how many of them kept the promise."""

    kept: int = 0
    trials: int = 0

    def with_one(self, kept: bool) -> "Tally":
        """One trial more."""
        return Tally(self.kept + kept, self.trials + 1)

    @property
    def holds(self) -> float:
        """The evidence that the promise is kept in more than half of the trials."""
        return evidence(self.kept, self.trials)

    @property
    def breaks(self) -> float:
        """The evidence that it is broken in more than half of them."""
        return evidence(self.trials - self.kept, self.trials)


@dataclass(frozen=True)
class Capacity:
    """Where half of the trials keep the promise; `low` is the highest rate at which it is proven
    that more do, `high` the lowest at which fewer do, None where none is. `rate` is None where no
    rate, or every one, keeps it: then `low` or `high` says all that is known."""

    rate: float | None
    low: int | None
    high: int | None


def evidence(successes: int, trials: int) -> float:
    """The e-value against "at most half of the trials succeed".

    What 1 becomes when it is bet at even odds on success in trial after trial, the stake mixed
    evenly over all shares above a half: 2^(n+1) times the integral of p^k (1 - p)^(n - k) over them
    (H. Robbins 1970, Annals of Mathematical Statistics 41; J. Ville 1939). A game that is not in
    favour of the bettor makes 40 of it in one case of 40 at most, whenever one looks, and however
    the next trial was chosen. Eight successes in a row are 57.
    """
    below = sum(math.comb(trials + 1, j) for j in range(successes + 1))
    return below / (math.comb(trials, successes) * (trials + 1))


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


def capacity(tallies: Mapping[int, Tally]) -> Capacity:
    """The capacity that trials at some rates show; each rate has at least one."""
    low = max((rate for rate, one in tallies.items() if one.holds >= PROVEN), default=None)
    high = min((rate for rate, one in tallies.items() if one.breaks >= PROVEN), default=None)
    if low is not None and high is not None and low >= high:
        return Capacity(None, None, None)  # it does not fall with the rate
    return Capacity(_half(falling(tallies)), low, high)


def _half(shares: Mapping[int, float]) -> float | None:
    """Where the fit goes through a half, on a logarithmic axis; None where it does not."""
    rates: Sequence[int] = sorted(shares)
    last = max((rate for rate in rates if shares[rate] >= 0.5), default=None)
    first = min((rate for rate in rates if shares[rate] < 0.5), default=None)
    if last is None or first is None:
        return None
    part = (shares[last] - 0.5) / (shares[last] - shares[first])
    return last * math.exp(part * math.log(first / last))
