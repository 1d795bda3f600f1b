"""What so many blocks can tell, before they are taken: how often a gap is named, in the noise of the
reference (STATISTICS.md). Whoever plans a run is told, and so chooses its blocks by it."""

from bisect import bisect_right

FACTOR_TWO = {3: 0.88, 4: 0.94, 5: 0.95, 6: 0.97, 9: 0.98}
TENTH = {9: 0.62, 12: 0.7, 18: 0.72, 24: 0.77, 30: 0.81}
"""Blocks -> the share of cells in which a best that is twice as fast, or ahead by 10 %, is named.
Made by `python3 -m crossover_tool.proof.power_table`; a test holds them against it."""


def power(table: dict[int, float], blocks: int) -> float:
    """What `blocks` reach: the entry of the table for as many, or the next fewer; 0 below its
    first."""
    known = sorted(table)
    place = bisect_right(known, blocks)
    return table[known[place - 1]] if place else 0.0


def sentence(blocks: int) -> str:
    """What `blocks` can tell, for people."""
    two, tenth = power(FACTOR_TWO, blocks), power(TENTH, blocks)
    small = (
        f"a gap of 10 % in {tenth:.0%}" if tenth else f"a gap of 10 % in none below {min(TENTH)}"
    )
    return (
        f"in noise like the reference's {blocks} blocks name a factor of 2 in {two:.0%} of cells, "
        f"{small}"
    )
