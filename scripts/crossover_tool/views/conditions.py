"""Conditions: how the machine behaved while a run was made, and before."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict

from crossover_tool.analysis.analyse import Analysis
from crossover_tool.views.view import View


class Conditions(View[Analysis]):
    """Every run: the noise floor, whether blocks depend on one another, how often others disturbed,
    what the doctor found; nothing where that is unknown."""

    name = "conditions"
    of = Analysis
    order = 90

    def sentences(self) -> Sequence[str]:
        analysis, goals = self.subject, self.subject.goals
        floor = f"noise floor {self._floor():.1%}: identical contenders differed by that (A/A)"
        known = any(cell.control for cell in analysis.cells) or bool(goals and goals.controls)
        said = [
            analysis.dependence.sentence,
            floor if known else "",
            analysis.interference.sentence,
            *self._doctor(),
        ]
        return [sentence for sentence in said if sentence]

    def _floor(self) -> float:
        goals = self.subject.goals
        return goals.noise_floor if goals else self.subject.noise_floor

    def _doctor(self) -> list[str]:
        found = self.subject.header.doctor
        if not found:
            return []
        cautions = "; ".join(f"{caution.check}: {caution.seen}" for caution in found.warnings)
        seen = f"what disturbed: {cautions}" if cautions else "nothing stood in its way"
        return [f"before the run identical work differed by up to {found.noise.floor:.1%}; {seen}"]

    def json(self) -> Mapping[str, object]:
        interference = asdict(self.subject.interference)
        dependence = self.subject.dependence
        return {
            "noise_floor": self._floor(),
            "dependence": {**asdict(dependence), "proven": dependence.proven},
            "interference": interference,
        }
