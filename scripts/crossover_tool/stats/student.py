"""Student's t distribution, from the regularised incomplete beta function.

The continued fraction is Lentz's method as in Numerical Recipes, section 6.4; tests compare with printed tables.
"""

import math

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
    log_front = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    front = math.exp(log_front)
    if x < (a + 1.0) / (a + b + 2.0):
        return front * _beta_fraction(a, b, x) / a
    return 1.0 - front * _beta_fraction(b, a, 1.0 - x) / b


def upper_tail(t: float, freedom: int) -> float:
    """P(T > t) with `freedom` >= 1 degrees of freedom. Accurate far out in the tail; t may be infinite."""
    if math.isinf(t):
        return 0.0 if t > 0 else 1.0
    tail = 0.5 * incomplete_beta(freedom / 2.0, 0.5, freedom / (freedom + t * t))
    return tail if t >= 0 else 1.0 - tail


def two_sided_quantile(alpha: float, freedom: int) -> float:
    """The t with P(|T| > t) = alpha, for 0 < alpha < 1: 4.303 for alpha 0.05 and 2 degrees of freedom."""
    low, high = 0.0, 1.0
    while upper_tail(high, freedom) > alpha / 2.0:
        high *= 2.0
    for _ in range(200):
        middle = (low + high) / 2.0
        if upper_tail(middle, freedom) > alpha / 2.0:
            low = middle
        else:
            high = middle
        if high - low <= 1e-12 * high:
            break
    return (low + high) / 2.0
