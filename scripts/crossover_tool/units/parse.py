"""Reading quantities as a person types them. Every function raises ValueError with one clause that
says what to write."""

import re

MAX_COUNT = 100_000_000
MAX_SEED = 2**31 - 1
"""More tasks than this are absurd: the largest run that the suite's own targets know has a
million."""

MOST_DIGITS = 15
US_PER_UNIT = {"ns": 0.001, "us": 1.0, "µs": 1.0, "ms": 1e3, "s": 1e6, "min": 60e6, "h": 3600e6}
_DECIMAL = {"": 1, "b": 1, "kb": 10**3, "mb": 10**6, "gb": 10**9}
BYTES_PER_UNIT = _DECIMAL | {"kib": 2**10, "mib": 2**20, "gib": 2**30}
QUANTITY = re.compile(r"([+-]?\d+(?:\.\d+)?)\s*([^\W\d_]*)")


def _split(text: str, what: str, example: str) -> tuple[float, str]:
    match = QUANTITY.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text!r} is not {what}: write for example {example}")
    if match[1].startswith("-"):
        raise ValueError(f"{text!r} is negative: write for example {example}")
    if len(match[1]) > MOST_DIGITS:
        raise ValueError(f"{text[:12]!r}... is absurd: write for example {example}")
    return float(match[1]), match[2]


def parse_duration_us(text: str) -> int:
    """Whole microseconds from `5ms`, `200us`, `1.5s`; a unit is required."""
    value, unit = _split(text, "a duration", "5ms")
    if not unit:
        raise ValueError(
            f"{text!r} has no unit: write {text.strip()}ms (units: ns, us, ms, s, min, h)"
        )
    if unit not in US_PER_UNIT:
        raise ValueError(
            f"{text!r} has an unknown unit {unit!r}: write for example 5ms (units: ns, us, ms, s, min, h)"
        )
    microseconds = value * US_PER_UNIT[unit]
    if abs(microseconds - round(microseconds)) > 1e-6:
        raise ValueError(
            f"{text!r} is not a whole number of microseconds: the smallest step is 1us"
        )
    return round(microseconds)


def parse_bytes(text: str) -> int:
    """Whole bytes from `64`, `64B`, `4kB` (1000) or `1MiB` (1024 * 1024)."""
    value, unit = _split(text, "a size", "64 or 1MiB")
    if unit.lower() not in BYTES_PER_UNIT:
        raise ValueError(
            f"{text!r} has an unknown unit {unit!r}: write for example 64, 4kB or 1MiB"
        )
    size = value * BYTES_PER_UNIT[unit.lower()]
    if size != int(size):
        raise ValueError(f"{text!r} is not a whole number of bytes")
    return int(size)


def parse_count(text: str, minimum: int = 1) -> int:
    """A whole number from `minimum` to MAX_COUNT."""
    return check_count(parse_whole(text), minimum)


def parse_whole(text: str) -> int:
    """A whole number."""
    if re.fullmatch(r"[+-]?\d{1,30}", text.strip()) is None:
        raise ValueError(f"{text!r} is not a whole number: write for example 1000")
    return int(text)


def check_count(value: int, minimum: int = 1) -> int:
    """`value` itself when it lies in [minimum, MAX_COUNT]."""
    if value < minimum:
        raise ValueError(f"{value} is too small: the least is {minimum}")
    if value > MAX_COUNT:
        raise ValueError(f"{value} is absurd: the most is {MAX_COUNT} (100 million)")
    return value


def check_seed(value: int) -> int:
    """`value` itself when it lies in [0, MAX_SEED]."""
    if not 0 <= value <= MAX_SEED:
        raise ValueError(f"{value} is no seed: write a number from 0 to {MAX_SEED}")
    return value


def parse_percent(text: str) -> int:
    """A whole percentage from `50` or `50%`."""
    match = re.fullmatch(r"(\d{1,3})\s*%?", text.strip())
    if match is None or int(match[1]) > 100:
        raise ValueError(f"{text!r} is not a percentage from 0 to 100: write for example 50%")
    return int(match[1])


def parse_margin(text: str) -> float:
    """How much regret does not matter, as a share: 0.05 from `5%`."""
    found = parse_share(text)
    if found == 0.0:
        raise ValueError(f"{text!r} can be proven of nobody: write for example 5%")
    return found


def parse_share(text: str) -> float:
    """A share from its percentage with a sign: 0.05 from `5%`, 0.025 from `2.5%`."""
    match = re.fullmatch(r"(\d{1,3}(?:\.\d{1,3})?)\s*%", text.strip())
    if match is None or float(match[1]) > 100.0:
        raise ValueError(f"{text!r} is not a percentage from 0% to 100%: write for example 5%")
    return float(match[1]) / 100.0


BY_UNIT = {"us": parse_duration_us, "bytes": parse_bytes, "percent": parse_percent}
"""Unit of a parameter -> how a value of it is read."""
