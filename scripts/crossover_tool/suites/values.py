"""Reading one value of a suite, as TOML holds it or as the command line writes it."""

import re
from collections.abc import Callable
from typing import TypeVar

from crossover_tool.bench.catalog import WRITTEN, Param
from crossover_tool.cell import ParamValue
from crossover_tool.errors import UsageError
from crossover_tool.names import unknown
from crossover_tool.units import parse

Value = TypeVar("Value")

RATE = "rate"
"""The parameter that makes tasks of a cell requests that arrive, so many a second."""

QUEUE = "queue"
"""The parameter that says how many of them may stand in line before the limit."""


def reading(where: str, read: Callable[[], Value]) -> Value:
    """The result of `read`; its ValueError becomes a UsageError that says where."""
    try:
        return read()
    except ValueError as error:
        raise UsageError(f"{where}: {error}") from error


def as_list(value: object) -> list[object]:
    """A list as it is, anything else as a list of one. ValueError when it is empty."""
    if isinstance(value, list):
        if not value:
            raise ValueError("the list is empty: write at least one value")
        return value
    return [value]


def count(value: object, minimum: int = 1) -> int:
    """A count from an integer or its text."""
    if isinstance(value, bool) or not isinstance(value, (int, str)):
        raise ValueError(f"{value!r} is not a whole number: write for example 1000")
    return (
        parse.check_count(value, minimum)
        if isinstance(value, int)
        else parse.parse_count(value, minimum)
    )


def zero_or_more(value: object) -> int:
    """A count that may be 0."""
    return count(value, minimum=0)


def seed(value: object) -> int:
    """What an order, or all draws, start from: any that a run has drawn for itself."""
    return parse.check_seed(parse.parse_whole(str(value)))


def duration_us(value: object) -> int:
    """Microseconds from text with a unit."""
    return parse.parse_duration_us(str(value))


def budget_us(value: object) -> int:
    """A budget. 10m is what people write for minutes; elsewhere m is no unit, since a wait of 5m is
    a mistyped 5ms."""
    found = duration_us(re.sub(r"(?<=\d)\s*m$", "min", str(value).strip()))
    if found <= 0:
        raise ValueError(f"{value} leaves no time: write for example 10m")
    return found


def limits(value: object, tasks: int, cores: int) -> list[int]:
    """The limits that `value` names for a cell of `tasks` tasks on `cores` cores, in its order.

    A count, "tasks", "cores", "1..cores" (1, 2, 4, ... and cores), or a list of these.
    """
    found: list[int] = []
    for item in as_list(value):
        if item == "tasks":
            found.append(max(1, tasks))
        elif item == "cores":
            found.append(cores)
        elif item == "1..cores":
            found += [2**power for power in range(cores.bit_length()) if 2**power < cores]
            found.append(cores)
        elif isinstance(item, str) and not item.strip().lstrip("+-").isdigit():
            raise ValueError(
                f"{item!r} is not a limit: write a count, 'tasks', 'cores' or '1..cores'"
            )
        else:
            found.append(count(item))
    return list(dict.fromkeys(found))


def param(spec: Param, written: str, value: object) -> ParamValue:
    """The value of a parameter in its own unit; `written` is the key, as the raw name (`wait_us`)
    takes a plain number."""
    if spec.choices:
        if value not in spec.choices:
            raise ValueError(unknown("choice", str(value), spec.choices))
        return str(value)
    if spec.unit == WRITTEN:
        return _written(value)
    number = (
        _raw(spec, value)
        if written == spec.name and isinstance(value, int)
        else _with_unit(spec, value)
    )
    if not spec.minimum <= number <= spec.maximum:
        unit = "" if spec.unit == "count" else f" {spec.unit}"
        raise ValueError(f"{number}{unit} is outside {spec.minimum} to {spec.maximum}{unit}")
    return number


def _written(value: object) -> str:
    """What stands in a cell's name as it is: without the characters that part a name."""
    text = " ".join(str(value).split())
    if not text or set(text) & set("/:") or text.lstrip("-").isdigit():
        raise ValueError(f"{text!r} cannot stand in a cell: write for example lognormal(1)")
    return text


def _raw(spec: Param, value: int) -> int:
    if isinstance(value, bool):
        raise ValueError(f"{value!r} is not a number of {spec.unit}")
    return value


def _with_unit(spec: Param, value: object) -> int:
    if isinstance(value, (bool, float, list, dict)):
        raise ValueError(f"{value!r} is not a value in {spec.unit}")
    if spec.unit in parse.BY_UNIT:
        return parse.BY_UNIT[spec.unit](str(value))
    if spec.name == RATE:
        return rate(value)
    return count(value, minimum=min(0, spec.minimum))


def rate(value: object) -> int:
    """Requests a second, from `2000/s` or a plain number."""
    text = str(value).strip().removesuffix("/s")
    if isinstance(value, bool) or not re.fullmatch(r"\d{1,12}", text, re.ASCII):
        raise ValueError(f"{text[:40]!r} is not a rate: write for example 2000/s")
    return int(text)
