"""A line of the comparison: who asked, what was seen, and what theory says."""

from dataclasses import asdict, dataclass
from typing import Any

from crossover_tool.witness.expected import Seen

RATE_SHARE, P50_SHARE, P99_SHARE = 0.05, 0.05, 0.15
"""How far a figure may be from theory's. A p99 near saturation hangs on the service time: 1 % more
of it at 95 % load is a tenth more of the wait."""

SLACK_MS = 0.5
"""What it takes beside the task: two ways over loopback, an HTTP client, and a thread or two that
are woken on a machine whose cores are shared with the load generator."""


@dataclass(frozen=True)
class Row:
    """`load` in words: `4 connections`, `380/s`. `share` is what theory's rate is of the service's
    capacity. `service` is what the service itself saw of the same requests."""

    generator: str
    load: str
    share: float
    measured: Seen
    theory: Seen
    service: Seen

    @property
    def state(self) -> str:
        """ "agrees" with theory, or "BROKEN"."""
        return "BROKEN" if self.troubles() else "agrees"

    def troubles(self) -> list[str]:
        pairs = (
            ("p50", self.measured.p50_ms, self.theory.p50_ms, P50_SHARE),
            ("p99", self.measured.p99_ms, self.theory.p99_ms, P99_SHARE),
        )
        found = []
        if abs(self.measured.rate - self.theory.rate) > RATE_SHARE * self.theory.rate:
            found.append(f"{self.measured.rate:.1f} answers a second, not {self.theory.rate:.1f}")
        for name, seen, said, share in pairs:
            if (seen is None) != (said is None):
                which = ("saturated", "not saturated")
                found.append(" and ".join(which if seen is None else which[::-1]))
                break
            if seen is not None and said is not None and abs(seen - said) > share * said + SLACK_MS:
                found.append(f"a {name} of {seen:.1f} ms, not {said:.1f} ms")
        return found

    def sentence(self) -> str:
        return f"{self.generator} at {self.load} saw {' and '.join(self.troubles())}"

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "state": self.state}
