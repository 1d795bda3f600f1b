"""What a cell asks, in words and as the share of its time in which it waits."""

from crossover_tool.analysis.cell_result import CellResult

BY_LATENCY = "p99"
"""Stands in the title of a question that the 99th percentile of a latency decides."""


def is_by_latency(result: CellResult) -> bool:
    """Whether a latency decides and not the makespan: that of small tasks beside others, or of
    requests that arrive."""
    return any(m.p99_by_block for m in result.ranked)


def title_of(result: CellResult) -> str:
    """The suite's words for it, or the cell's own; that a latency decides is said."""
    title = result.title or result.cell.label
    told = not is_by_latency(result) or BY_LATENCY in title
    return title if told else f"{title}, {BY_LATENCY}"


def share_of_waiting(result: CellResult) -> float | None:
    """How much of its time a task waits, from 0 to 1: what is left of the makespan of one after
    another beside its CPU; by the parameters where nobody ran one after another; else None."""
    plain = result.best_of("sequential")
    if plain and plain.makespan.median > 0.0:
        return min(1.0, max(0.0, 1.0 - plain.cpu.median / plain.makespan.median))
    cell = result.cell
    if "wait_share_pct" in dict(cell.params):
        return cell.number("wait_share_pct") / 100.0
    wait_us, cpu_us = cell.number("wait_us"), cell.number("cpu_us")
    return wait_us / (wait_us + cpu_us) if wait_us + cpu_us else None
