"""What the page's script must know of each cell beside its samples."""

from collections.abc import Mapping
from typing import Any

from crossover_tool.analysis.analyse import Analysis
from crossover_tool.analysis.cell_result import CellResult
from crossover_tool.analysis.choice import choice_of
from crossover_tool.analysis.field_words import silence_of
from crossover_tool.analysis.group import GroupResult
from crossover_tool.analysis.question import share_of_waiting, title_of
from crossover_tool.stats.verdict import Verdict

Json = dict[str, Any]


def labels(analysis: Analysis) -> Mapping[int, Json]:
    """Number of a cell -> its number, title and label, its share of waiting, the reason why it is
    void, who is absent, why and whether that is a failure, and its place in a sweep (None: in
    none)."""
    sweeps: dict[int, Json] = {}
    for number, group in enumerate(analysis.groups):
        sweeps.update(_sweep(number, group))
    return {one.number: {**_label(one), "sweep": sweeps.get(one.number)} for one in analysis.cells}


def _label(result: CellResult) -> Json:
    void = result.front.verdict is Verdict.VOID
    return {
        "number": result.number,
        "title": title_of(result),
        "label": result.cell.label,
        "share": share_of_waiting(result),
        "void": result.strategies.reason if void else "",
        "absent": [
            {
                "choice": choice_of(one.contender),
                "engine": one.contender.engine,
                "kind": "",
                "why": one.reason or one.status,
                "silence": silence_of(one.status).value,
            }
            for one in result.absent
        ],
    }


def _sweep(number: int, group: GroupResult) -> Mapping[int, Json]:
    if not group.axis:
        return {}
    told = {"id": f"g{number}", "title": group.setting, "word": group.swept.word}
    found: dict[int, Json] = {}
    for cell in group.cells:
        value = group.value(cell)
        found[cell.number] = {**told, "x": value, "text": group.swept.text(value)}
    return found
