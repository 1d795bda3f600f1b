"""Nothing to do: what it costs to run it is the price of dispatch itself."""

from crossover_program import mix
from workloads import Workload


class Work(Workload):
    """Tasks that neither wait nor compute."""

    def compute(self, i: int, answer: int) -> int:
        return mix(i)
