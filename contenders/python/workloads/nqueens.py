"""Every task solves the eight queens problem in pure Python, and holds the interpreter's lock."""

from crossover_program import mix
from workloads import Workload

SIZE = 8
EVERY_COLUMN = (1 << SIZE) - 1


def place(row: int, columns: int, left: int, right: int, blocked: int) -> int:
    """In how many ways queens stand from `row` on, by backtracking over bit sets: `columns` are
    taken, `left` and `right` threatened along the diagonals (M. Richards, 1997)."""
    if row == SIZE:
        return 1
    free = EVERY_COLUMN & ~(columns | left | right)
    if blocked // SIZE == row:
        free &= ~(1 << (blocked % SIZE))
    ways = 0
    while free:
        square = free & -free
        free ^= square
        ways += place(
            row + 1, columns | square, (left | square) << 1, (right | square) >> 1, blocked
        )
    return ways


class Work(Workload):
    """Tasks that compute in Python's own bytecode."""

    def compute(self, i: int, answer: int) -> int:
        digest = 0
        for board in range(self.cell.task["boards"]):
            digest = mix(digest ^ place(0, 0, 0, 0, board % (SIZE * SIZE)))
        return mix(digest ^ i)
