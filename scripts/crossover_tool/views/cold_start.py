"""Cold start: from how many tasks on a strategy pays that is started for them alone."""

from collections.abc import Mapping
from typing import Any

from crossover_tool.analysis.cold import is_cold, pays_from
from crossover_tool.analysis.finding import listed, refused_in
from crossover_tool.charts.frame import Words
from crossover_tool.charts.style import Palette
from crossover_tool.grouped import grouped
from crossover_tool.views.makespan import makespan_chart
from crossover_tool.views.view import SweepView


class ColdStart(SweepView):
    """A sweep over tasks whose samples count set-up and tear-down, beside `sequential`."""

    name = "cold_start"
    instead_of = ("makespan",)
    legend = """\
- Of `simple_script` the **makespan** is set-up, the first batch and tear-down together."""

    def applies(self) -> bool:
        return self.subject.measured and is_cold(self.subject)

    def finding(self) -> str:
        """`started for it alone, gather and semaphore pay from 2 tasks on, process_pool from 8; not
        up to 32 tasks: fork_per_task`."""
        pays = pays_from(self.subject)
        together = grouped(pays, lambda strategy: pays[strategy])
        never = together.pop(None, [])
        axis, group = self.subject.swept, self.subject
        most = axis.say(group.value(group.cells[-1]))
        refused = refused_in(group)
        if not together:
            return f"started for it alone, no strategy is proven to pay up to {most}{refused}"
        parts = [f"{listed(names)} from {since}" for since, names in together.items()]
        since, first = next(iter(together.items()))
        verb = "pays" if len(first) == 1 else "pay"
        parts[0] = f"{listed(first)} {verb} from {axis.say(since or 0)} on"
        rest = f"; not up to {most}: {listed(never)}" if never else ""
        return f"started for it alone, {', '.join(parts)}{rest}{refused}"

    def draw(self, words: Words, palette: Palette) -> Any:
        return makespan_chart(self.subject, words, palette, "set-up, batch and tear-down")

    def json(self) -> Mapping[str, object]:
        return {"pays_from": pays_from(self.subject)}
