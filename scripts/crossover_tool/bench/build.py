"""How a bench was built."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Build:
    """The bench's version, compiler, build type and flags, and the libraries' versions by name."""

    version: str
    compiler: str
    build_type: str = ""
    flags: str = ""
    libraries: Mapping[str, str] = field(default_factory=dict)
