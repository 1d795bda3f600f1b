"""From how many tasks on a strategy pays at all, when it is started for them alone: against doing one
task after another."""

from crossover_tool.analysis.cell_result import CellResult
from crossover_tool.analysis.group import GroupResult
from crossover_tool.stats.evidence import p_slower
from crossover_tool.stats.spread import moderated, scatter

PLAIN = "sequential"
LEVEL = 0.05


def is_cold(group: GroupResult) -> bool:
    """True for a sweep over tasks whose samples count set-up and tear-down, with `sequential` in
    every cell."""
    return group.axis == "tasks" and all(
        result.best_of(PLAIN) and all(m.cold for m in result.ranked) for result in group.cells
    )


def pays_from(group: GroupResult) -> dict[str, int | None]:
    """For each strategy the least number of tasks at which, and at every larger one measured, it is
    proven faster than `sequential`; None where there is none. By falling merit.

    Proven as a rival is slower than a leader: by the margin, with moderated variance. Each strategy
    is tested from the largest number down until it is not proven for the first time, so its claims
    share one level (fixed sequence: Maurer, Hothorn and Lehmacher, 1995); the strategies share 5 %
    (Bonferroni). At most one sweep in twenty holds a false claim.
    """
    strategies = dict.fromkeys(name for result in group.cells for name in _others(result))
    found: dict[str, int | None] = {}
    for strategy in strategies:
        since: int | None = None
        for result in reversed(group.cells):
            if not result.best_of(strategy) or _p(result, strategy) > LEVEL / len(strategies):
                break
            since = group.value(result)
        found[strategy] = since
    return dict(sorted(found.items(), key=lambda item: (item[1] is None, item[1] or 0, item[0])))


def _others(result: CellResult) -> list[str]:
    return [
        name for name in dict.fromkeys(m.contender.strategy for m in result.ranked) if name != PLAIN
    ]


def _p(result: CellResult, strategy: str) -> float:
    plain, other = result.best_of(PLAIN), result.best_of(strategy)
    assert plain and other
    ratio = moderated(plain.by_block, other.by_block, scatter([m.by_block for m in result.ranked]))
    engines = sum(m.contender.strategy == strategy for m in result.ranked)
    return engines * p_slower(ratio, 0.0)  # each of them has a chance to be the best by luck
