"""Student's t distribution, from the regularised incomplete beta function.

The continued fraction is Lentz's method as in Numerical Recipes, section 6.4; tests compare with
printed tables.
"""

import math
from functools import cache

CONVERGED = 1e-15
TINY = 1e-300


def _beta_fraction(a: float, b: float, x: float) -> float:
    """The continued fraction of the incomplete beta function at x < (a + 1) / (a + b + 2)."""
    c, d = 1.0, 1.0 - (a + b) * x / (a + 1.0)
    d = 1.0 / (d if abs(d) > TINY else TINY)
    result = d
    for m in range(1, 500):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        step = 1.0
        for term in (even, odd):
            d = 1.0 + term * d
            d = 1.0 / (d if abs(d) > TINY else TINY)
            c = 1.0 + term / c
            c = c if abs(c) > TINY else TINY
            step = d * c
            result *= step
        if abs(step - 1.0) < CONVERGED:
            break
    return result


def incomplete_beta(a: float, b: float, x: float) -> float:
    """The regularised incomplete beta function I_x(a, b) for 0 <= x <= 1."""
    if x <= 0.0 or x >= 1.0:
        return 0.0 if x <= 0.0 else 1.0
    log_front = (
        math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    )
    front = math.exp(log_front)
    if x < (a + 1.0) / (a + b + 2.0):
        return front * _beta_fraction(a, b, x) / a
    return 1.0 - front * _beta_fraction(b, a, 1.0 - x) / b


def upper_tail(t: float, freedom: float) -> float:
    """P(T > t) with `freedom` > 0 degrees of freedom, whole or not. Accurate far out in the tail; t
    may be infinite."""
    if math.isinf(t):
        return 0.0 if t > 0 else 1.0
    tail = 0.5 * incomplete_beta(freedom / 2.0, 0.5, freedom / (freedom + t * t))
    return tail if t >= 0 else 1.0 - tail


def density(t: float, freedom: float) -> float:
    log_front = math.lgamma((freedom + 1.0) / 2.0) - math.lgamma(freedom / 2.0)
    log_front -= 0.5 * math.log(freedom * math.pi)
    return math.exp(log_front - (freedom + 1.0) / 2.0 * math.log1p(t * t / freedom))


@cache
def two_sided_quantile(alpha: float, freedom: float) -> float:
    """The t with P(|T| > t) = alpha, for 0 < alpha < 1: 4.303 for alpha 0.05 and 2 degrees of
    freedom.

    Newton's method on ln P(T > t) against ln t, which is nearly a straight line far out: a handful
    of steps.
    """
    target, log_t = math.log(alpha / 2.0), 0.0
    for _ in range(100):
        t = math.exp(log_t)
        tail = upper_tail(t, freedom)
        slope = -density(t, freedom) * t / tail
        step = min(1.0, max(-1.0, (math.log(tail) - target) / slope))
        log_t -= step
        if abs(step) < 1e-13:
            break
    return math.exp(log_t)
