"""Speed-up over the sequential contender of the same cell."""

from crossover_tool.analysis.cell_result import CellResult
from crossover_tool.analysis.contender import Measured
from crossover_tool.stats.median import Interval, median_interval


def speedup(result: CellResult, measured: Measured) -> Interval | None:
    """Sequential's makespan over this contender's, block by block; None when they share no
    block."""
    baseline = result.best_of("sequential")
    if baseline is None:
        return None
    common = sorted(set(baseline.by_block) & set(measured.by_block))
    ratios = [baseline.by_block[block] / measured.by_block[block] for block in common]
    return median_interval(ratios) if ratios else None
