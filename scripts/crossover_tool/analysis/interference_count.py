"""How often others disturbed a run, and what was done about it."""

from collections.abc import Sequence
from dataclasses import dataclass

from crossover_tool.samples.records import Block


@dataclass(frozen=True)
class InterferenceCount:
    """Blocks that were taken, those taken again because others disturbed them, and those that were
    disturbed to the end.

    `reasons`: what disturbed, each kind once with its latest figure.
    """

    blocks: int = 0
    repeated: int = 0
    kept: int = 0
    reasons: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """The count, for people; "" when it was not watched."""
        if self.blocks == 0:
            return ""
        if self.repeated == self.kept == 0:
            return f"none of {self.blocks} blocks was disturbed by others"
        kept = f", {self.kept} stayed disturbed and count all the same" if self.kept else ""
        why = f" ({'; '.join(self.reasons)})" if self.reasons else ""
        return f"{self.repeated} of {self.blocks} blocks were disturbed by others and taken again{kept}{why}"


def interference_count(blocks: Sequence[Block]) -> InterferenceCount:
    """The count from the block records of a results file."""
    last: dict[tuple[int, int], Block] = {(block.cell, block.number): block for block in blocks}
    reasons = {_kind(reason): reason for block in blocks for reason in block.tainted}
    return InterferenceCount(
        blocks=len(last),
        repeated=sum(bool(block.left_out) for block in blocks),
        kept=sum(bool(block.tainted) for block in last.values()),
        reasons=tuple(reasons.values()),
    )


def _kind(reason: str) -> str:
    """A reason without its figures."""
    return "".join(character for character in reason if not character.isdigit())
