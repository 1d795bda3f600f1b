"""The goals in a suite's document: the cells that they are held on, and who must meet there."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from crossover_tool.bench.catalog import Catalog
from crossover_tool.cell import BASELINE, Contender
from crossover_tool.errors import UsageError
from crossover_tool.goal import IDEAL, ITSELF, Goal
from crossover_tool.samples.goal_metric import METRICS
from crossover_tool.names import refuse_unknown
from crossover_tool.suites import values
from crossover_tool.suite import PlannedCell
from crossover_tool.suites.values import reading

KEYS = ("contender", "metric", "baseline", "figure", "than_tasks", "at_most", "at_least", "why")

MOST = 1e18

Missing = Callable[[str], str]
"""Why a baseline cannot run here, or "". UsageError for a name that no program has."""

Expand = Callable[[Mapping[str, Any], str], list[PlannedCell]]
"""The cells of a table; the text says where it stands."""


class GoalReader:
    """Reads tables of goals. `missing` says of a baseline why it cannot run here."""

    def __init__(self, catalog: Catalog, missing: Missing) -> None:
        self._catalog, self._missing = catalog, missing

    def cells(
        self, table: Mapping[str, Any], where: str, first: int, expand: Expand
    ) -> tuple[list[PlannedCell], list[Goal]]:
        """The cells of a table that holds goals, of which the suite has `first` before, and the
        goals. UsageError says which goal and key is wrong, and what to write."""
        cell_table = {key: value for key, value in table.items() if key != "goals"}
        cells = [_one(expand(cell_table, where), where)]
        with_tasks: dict[int, int] = {}
        goals: list[Goal] = []
        for place, written in enumerate(table["goals"]):
            at = f"{where}, goal {place + 1}"
            tasks = _tasks(written, at)
            if tasks and tasks not in with_tasks:
                with_tasks[tasks] = first + len(cells)
                cells.append(_one(expand({**cell_table, "tasks": tasks}, at), at))
            goals += self._goals(written, at, (first, with_tasks.get(tasks)))
        goals = [self._if_possible(goal, cells[0]) for goal in goals]
        met = [
            replace(planned, contenders=_entrants(first + number, goals))
            for number, planned in enumerate(cells)
        ]
        return met, goals

    def _goals(
        self, table: Mapping[str, Any], where: str, cells: tuple[int, int | None]
    ) -> list[Goal]:
        """One goal for each contender that a table names; `cells` are its own and the one that it
        is held against."""
        baseline, fixed, bound_key = _against(table, where, cells[1] is not None)
        names = reading(f"{where}, contender", lambda: values.as_list(table["contender"]))
        try:
            contenders = self._catalog.select(tuple(str(name) for name in names))
            lacking = self._missing(baseline) if baseline not in ("", IDEAL, ITSELF) else ""
        except UsageError as error:
            raise UsageError(f"{where}: {error}") from error
        return [
            Goal(
                cell=cells[0],
                metric=str(table["metric"]),
                contender=contender,
                baseline=baseline,
                fixed=fixed,
                bound=_number(table, bound_key, where),
                at_most=bound_key == "at_most",
                why=str(table["why"]),
                skipped=lacking,
                other_cell=cells[1],
            )
            for contender in contenders
        ]

    def _if_possible(self, goal: Goal, planned: PlannedCell) -> Goal:
        reason = self._catalog.skip_reason(planned.cell.workload, goal.contender)
        return replace(goal, skipped=reason or goal.skipped)


def _entrants(cell: int, goals: Sequence[Goal]) -> tuple[Contender, ...]:
    """What runs on a cell: contenders, then baselines, each once, whatever the number of goals that
    it serves."""
    here = dict.fromkeys(c for goal in goals for number, c in goal.entrants if number == cell)
    return tuple(sorted(here, key=lambda contender: contender.strategy == BASELINE))


def _one(cells: list[PlannedCell], where: str) -> PlannedCell:
    if len(cells) != 1:
        raise UsageError(
            f"{where}: it makes {len(cells)} cells: goals are held on one, write no lists"
        )
    return cells[0]


def _tasks(goal: Mapping[str, Any], where: str) -> int:
    """The `than_tasks` of a goal, 0 without one."""
    if "than_tasks" not in goal:
        return 0
    return reading(f"{where}, than_tasks", lambda: values.count(goal["than_tasks"]))


def _against(table: Mapping[str, Any], where: str, itself: bool) -> tuple[str, float, str]:
    """What a goal is held against, as a baseline's name or a fixed figure, and the key of its
    bound."""
    refuse_unknown("key", table, KEYS, f"{where}: ")
    for key in ("contender", "metric", "why"):
        if key not in table:
            raise UsageError(f"{where}: there is no {key}")
    refuse_unknown("metric", [str(table["metric"])], METRICS, f"{where}: ")
    baseline, fixed = str(table.get("baseline", "")), _number(table, "figure", where)
    bounds = [key for key in ("at_most", "at_least") if key in table]
    if len(bounds) != 1 or sum((bool(baseline), bool(fixed), itself)) != 1:
        raise UsageError(
            f"{where}: write baseline, figure or than_tasks, and at_most or at_least: one of each"
        )
    if baseline == IDEAL and table["metric"] != "makespan":
        raise UsageError(f"{where}: only a makespan has an ideal")
    return ITSELF if itself else baseline, fixed, bounds[0]


def _number(table: Mapping[str, Any], key: str, where: str) -> float:
    value = table.get(key, 0)
    if (
        isinstance(value, bool)
        or not isinstance(value, (int, float))
        or (key in table and not 0 < value < MOST)
    ):
        raise UsageError(f"{where}, {key}: {str(value)[:40]} is not a number above 0")
    return float(value)
