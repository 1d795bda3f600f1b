"""Every task sleeps, then hashes; any share of waiting."""

import crossover_program
from workloads import timer


class Work(timer.Work):
    """Tasks that sleep, and then compute what those of sha256 do."""

    def compute(self, i: int, answer: int) -> int:
        return crossover_program.sha256(i, self.cell.task["bytes"])
