"""The sentence about how late the loops of a cell were."""

from collections.abc import Sequence

from crossover_tool.analysis.cell_result import CellResult
from crossover_tool.analysis.contender import Measured
from crossover_tool.units import show


def watched(result: CellResult) -> list[Measured]:
    """The contenders whose loop was watched, the least late first."""

    def latest(measured: Measured) -> tuple[float, str]:
        assert measured.costs.lag
        return measured.costs.lag.max.median, measured.contender.name

    return sorted((m for m in result.ranked if m.costs.lag), key=latest)


def asks_for_lag(result: CellResult) -> bool:
    """Whether the suite wants to know of this cell how late the loops were, and somebody told."""
    return result.chart == "lag" and bool(watched(result))


def lag_finding(result: CellResult) -> str:
    """`loops are late by at most 48 µs (gather), 102 ms (blocking_gather)`: each strategy's worst
    engine, least late first."""
    worst: dict[str, float] = {}
    for measured in watched(result):
        if measured.costs.lag:
            worst[measured.contender.strategy] = measured.costs.lag.max.median
    return f"loops are late by at most {_listed(sorted(worst.items(), key=lambda item: item[1]))}"


def _listed(items: Sequence[tuple[str, float]]) -> str:
    return ", ".join(f"{show.duration_ns(late)} ({strategy})" for strategy, late in items)
