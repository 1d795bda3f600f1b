"""Late generator: which samples tell nothing, and whose doing that is proven to be."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict

from crossover_tool.analysis.cell_result import CellResult
from crossover_tool.analysis.finding import listed
from crossover_tool.stats.lateness import CAUSED, Late, own_doing
from crossover_tool.views.view import View


class LateGenerator(View[CellResult]):
    """A cell with a rate in which requests were let go too late in some samples."""

    name = "late_generator"
    of = CellResult
    order = 32
    legend = """\
- **late**: a sample whose requests were let go too late to tell of its contender. It is no
  evidence, and what is claimed holds whatever it would have shown."""

    def applies(self) -> bool:
        return bool(self.subject.lateness)

    def sentences(self) -> Sequence[str]:
        """How many samples were late, of whom, and who is proven to have caused it."""
        lateness = self.subject.lateness
        late = sum(one.late for one in lateness.values())
        taken = sum(one.taken for one in lateness.values())
        who = [f"{name} {_of(one)}" for name, one in lateness.items() if one.late]
        said = [
            f"{late} of {taken} samples tell nothing, for requests were let go too late "
            f"({', '.join(who)}); what is claimed holds whatever they would have shown"
        ]
        causers = self._causers()
        if causers:
            verb = "makes its generator" if len(causers) == 1 else "make their generators"
            said.append(
                f"{listed(causers)} {verb} late, more often than the machine explains "
                f"(proven at {CAUSED:.0%})"
            )
        return said

    def _causers(self) -> tuple[str, ...]:
        """At a level that is that of all cells of the report together."""
        cells = sum(bool(cell.lateness) for cell in self.analysis.cells)
        return own_doing(self.subject.lateness, CAUSED / max(1, cells))

    def json(self) -> Mapping[str, object]:
        told = {name: asdict(one) for name, one in self.subject.lateness.items()}
        return {"late": told, "late_by_own_doing": list(self._causers())}


def _of(one: Late) -> str:
    return f"{one.late} of {one.taken}"
