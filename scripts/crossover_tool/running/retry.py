"""How often a disturbed block is taken again: not for ever, since a machine may be busy for
hours."""

MOST_ATTEMPTS = 3
"""What disturbs for longer than two repetitions take is the machine's way, and the report says
so."""

MOST_SHARE = 0.25
"""Repetitions may lengthen a run by a quarter: a quick run that a busy machine turned into a slow
one would not be used."""

OF_A_BUDGET = 0.1
"""Where a budget decides how many blocks there are, one that was disturbed costs another. Verdicts
bear a quarter of wild blocks, and a machine that others disturb all the time leaves no better ones."""

ALWAYS = 2
"""Repetitions that even the first blocks of a run may have."""


class Retries:
    """Counts the blocks that were taken, and those taken again; `blocks` and `taken` are what an
    earlier part of the run had, `share` is of the blocks how many may be taken again."""

    def __init__(self, blocks: int = 0, taken: int = 0, share: float = MOST_SHARE) -> None:
        self._blocks = blocks
        self.taken = taken
        self._share = share

    def again(self, attempt: int, disturbed: bool) -> bool:
        """True, and counted, when the block whose attempt number `attempt` (from 0) just ended is
        to be taken again."""
        self._blocks += attempt == 0
        if not disturbed or attempt + 1 >= MOST_ATTEMPTS:
            return False
        if self.taken >= max(ALWAYS, self._share * self._blocks):
            return False
        self.taken += 1
        return True
