"""The Universal Scalability Law: what throughput makes of a limit, and where it peaks.

N. J. Gunther: Guerrilla Capacity Planning (2007), chapters 4 to 6. With N in flight,

    X(N) = gamma N / (1 + sigma (N - 1) + kappa N (N - 1))

sigma is contention (the share that queues for something shared), kappa coherency (the price of
keeping N in agreement), and the peak lies at sqrt((1 - sigma) / kappa). N / X is linear in 1/gamma,
sigma/gamma and kappa/gamma, none below 0, so the logarithm of X is fitted by Gauss-Newton steps
that are non-negative least squares in three unknowns.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np

from crossover_tool.stats.student import two_sided_quantile

RESAMPLES = 500
ROUNDS = 30
SEED = 20070326
CONFIDENCE = 0.95
MIN_LIMITS, MIN_BLOCKS = 4, 2
"""Three unknowns and something left to show how well they fit."""

Array = Any
COLUMNS = ([0], [0, 1], [0, 2], [0, 1, 2])
"""Which unknowns can be positive: 1/gamma always is, for one in flight takes time."""


@dataclass(frozen=True)
class Estimate:
    """A value with its interval; infinite where a peak never comes."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Law:
    """The fitted law. `gamma` is the throughput of one in flight, in the unit of the rates that
    were fitted; `miss` the largest relative distance between the fit and the geometric mean at a
    measured limit."""

    gamma: Estimate
    sigma: Estimate
    kappa: Estimate
    peak: Estimate
    miss: float

    def rate(self, limit: float) -> float:
        cost = 1.0 + self.sigma.value * (limit - 1.0) + self.kappa.value * limit * (limit - 1.0)
        return self.gamma.value * limit / cost


def fit(limits: Sequence[int], rates: Sequence[Sequence[float]]) -> Law | None:
    """The law through `rates`, the throughputs of several blocks at each of the rising `limits`;
    None for too few.

    Intervals are percentiles of refits to resampled residuals (Davison and Hinkley 1997, section
    6.2), widened for the three unknowns and, as Student's t is, for few values: they hold what
    blocks scatter and what the law does not explain. The same rates give the same intervals.
    """
    if len(set(limits)) < MIN_LIMITS or min(len(found) for found in rates) < MIN_BLOCKS:
        return None
    n = np.array([limit for limit, found in zip(limits, rates) for _ in found], dtype=float)
    log_x = np.log(np.array([rate for found in rates for rate in found]))
    basis = np.stack([np.ones_like(n), n - 1.0, n * (n - 1.0)], axis=1)
    theta = _solve(basis, (np.log(n) - log_x)[None, :])[0]
    fitted = np.log(n) - np.log(basis @ theta)
    freedom = len(n) - 3.0
    wider = two_sided_quantile(1.0 - CONFIDENCE, freedom) / NormalDist().inv_cdf(
        (1.0 + CONFIDENCE) / 2.0
    )
    residuals = (log_x - fitted) * np.sqrt(len(n) / freedom) * wider
    drawn = np.random.default_rng(SEED).choice(residuals - residuals.mean(), (RESAMPLES, len(n)))
    again = _solve(basis, np.log(n) - (fitted + drawn))
    best = _coefficients(theta[None, :])[:, 0]
    ends = np.quantile(
        _coefficients(again), [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2], axis=1, method="nearest"
    )
    found = [Estimate(float(v), float(low), float(high)) for v, low, high in zip(best, *ends)]
    means = [float(np.mean(log_x[n == limit])) for limit in limits]
    fits = [float(fitted[n == limit][0]) for limit in limits]
    miss = max(float(np.expm1(abs(a - b))) for a, b in zip(means, fits))
    return Law(found[0], found[1], found[2], found[3], miss)


def _coefficients(theta: Array) -> Array:
    """gamma, sigma, kappa and the peak, a row each, from rows of solutions."""
    with np.errstate(divide="ignore", invalid="ignore"):
        gamma, sigma, kappa = (part / theta[:, 0] for part in (1.0, theta[:, 1], theta[:, 2]))
        peak = np.where(
            sigma >= 1.0,
            1.0,
            np.where(kappa > 0.0, np.sqrt(np.maximum(0.0, 1.0 - sigma) / kappa), np.inf),
        )
    return np.stack([gamma, sigma, kappa, np.maximum(1.0, peak)])


def _solve(basis: Array, log_y: Array) -> Array:
    """Non-negative theta that minimise the squares of log_y - ln(basis theta), for each row of
    `log_y`."""
    theta = _nnls(basis[None] / np.exp(log_y)[:, :, None], np.ones_like(log_y))
    for _ in range(ROUNDS):
        model = theta @ basis.T
        moved = _nnls(basis[None] / model[:, :, None], 1.0 + log_y - np.log(model))
        if np.allclose(moved, theta, rtol=1e-9, atol=0.0):
            break
        theta = moved
    return theta


def _nnls(a: Array, b: Array) -> Array:
    """Non-negative least squares of a x = b with three columns, for each of a stack: the best
    subset that is feasible.

    There are only four subsets, so each is solved; the first always is feasible, for the columns
    are positive.
    """
    scale = np.linalg.norm(a, axis=1, keepdims=True)
    scaled = a / scale
    best = np.zeros((len(b), 3))
    most = np.full(len(b), -np.inf)
    for columns in COLUMNS:
        part = scaled[:, :, columns]
        gram = np.einsum("rni,rnj->rij", part, part)
        right = np.einsum("rni,rn->ri", part, b)
        found = np.linalg.solve(gram + 1e-13 * np.eye(len(columns)), right[:, :, None])[:, :, 0]
        explained = np.einsum("ri,ri->r", found, right)
        better = (found >= 0.0).all(axis=1) & (explained > most)
        for place, column in enumerate(columns):
            best[better, column] = found[better, place]
        for column in set(range(3)) - set(columns):
            best[better, column] = 0.0
        most[better] = explained[better]
    return best / scale[:, 0, :]
