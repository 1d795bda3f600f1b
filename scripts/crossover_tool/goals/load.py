"""Suites of goals from TOML files."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from crossover_tool.bench.catalog import Catalog
from crossover_tool.cell import Cell
from crossover_tool.errors import UsageError
from crossover_tool.names import unknown
from crossover_tool.paths import shown
from crossover_tool.goals.goal import IDEAL, ITSELF, Goal, GoalCell, GoalSuite
from crossover_tool.goals.metric import METRICS
from crossover_tool.suites import load, values
from crossover_tool.suites.expand import Defaults, expand
from crossover_tool.suites.suite import PlannedCell
from crossover_tool.suites.values import reading

KEYS = ("contender", "metric", "baseline", "figure", "than_tasks", "at_most", "at_least", "why")
BLOCKS = 5

Missing = Callable[[str], str]
"""Why a baseline cannot run here, or "". UsageError for a name that no program has."""


def holds_goals(document: Mapping[str, Any]) -> bool:
    """True when a suite's document is one of goals: a cell table of it has some."""
    tables = document.get("cells", [])
    return isinstance(tables, list) and any(
        isinstance(table, dict) and "goals" in table for table in tables
    )


def load_goals(
    path: Path, catalog: Catalog, cores: int, rates: Mapping[str, float], missing: Missing
) -> GoalSuite:
    """The goals in `path`. UsageError says which table and key is wrong, and what to write.

    Computing that is given as a time becomes a number of bytes by `rates`, so that both sides hash
    exactly the same.
    """
    document = load.read_toml(path)
    blocks = reading(f"{shown(path)}, blocks", lambda: values.count(document.get("blocks", BLOCKS)))
    defaults = Defaults(blocks, values.duration_us(load.MAX_SAMPLE), cores)
    cells: list[GoalCell] = []
    goals: list[Goal] = []
    for number, table in enumerate(document["cells"]):
        where = f"{shown(path)}, cells table {number + 1}"
        cell_table = {key: value for key, value in table.items() if key != "goals"}
        planned = expand(cell_table, where, number, catalog, defaults)
        if len(planned) != 1:
            raise UsageError(
                f"{where}: it makes {len(planned)} cells: goals are held on one, write no lists"
            )
        here = len(cells)
        cells.append(_goal_cell(planned[0], rates))
        smaller: dict[
            int, int
        ] = {}  # where the cell with so many tasks stands that goals of this one are held against
        for place, goal in enumerate(table.get("goals", [])):
            at = f"{where}, goal {place + 1}"
            tasks = _tasks(goal, at)
            if tasks and tasks not in smaller:
                smaller[tasks] = len(cells)
                (other,) = expand({**cell_table, "tasks": tasks}, at, number, catalog, defaults)
                cells.append(_goal_cell(other, rates))
            goals += _goals(goal, at, here, smaller.get(tasks), cells[here].cell, catalog, missing)
    if not goals:
        raise UsageError(
            f"{shown(path)}: there are no goals: write at least one [[cells.goals]] table"
        )
    name = str(document.get("name", path.stem))
    return GoalSuite(name, str(document.get("description", "")), blocks, tuple(cells), tuple(goals))


def _goal_cell(planned: PlannedCell, rates: Mapping[str, float]) -> GoalCell:
    return GoalCell(_in_bytes(planned.cell, rates), planned.blocks)


def _tasks(goal: Mapping[str, Any], where: str) -> int:
    """The `than_tasks` of a goal, 0 without one."""
    return (
        reading(f"{where}, than_tasks", lambda: values.count(goal["than_tasks"]))
        if "than_tasks" in goal
        else 0
    )


def _in_bytes(cell: Cell, rates: Mapping[str, float]) -> Cell:
    """The cell with computing as a number of bytes alone, which is what decides when both are
    given."""
    params = dict(cell.params)
    if cell.workload not in rates or "bytes" not in params or "cpu_us" not in params:
        return cell
    del params["cpu_us"]
    params["bytes"] = params["bytes"] or max(1, round(cell.number("cpu_us") * rates[cell.workload]))
    return replace(cell, params=tuple(params.items()))


def _goals(
    table: Mapping[str, Any],
    where: str,
    number: int,
    other: int | None,
    cell: Cell,
    catalog: Catalog,
    missing: Missing,
) -> list[Goal]:
    """One goal for each contender that a table names."""
    for key in table:
        if key not in KEYS:
            raise UsageError(f"{where}: {unknown('key', key, KEYS)}")
    for key in ("contender", "metric", "why"):
        if key not in table:
            raise UsageError(f"{where}: there is no {key}")
    if table["metric"] not in METRICS:
        raise UsageError(f"{where}: {unknown('metric', str(table['metric']), METRICS)}")
    baseline, fixed = str(table.get("baseline", "")), _number(table, "figure", where)
    bounds = [key for key in ("at_most", "at_least") if key in table]
    if len(bounds) != 1 or sum((bool(baseline), bool(fixed), other is not None)) != 1:
        raise UsageError(
            f"{where}: write baseline, figure or than_tasks, and at_most or at_least: one of each"
        )
    if other is not None:
        baseline = ITSELF
    if baseline == IDEAL and table["metric"] != "makespan":
        raise UsageError(f"{where}: only a makespan has an ideal")
    names = reading(f"{where}, contender", lambda: values.as_list(table["contender"]))
    try:
        contenders = catalog.select(tuple(str(name) for name in names))
        no_baseline = missing(baseline) if baseline and baseline not in (IDEAL, ITSELF) else ""
    except UsageError as error:
        raise UsageError(f"{where}: {error}") from error
    bound = _number(table, bounds[0], where)
    at_most = bounds[0] == "at_most"
    why = str(table["why"])
    return [
        Goal(
            number,
            str(table["metric"]),
            contender,
            baseline,
            fixed,
            bound,
            at_most,
            why,
            catalog.skip_reason(cell.workload, contender) or no_baseline,
            other,
        )
        for contender in contenders
    ]


def _number(table: Mapping[str, Any], key: str, where: str) -> float:
    value = table.get(key, 0)
    if (
        isinstance(value, bool)
        or not isinstance(value, (int, float))
        or (key in table and value <= 0)
    ):
        raise UsageError(f"{where}, {key}: {value!r} is not a number above 0")
    return float(value)
