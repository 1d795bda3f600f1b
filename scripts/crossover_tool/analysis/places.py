"""From a cell's samples to the effect of the place in a block."""

from collections.abc import Iterable

from crossover_tool.grouped import grouped
from crossover_tool.samples.records import Sample
from crossover_tool.stats.place import PlaceEffect, place_effects

LEVEL = 0.05
"""Of all cells of a report and both kinds of effect together (Bonferroni)."""


def effects_of_place(
    samples: Iterable[Sample], cells: int, margin: float
) -> tuple[PlaceEffect, ...]:
    """The effects beyond `margin` in one cell's samples, of a report of `cells` cells. A failed
    sample has a place and no figure."""
    series: dict[tuple[str, bool], dict[int, tuple[int, float]]] = {}
    for block, theirs in grouped(samples, lambda sample: sample.block).items():
        for place, sample in enumerate(sorted(theirs, key=lambda s: s.order)):
            if sample.ok:
                who = (sample.contender.name, sample.control)
                series.setdefault(who, {})[block] = (place, sample.measurement.sample_ns)
    found = place_effects(list(series.values()), LEVEL / (2 * max(1, cells)))
    return tuple(effect for effect in found if effect.matters(margin))
