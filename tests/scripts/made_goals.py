"""Goals and their samples, made by hand for tests."""

from collections.abc import Sequence
from dataclasses import replace

from crossover_tool.cell import BASELINE, Cell, Contender
from crossover_tool.goal import Goal
from crossover_tool.samples.records import Measurement, Sample, Status
from crossover_tool.suite import PlannedCell, Suite

CELL = Cell("timer", 1000, 100, (("wait_us", 5000),))
ASIO, LIBUV = Contender("gather", "asio"), Contender("gather", "libuv")
RAW = Contender(BASELINE, "raw")


def measured(
    contender: Contender, span_ns: float, cpu_ns: float = 1e6, cell: Cell = CELL
) -> Measurement:
    """A good measurement whose ideal is 50 ms."""
    figures = {"cpu_user_ns": cpu_ns, "cpu_system_ns": 0.0, "bytes_per_task": 50.0}
    good = Measurement(cell, contender, cell.limit, Status.OK, makespan_ns=(span_ns,))
    return replace(good, ideal_ns=50e6, figures=figures)


def goal(bound: float, at_most: bool = True, **changes: object) -> Goal:
    """gather/asio's makespan against that of the program raw, on cell 0."""
    plain = Goal(0, "makespan", ASIO, "raw", 0.0, bound, at_most, "because")
    return replace(plain, **changes)  # type: ignore[arg-type]


def suite(*goals: Goal, cells: Sequence[Cell] = (CELL,)) -> Suite:
    """A suite of these goals, in three blocks."""
    planned = tuple(PlannedCell(cell, (), 3) for cell in cells)
    return Suite("s", 3, planned, goals=goals)


def samples(ours: Sequence[float], theirs: Sequence[float]) -> list[Sample]:
    """Makespans in ms of gather/asio and of the program raw, block by block."""
    return [
        Sample(block, 0, 0, measured(contender, span * 1e6))
        for contender, spans in ((ASIO, ours), (RAW, theirs))
        for block, span in enumerate(spans)
    ]
