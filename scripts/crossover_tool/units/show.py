"""Writing quantities for people: three significant digits and the unit that fits."""

import math

DURATION_STEPS = ((1e9, "s"), (1e6, "ms"), (1e3, "µs"), (1.0, "ns"))
BYTE_STEPS = ((2.0**30, "GiB"), (2.0**20, "MiB"), (2.0**10, "KiB"), (1.0, "B"))
RATE_STEPS = ((1e9, "G"), (1e6, "M"), (1e3, "k"), (1.0, ""))


def significant(value: float, digits: int = 3) -> str:
    """`value` with about `digits` significant digits, without an exponent: 0.0123, 1.23, 123,
    1234."""
    if value == 0:
        return "0"
    value = float(f"{value:.{digits}g}") if abs(value) < 10**digits else value
    decimals = max(0, digits - 1 - math.floor(math.log10(abs(value))))
    return f"{value:.{decimals}f}"


def _scaled(value: float, steps: tuple[tuple[float, str], ...]) -> str:
    for size, unit in steps:
        if abs(value) >= size * 0.9995:
            return f"{significant(value / size)} {unit}".rstrip()
    return f"{significant(value / steps[-1][0])} {steps[-1][1]}".rstrip()


def duration_ns(value: float) -> str:
    """Nanoseconds as `5.12 ms`."""
    return _scaled(value, DURATION_STEPS)


def duration_us(value: float) -> str:
    """Microseconds as `5 ms`, without needless digits: for parameters, which are whole numbers."""
    for size, unit in ((1e6, "s"), (1e3, "ms"), (1.0, "µs")):
        if value >= size:
            return f"{value / size:g} {unit}"
    return f"{value:g} µs"


def long_duration_s(value: float) -> str:
    """Seconds as `42 s`, `3 min 05 s` or `2 h 10 min`: for time left."""
    seconds = max(0, round(value))
    if seconds < 60:
        return f"{seconds} s"
    if seconds < 3600:
        return f"{seconds // 60} min {seconds % 60:02d} s"
    return f"{seconds // 3600} h {seconds % 3600 // 60:02d} min"


def size_bytes(value: float) -> str:
    """Bytes as `1.50 MiB`."""
    return _scaled(value, BYTE_STEPS)


def exact_bytes(value: int) -> str:
    """Bytes as `64 B` or `1 MiB`, without needless digits: for parameters."""
    for size, unit in ((2**30, "GiB"), (2**20, "MiB"), (2**10, "KiB")):
        if value >= size and value % size == 0:
            return f"{value // size} {unit}"
    return f"{value} B"


def rate(value: float) -> str:
    """A number a second, as `12.3 k`."""
    return _scaled(value, RATE_STEPS)


def count(value: int) -> str:
    """A whole number with thin groups: `10,000`."""
    return f"{value:,}"


def counted(number: int, what: str) -> str:
    """So many of what is named in the singular: `1 question`, `2,500 questions`."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def ratio(value: float) -> str:
    """A ratio as `1.02x`, `34.1x`, `1,234x`."""
    return f"{value:,.0f}x" if value >= 100 else f"{significant(value)}x"


def share(value: float) -> str:
    """A share as `12.3 %`; 0 as `0`."""
    return f"{significant(100 * value)} %" if value else "0"


def percent(share: float) -> str:
    """A share as a person wrote it: `5 %`, `2.5 %`."""
    return f"{share * 100:g} %"


def _short(value: float, steps: tuple[tuple[float, str], ...]) -> str:
    size, unit = next((step for step in steps if value >= step[0] * 0.9995), steps[-1])
    return f"{value / size:g} {unit}" if value else "0"


def short_duration_ns(value: float) -> str:
    """Nanoseconds without needless digits, for axes: `50 ms`."""
    return _short(value, DURATION_STEPS)


def short_bytes(value: float) -> str:
    """Bytes without needless digits, for axes: `64 KiB`."""
    return _short(value, BYTE_STEPS)


def short_rate(value: float) -> str:
    """A number a second without needless digits, for axes: `10 k`."""
    return _short(value, RATE_STEPS).rstrip()
