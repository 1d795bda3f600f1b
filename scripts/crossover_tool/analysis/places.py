"""From a cell's samples to the effect of the place in a block."""

from collections.abc import Iterable

from crossover_tool.analysis.judging import contender_of, is_control, sample_ns
from crossover_tool.samples.records import Record
from crossover_tool.stats.place import PlaceEffect, place_effects

LEVEL = 0.05
"""Of all cells of a report and both kinds of effect together (Bonferroni)."""


def effects_of_place(
    samples: Iterable[Record], cells: int, margin: float
) -> tuple[PlaceEffect, ...]:
    """The effects beyond `margin` in one cell's samples, of a report of `cells` cells. A failed
    sample has a place and no figure."""
    by_block: dict[int, list[Record]] = {}
    for sample in samples:
        by_block.setdefault(sample["block"], []).append(sample)
    series: dict[tuple[str, bool], dict[int, tuple[int, float]]] = {}
    for block, theirs in by_block.items():
        for place, sample in enumerate(sorted(theirs, key=lambda s: int(s["order"]))):
            if sample["measurement"]["status"] == "ok":
                who = (contender_of(sample).name, is_control(sample))
                series.setdefault(who, {})[block] = (place, sample_ns(sample["measurement"]))
    found = place_effects(list(series.values()), LEVEL / (2 * max(1, cells)))
    return tuple(effect for effect in found if effect.matters(margin))
