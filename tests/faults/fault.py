"""What a fault is: a name, what it does, and one injection of it."""

from abc import ABC, abstractmethod
from dataclasses import replace

from faults.outcome import Injection, broken
from faults.scene import Scene, World


class Fault(ABC):
    """A fault. A subclass in kinds/ is in the suite as soon as its file is there."""

    name: str
    summary: str
    takes_s: float = 1.0
    """About how long one injection takes: long ones are drawn more rarely."""

    def unavailable(self, world: World) -> str:
        """Why it cannot be injected here; "" when it can."""
        return ""

    @abstractmethod
    def inject(self, world: World, scene: Scene) -> Injection:
        """Injects it once, on what chance gives, and waits for what comes of it."""


def play(fault: Fault, world: World) -> Injection:
    """One injection in a scene of its own, with its verdict."""
    with Scene() as scene:
        done = fault.inject(world, scene)
        outcome = replace(done.outcome, left=done.outcome.left + scene.left())
    return replace(done, outcome=outcome, broken=broken(done.expected, outcome))
