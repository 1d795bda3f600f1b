"""What a service has seen of its requests, as the bench tells it at the end."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from crossover_tool.errors import SampleError
from crossover_tool.samples.records import Percentiles


@dataclass(frozen=True)
class Served:
    """Counts of requests: `arrived` is the sum of `answered`, `refused`, `failed` and `cut_off`,
    which had no answer when the time was over nor soon after; `too_late` and `garbage` are none of
    them. `latency` runs from a request's arrival to the end of its task, `service` from the start
    of that task; both are of those that were answered."""

    stopped: bool
    elapsed_s: float
    limit: int
    connections: int
    arrived: int
    answered: int
    refused: int
    failed: int
    cut_off: int
    too_late: int
    garbage: int
    max_in_flight: int
    achieved_rate: float
    mean_latency_ns: float
    latency: Percentiles
    service: Percentiles

    def sentence(self) -> str:
        """What was seen, in one line."""
        gone = (
            *(("refused", self.refused), ("failed", self.failed), ("cut off", self.cut_off)),
            *(("too late", self.too_late), ("not understood", self.garbage)),
        )
        others = "".join(f", {number:,} {what}" for what, number in gone if number)
        text = f"{self.answered:,} requests answered{others}, from {self.connections:,} connections"
        if not self.answered:
            return text
        return (
            f"{text}: {self.achieved_rate:,.0f} a second, at most {self.max_in_flight:,} at once, "
            f"p50 {self.latency.p50 / 1e6:.3g} ms, p99 {self.latency.p99 / 1e6:.3g} ms"
        )


def parse_served(line: str) -> Served:
    """Reads the bench's line of JSON. SampleError when it is none, or of another shape."""
    try:
        return _read(json.loads(line))
    except (KeyError, TypeError, ValueError) as error:
        raise SampleError(
            f"the bench told of its service in another shape ({error!r}): build it again"
        ) from error


def _read(document: Mapping[str, Any]) -> Served:
    counts = (
        *("limit", "connections", "arrived", "answered", "refused", "failed", "cut_off"),
        *("too_late", "garbage", "max_in_flight"),
    )
    return Served(
        stopped=bool(document["stopped"]),
        elapsed_s=float(document["elapsed_ns"]) / 1e9,
        achieved_rate=float(document["achieved_rate"]),
        mean_latency_ns=float(document["mean_latency_ns"]),
        latency=Percentiles(**document["request_latency_ns"]),
        service=Percentiles(**document["latency_ns"]),
        **{name: int(document[name]) for name in counts},
    )
