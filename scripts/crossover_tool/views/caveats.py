"""Caveats: what makes the figures of a cell mean less than they seem to."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict

from crossover_tool.analysis.cell_result import CellResult
from crossover_tool.views.view import View

FEWEST_STEPS = 100
"""A batch of so many steps of its clock is known to 1 %, half the margin of a verdict."""

PLACES = {
    "first": "the first place of a block",
    "drift": "the last place of a block against the first",
}


class Caveats(View[CellResult]):
    """A cell where the server decided, a contender has two modes, something odd was seen, the place
    in a block mattered, or batches were too short for the clock."""

    name = "caveats"
    of = CellResult
    order = 60

    def applies(self) -> bool:
        return bool(self.sentences())

    def sentences(self) -> Sequence[str]:
        result = self.subject
        marks = [f"{m.contender.name}: {mark}" for m in result.ranked for mark in m.marks]
        modes = [f"{name}: {found.sentence}" for name, found in result.modes.items()]
        return [*_server(result), *modes, *marks, *_order(result), *_short(result)]

    def json(self) -> Mapping[str, object]:
        return {"modes": {name: asdict(found) for name, found in self.subject.modes.items()}}


def _server(result: CellResult) -> list[str]:
    if not result.server_bound:
        return []
    shares = ", ".join(f"{m.contender.name} {m.server_share:.0%}" for m in result.server_bound)
    return [
        f"server-bound: the server was busy for much of the makespan ({shares}); "
        "contenders look more alike than they are"
    ]


def _order(result: CellResult) -> list[str]:
    return [
        f"order: {PLACES[effect.kind]} changes a sample by {effect.effect:+.1%} "
        f"({effect.low:+.1%} to {effect.high:+.1%}); "
        "places are balanced over the blocks, so it widens the intervals and favours nobody"
        for effect in result.places
    ]


def _short(result: CellResult) -> list[str]:
    short = [m for m in result.ranked if m.makespan.median < FEWEST_STEPS * m.clock_step_ns]
    if not short:
        return []
    names = ", ".join(
        f"{m.contender.name} to {m.clock_step_ns / m.makespan.median:.0%}" for m in short
    )
    return [f"shorter than {FEWEST_STEPS} steps of the clock: known no better than {names}"]
