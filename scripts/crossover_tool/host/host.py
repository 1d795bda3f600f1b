"""The machine as a results file describes it."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Host:
    """A machine's facts and its state when a run began; docs/RESULTS.md describes each.

    None: cannot be told here, or the file did not note it. `virtualisation` is None on bare metal.
    """

    cpu_model: str
    cores: int
    kernel: str
    os: str
    virtualisation: str | None
    cores_online: int | None = None
    memory_bytes: int | None = None
    memory_available_bytes: int | None = None
    load_average: tuple[float, ...] = ()
    limits: Mapping[str, int | None] = field(default_factory=dict)
    governor: str | None = None
    timer_slack_ns: int | None = None
    transparent_huge_pages: str | None = None
    pressure: Mapping[str, float] = field(default_factory=dict)
    steal_share: float | None = None
    spin_noise: float | None = None
    disk_free_bytes: int | None = None
