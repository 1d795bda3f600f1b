"""Two sides of a figure in turn, block by block, so that a slow minute meets both."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import inf

from crossover_tool.overhead.promise import RISK, Judged, Promise, judged

Take = Callable[[], float]
"""Starts fresh processes, and returns a positive figure of theirs."""


def one() -> float:
    """What stands beside a figure that is held against nothing."""
    return 1.0


@dataclass
class Pairing:
    """A promise, and how both sides of its figure are taken; or the `reason` why they cannot be."""

    promise: Promise
    take: Take = one
    take_beside: Take = one
    reason: str = ""
    values: dict[int, float] = field(default_factory=dict)
    beside: dict[int, float] = field(default_factory=dict)

    def meet(self, block: int) -> None:
        """Takes both sides once; who begins alternates."""
        if block % 2 == 0:
            self.values[block] = self.take()
            self.beside[block] = self.take_beside()
        else:
            self.beside[block] = self.take_beside()
            self.values[block] = self.take()


def measure(
    pairings: Sequence[Pairing], blocks: int, tell: Callable[[int], None]
) -> tuple[Judged, ...]:
    """Every promise judged after `blocks` blocks, of which `tell` hears before each.

    The intervals hold together: each is taken at RISK over the number of promises (Bonferroni).
    SampleError as the sides raise it.
    """
    running = [pairing for pairing in pairings if not pairing.reason]
    for block in range(blocks):
        tell(block)
        for pairing in running:
            pairing.meet(block)
    promised = sum(pairing.promise.most < inf for pairing in running)
    alpha = RISK / max(1, promised)
    return tuple(_judged(pairing, alpha) for pairing in pairings)


def _judged(pairing: Pairing, alpha: float) -> Judged:
    if pairing.reason:
        return Judged(pairing.promise, reason=pairing.reason)
    return judged(pairing.promise, pairing.values, pairing.beside, alpha)
