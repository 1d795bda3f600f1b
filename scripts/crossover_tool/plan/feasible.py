"""Why a contender cannot or should not run on a cell: decided before anything is measured, never
silently."""

from crossover_tool.bench.catalog import Catalog
from crossover_tool.cell import Contender
from crossover_tool.errors import MachineLimitError
from crossover_tool.plan.bounds import lower_bound_us
from crossover_tool.suites.suite import PlannedCell, Suite
from crossover_tool.units import show

SPARE_DESCRIPTORS = 64
"""What a bench needs beside one descriptor a connection: its loop, its files, its server's pipes,
with room."""


def descriptors_needed(planned: PlannedCell, contender: Contender, catalog: Catalog) -> int:
    """Descriptors that one process opens for this pair, at least; 0 for workloads without
    connections or dialogues."""
    if catalog.workload(planned.cell.workload).wait not in ("tcp", "dialogue"):
        return 0
    return contender.limit(planned.cell.tasks, planned.cell.limit) + SPARE_DESCRIPTORS


def skip_reason(
    planned: PlannedCell, contender: Contender, catalog: Catalog, cores: int, descriptors: int
) -> str:
    """Why this pair is skipped, or "". `descriptors` is the machine's limit for one process."""
    reason = catalog.skip_reason(planned.cell.workload, contender)
    if reason:
        return reason
    bound_us = lower_bound_us(planned.cell, contender, cores)
    if bound_us > planned.max_sample_us:
        longest = show.duration_us(planned.max_sample_us)
        return f"would take at least {show.duration_us(bound_us)}, above max_sample {longest}"
    needed = descriptors_needed(planned, contender, catalog)
    if needed > descriptors:
        return f"needs {show.count(needed)} descriptors, there are {show.count(descriptors)}"
    return ""


def check_descriptors(suite: Suite, catalog: Catalog, descriptors: int) -> None:
    """MachineLimitError when a cell that was asked for by hand needs more descriptors than there
    are."""
    for planned in suite.cells if suite.strict else ():
        for contender in planned.contenders:
            needed = descriptors_needed(planned, contender, catalog)
            if needed > descriptors and not catalog.skip_reason(planned.cell.workload, contender):
                raise MachineLimitError(
                    f"{contender.name} with {show.count(needed - SPARE_DESCRIPTORS)} connections needs {needed} "
                    f"descriptors and this machine allows {descriptors}: lower --limit and --tasks to "
                    f"{max(1, descriptors - SPARE_DESCRIPTORS)}, or raise it as root with 'ulimit -Hn {needed}'"
                )
