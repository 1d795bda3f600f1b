"""The whole analysis of a results file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from crossover_tool.analysis.cell_result import CellResult, analyse_cell
from crossover_tool.analysis.cell_grid import CellGrid, cell_grids
from crossover_tool.analysis.interference_count import InterferenceCount, interference_count
from crossover_tool.analysis.group import GroupResult, group_cells
from crossover_tool.analysis.judging import interims_of
from crossover_tool.analysis.places import effects_of_place
from crossover_tool.goals.judge_goals import Judged
from crossover_tool.goals.judge_goals import judge as judge_goals
from crossover_tool.grouped import grouped
from crossover_tool.host.host import Host
from crossover_tool.samples.reader import Results
from crossover_tool.samples.records import Header, Sample
from crossover_tool.stats.dependence import Dependence
from crossover_tool.stats.evidence import cell_margin
from crossover_tool.stats.judge import InterimData, judge
from crossover_tool.units import show


@dataclass(frozen=True)
class Analysis:
    """Every cell in the header's order, the groups and grids that they form but for those that
    goals are held on, what became of the goals, and what the reader must know beside.

    `noise_floor`: by how much two identical contenders differ here (0.01: 1 %); 0 when no cell has
    a control. `dependence`: whether blocks tell of one another, which no interval allows for.
    `interims`: the samples at each interim analysis and at the end, by which cells are judged.
    `block_s`: how many seconds a block of a cell takes, by the cell's number.
    `worked_out`: what pure functions of this analysis were asked for before, by what they were
    asked; several views ask for the same.
    """

    header: Header
    status: str
    cells: tuple[CellResult, ...]
    groups: tuple[GroupResult, ...]
    warnings: tuple[str, ...]
    samples: int
    noise_floor: float = 0.0
    dependence: Dependence = Dependence(0.0, 1.0)
    interference: InterferenceCount = InterferenceCount()
    grids: tuple[CellGrid, ...] = ()
    goals: Judged | None = None
    interims: tuple[InterimData, ...] = ()
    block_s: Mapping[int, float] = field(default_factory=dict)
    worked_out: dict[object, Any] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )


def analyse(results: Results) -> Analysis:
    """The analysis of `results`. Pure: the same samples give the same analysis."""
    by_cell = grouped(results.samples, lambda sample: sample.cell)
    suite = results.header.suite
    described = suite.cells
    interims = interims_of(len(described), results.samples, results.interims)
    verdicts = judge(interims, results.header.noise_floor)
    margin = cell_margin(verdicts.noise_floor)
    cells = []
    for number, cell in enumerate(described):
        theirs = by_cell.get(number, [])
        places = effects_of_place(theirs, len(described), margin)
        cells.append(analyse_cell(number, cell, theirs, verdicts.cells[number], places))
    seen = [cell for cell in cells if cell.ranked or cell.absent]
    held = {number for goal in suite.goals for number in (goal.cell, goal.baseline_cell)}
    shown = [cell for cell in seen if cell.number not in held]
    return Analysis(
        header=results.header,
        status=results.status,
        cells=tuple(seen),
        groups=tuple(group_cells(shown)),
        warnings=results.warnings,
        samples=len(results.samples),
        noise_floor=verdicts.noise_floor,
        dependence=verdicts.dependence,
        interference=interference_count(results.blocks),
        grids=cell_grids(shown),
        goals=judge_goals(suite, results.samples) if suite.goals else None,
        interims=tuple(interims),
        block_s={number: _block_s(samples) for number, samples in by_cell.items()},
    )


def _block_s(samples: Sequence[Sample]) -> float:
    blocks = {sample.block for sample in samples}
    return sum(sample.elapsed_s for sample in samples) / max(1, len(blocks))


def machine(header: Header) -> str:
    """The machine and build in one line, for captions."""
    return described(header.host, header.build.compiler)


def described(host: Host, compiler: str) -> str:
    """A machine and a compiler in one line."""
    cores = show.counted(host.cores, "core")
    virtual = f" ({host.virtualisation})" if host.virtualisation else ""
    return f"{host.cpu_model}, {cores}{virtual}, {host.os}, {host.kernel}, {compiler}"
