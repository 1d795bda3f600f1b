"""What service mode promises of capacities, as rates that a simulation can measure."""

from collections.abc import Mapping

from crossover_tool.proof import capacity_proof
from crossover_tool.proof.criteria import Criterion, Plan

DRAWN = {"drawn once": 0.05}
"""Who bears more is promised there too: what arrivals shift, they shift for all."""

SEVERAL, ALONE = ("capacities",), ("one capacity",)

SERVICE_PLANS: Mapping[str, Plan] = {
    "capacities": Plan(
        capacity_proof.several,
        1.0,
        f"capacities: four contenders between {capacity_proof.LOWEST:,} and "
        f"{capacity_proof.HIGHEST:,} requests a second, {capacity_proof.SEVERAL_S:g} s",
    ),
    "one capacity": Plan(
        capacity_proof.alone,
        1.0,
        f"one capacity: from {capacity_proof.TRUTHS[0]:,.0f} to "
        f"{capacity_proof.TRUTHS[1]:,.0f} a second, {capacity_proof.ONE_S:g} s, each twice",
    ),
}

SERVICE_CRITERIA = (
    Criterion(
        "false winners on capacity", SEVERAL, "false", "reports", 0.05, False, "independent", DRAWN
    ),
    Criterion(
        "false claims on capacity", SEVERAL, "claim", "reports", 0.05, False, "independent", DRAWN
    ),
    Criterion("all intervals hold", SEVERAL, "held", "reports", 0.95, True, "independent"),
    Criterion("the interval of one holds", ALONE, "held", "searches", 0.95, True, "independent"),
    Criterion(
        "two seeds overlap", ALONE, "overlap", "pairs", 0.95, True, "independent",
        {"drawn once": 0.95},
    ),
    Criterion("known within 10 % in 60 s", ALONE, "known", "searches", 0.90, True, "calm"),
    Criterion("half as much again named", SEVERAL, "named", "apart", 0.80, True, "calm"),
    Criterion(
        "equal ones tie", SEVERAL, "tied", "equal", 0.80, True, "named", {"sharp": 0.80}
    ),
)  # fmt: skip
