"""An interim analysis while a run goes on: the same judging as the report's, on the samples that
there are."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from crossover_tool.analysis.judging import interims_of
from crossover_tool.plan.schedule import Where
from crossover_tool.running.ledger import Ledger
from crossover_tool.samples.records import Interim, Sample
from crossover_tool.stats.judge import going_on, judge


def analyse_interim(
    cells: int, samples: Sequence[Sample], before: Sequence[Interim], now: Interim
) -> Interim:
    """`now` with the noise floor and the cells that go on, of `cells`.

    The analyses `before` are those of the whole run: what they spent of the error rates stays
    spent, and what they settled stays settled.
    """
    verdicts = judge(interims_of(cells, samples, [*before, now])[:-1])
    return replace(now, open=tuple(going_on(verdicts.cells)), noise_floor=verdicts.noise_floor)


@dataclass(frozen=True)
class LedgerProgress:
    """How far a run of so many `cells` is by its ledger, in seconds; `cost_s` estimates blocks."""

    cells: int
    ledger: Ledger
    cost_s: Callable[[Sequence[Where]], float]

    @property
    def elapsed(self) -> float:
        """See Progress."""
        return self.ledger.elapsed_s

    def is_whole(self, where: Where) -> bool:
        """See Progress."""
        return self.ledger.is_whole(where)

    def cost(self, places: Sequence[Where]) -> float:
        """See Progress."""
        return self.cost_s(places)

    def interim(self, number: int, passed: float) -> Sequence[int]:
        """See Progress; what is found is kept in the ledger."""
        recorded = self.ledger.interims
        if number < len(recorded):
            return recorded[number].open
        now = Interim(passed, self.ledger.lines, (), 0.0)
        found = analyse_interim(self.cells, self.ledger.samples, recorded, now)
        self.ledger.add_interim(found)
        return found.open
