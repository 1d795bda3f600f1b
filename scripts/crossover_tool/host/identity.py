"""Whether two results come from one machine: what must be equal, and what differs."""

from collections.abc import Mapping
from typing import Any

SAME_HOST = (
    "cpu_model",
    "cores",
    "cores_online",
    "memory_bytes",
    "kernel",
    "os",
    "virtualisation",
    "governor",
    "transparent_huge_pages",
)
"""What makes a machine the one it was; load, pressure and free memory may change."""


MEMORY_TOLERANCE = 0.02
"""What a kernel keeps for itself differs by some MiB from one start to the next; memory that was
added or taken away is more."""


def host_changes(then: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """A clause for every fact of SAME_HOST that both know and that differs between two host
    blocks."""
    return [
        f"{name} was {then[name]!r} and is {now[name]!r}"
        for name in SAME_HOST
        if name in then and name in now and not _alike(name, then[name], now[name])
    ]


def _alike(name: str, then: Any, now: Any) -> bool:
    if name == "memory_bytes":
        return bool(abs(then - now) <= MEMORY_TOLERANCE * max(then, now))
    return bool(then == now)
