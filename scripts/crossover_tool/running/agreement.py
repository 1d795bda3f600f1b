"""Whether what the bench has measured is what it was asked for, and what its own plan foresaw."""

from crossover_tool.plan.entrants import Entrant
from crossover_tool.samples.records import Measurement
from crossover_tool.units import show

LEAST_OF_PLAN = {"cpu": 0.1, "wait": 0.5, "none": 0.0}
"""A sample's own ideal is at least this much of the one that its plan foresaw, by what bounds that.
Waits and arrivals are the same in both. Computing was planned by a calibrated rate, which a machine
of two modes doubles, and a workload whose tasks differ and that does not say so counts with a short
one. A single wait is followed by the computing of its task, which is the shorter of the two."""
WAITS_AGREE = 0.99


def disagreement(found: Measurement, entrant: Entrant) -> str:
    """Why `found` is no measurement of `entrant`, as what the bench did; "" when it is."""
    pair = entrant.pair
    if found.contender != pair.contender:
        return f"measured {found.contender.name} instead of {pair.contender.name}"
    if found.cell.canonical != pair.cell.canonical:
        return f"measured the cell {found.cell.key} instead of {pair.cell.key}"
    if found.limit != pair.limit:
        return f"measured limit {found.limit} instead of {pair.limit}, which its plan says"
    if found.kind != pair.kind:
        return f"calls it {found.kind}, and its plan {pair.kind}"
    return _short_work(found, entrant) if found.ok else ""


def _short_work(found: Measurement, entrant: Entrant) -> str:
    """Of a good measurement: fewer batches or less work than was asked for."""
    wanted = 1 if entrant.pair.cold else entrant.batches
    if len(found.makespan_ns) < wanted:
        return f"measured {len(found.makespan_ns)} batches instead of at least {wanted}"
    if found.cold != entrant.pair.cold:
        starts = "cold" if found.cold else "warm"
        return f"took a {starts} sample, and its plan foresaw the other kind"
    planned_ns = entrant.pair.ideal_ns
    least = LEAST_OF_PLAN.get(entrant.pair.ideal_bound, WAITS_AGREE)
    if found.ideal_ns < least * planned_ns:
        return (
            f"measured tasks whose ideal is {show.duration_ns(found.ideal_ns)}, and its plan "
            f"foresaw {show.duration_ns(planned_ns)}: it was other work"
        )
    return ""
