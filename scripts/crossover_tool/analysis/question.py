"""What a cell asks, in words and as the share of its time in which it waits."""

from crossover_tool.analysis.cell_result import CellResult


def title_of(result: CellResult) -> str:
    """The suite's words for it, or the cell's own."""
    return result.title or result.cell.label


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
