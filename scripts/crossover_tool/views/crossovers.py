"""Crossovers: where along a sweep another strategy takes over, or that nobody does."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict

from crossover_tool.analysis.finding import crossing_sentence
from crossover_tool.analysis.group import GroupResult
from crossover_tool.units.finite import finite
from crossover_tool.views.view import View


class Crossovers(View[GroupResult]):
    """Any sweep."""

    name = "crossovers"
    of = GroupResult
    order = 55

    def applies(self) -> bool:
        return bool(self.subject.axis)

    def sentences(self) -> Sequence[str]:
        """Every crossover with its interval, or that there is none in range."""
        group = self.subject
        low, high = (group.value(group.cells[index]) for index in (0, -1))
        found = [crossing_sentence(group, crossing) for crossing in group.crossings]
        return found or [f"no crossing proven in range ({group.swept.span(low, high)})"]

    def json(self) -> Mapping[str, object]:
        return {"crossovers": [finite(asdict(one)) for one in self.subject.crossings]}
