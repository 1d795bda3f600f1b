"""Whether two results come from one machine: what must be equal, and what differs."""

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


def host_changes(then: Host, now: Host) -> list[str]:
    """A clause for every fact of SAME_HOST that differs between two descriptions of a host."""
    pairs = [(name, getattr(then, name), getattr(now, name)) for name in SAME_HOST]
    return [f"{name} was {was!r} and is {is_now!r}" for name, was, is_now in pairs if was != is_now]
