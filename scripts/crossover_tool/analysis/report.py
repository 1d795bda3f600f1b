"""The whole analysis of a results file."""

from dataclasses import dataclass

from crossover_tool.analysis.cell import CellResult, analyse_cell
from crossover_tool.analysis.decision_map import DecisionMap, decision_maps
from crossover_tool.analysis.disturbance import Disturbance, disturbance
from crossover_tool.analysis.group import GroupResult, group_cells
from crossover_tool.analysis.judging import looks_of
from crossover_tool.analysis.places import effects_of_place
from crossover_tool.samples.reader import Results
from crossover_tool.samples.records import Record
from crossover_tool.stats.evidence import cell_margin
from crossover_tool.stats.judge import Verdicts, judge


@dataclass(frozen=True)
class Analysis:
    """Every cell in the header's order, the groups they form, and what the reader must know beside.

    `noise_floor`: by how much two identical contenders differ here (0.01: 1 %); 0 when no cell has
    a control.
    """

    header: Record
    status: str
    cells: tuple[CellResult, ...]
    groups: tuple[GroupResult, ...]
    warnings: tuple[str, ...]
    samples: int
    noise_floor: float = 0.0
    disturbance: Disturbance = Disturbance()
    maps: tuple[DecisionMap, ...] = ()


def analyse(results: Results) -> Analysis:
    """The analysis of `results`. Pure: the same samples give the same analysis."""
    by_cell: dict[int, list[Record]] = {}
    for sample in results.samples:
        by_cell.setdefault(sample["cell"], []).append(sample)
    described = results.header["cells"]
    looks = looks_of(len(described), results.samples, results.looks)
    verdicts = judge(looks, float(results.header.get("noise_floor", 0.0)))
    cells = [
        analyse_cell(
            number,
            cell,
            by_cell.get(number, []),
            verdicts.cells[number],
            effects_of_place(
                by_cell.get(number, []), len(described), cell_margin(verdicts.noise_floor)
            ),
        )
        for number, cell in enumerate(described)
    ]
    seen = [cell for cell in cells if cell.ranked or cell.absent]
    return Analysis(
        results.header,
        results.status,
        tuple(seen),
        tuple(group_cells(seen)),
        (*results.warnings, *_cautions(verdicts)),
        len(results.samples),
        verdicts.noise_floor,
        disturbance(results.blocks),
        decision_maps(seen),
    )


def _cautions(verdicts: Verdicts) -> tuple[str, ...]:
    """What makes all of a report's intervals doubtful."""
    if not verdicts.dependence.proven:
        return ()
    found = verdicts.dependence.autocorrelation
    return (
        f"blocks depend on one another (lag-1 autocorrelation {found:.2f}, p {verdicts.dependence.p_value:.3f}): "
        "a contender that is slow in one block tends to be so in the next; the intervals are too narrow",
    )


def machine(header: Record) -> str:
    """The machine and build in one line, for captions."""
    host, build = header["host"], header["build"]
    cores = f"{host['cores']} core{'' if host['cores'] == 1 else 's'}"
    virtual = f" ({host['virtualisation']})" if host["virtualisation"] else ""
    return f"{host['cpu_model']}, {cores}{virtual}, {host['os']}, {host['kernel']}, {build['compiler']}"
