"""Whether two results come from one machine: what must be equal, and what differs."""

from typing import Any

from crossover_tool.host.host import Host

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


def host_changes(then: Host, now: Host) -> list[str]:
    """A clause for every fact of SAME_HOST that differs between two descriptions of a host."""
    pairs = [(name, getattr(then, name), getattr(now, name)) for name in SAME_HOST]
    return [
        f"{name} was {was!r} and is {is_now!r}"
        for name, was, is_now in pairs
        if not _alike(name, was, is_now)
    ]


def _alike(name: str, then: Any, now: Any) -> bool:
    if name == "memory_bytes" and then is not None and now is not None:
        return bool(abs(then - now) <= MEMORY_TOLERANCE * max(then, now))
    return bool(then == now)
