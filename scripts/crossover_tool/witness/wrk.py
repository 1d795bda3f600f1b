"""wrk (W. Glozer), a load generator of its own make: so many connections, each of which asks again
as soon as it has its answer."""

import re
import shutil
from dataclasses import dataclass

from crossover_tool.bench.child import answer_of
from crossover_tool.errors import MissingError, SampleError

ANSWER_S = 10
"""For which wrk waits for an answer before it counts it as an error."""

BEYOND_S = 30.0
"""What it may take beyond its time before it is killed."""

UNITS_MS = {"us": 1e-3, "ms": 1.0, "s": 1e3, "m": 60e3, "h": 3600e3}


@dataclass(frozen=True)
class Load:
    """What wrk says: answers a second, and percentiles in milliseconds."""

    rate: float
    p50_ms: float
    p99_ms: float


def command() -> str:
    """Where wrk is. MissingError without it."""
    found = shutil.which("wrk")
    if found is None:
        raise MissingError("wrk is not installed: install the package wrk (apt-get install wrk)")
    return found


def drive(url: str, connections: int, seconds: int) -> Load:
    """Lets wrk ask on so many connections for so long. SampleError where it fails, and where an
    answer was an error."""
    line = [command(), "-t1", f"-c{connections}", f"-d{seconds}s", "--latency"]
    line += [f"--timeout={ANSWER_S}s", url]
    return parse_load(answer_of(line, "wrk", seconds + BEYOND_S))


def parse_load(text: str) -> Load:
    """Reads what wrk prints. SampleError for answers that were errors, and for a text of another
    shape."""
    for trouble in (r"Socket errors:.*", r"Non-2xx or 3xx responses: \d+"):
        if found := re.search(trouble, text):
            raise SampleError(f"wrk met errors: {found[0].strip()}")
    return Load(
        rate=float(_field(text, r"Requests/sec:\s*([\d.]+)")[0]),
        p50_ms=_milliseconds(text, "50"),
        p99_ms=_milliseconds(text, "99"),
    )


def _milliseconds(text: str, percent: str) -> float:
    number, unit = _field(text, rf"^\s*{percent}(?:\.0+)?%\s+([\d.]+)(us|ms|s|m|h)\s*$")
    return float(number) * UNITS_MS[unit]


def _field(text: str, pattern: str) -> tuple[str, ...]:
    found = re.search(pattern, text, re.MULTILINE)
    if found is None:
        raise SampleError(f"wrk prints in another shape: there is nothing like {pattern}")
    return found.groups()
