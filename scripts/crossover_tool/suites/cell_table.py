"""A cell table, its values read: what cells are made of, whoever wrote it, a suite or a command
line."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import product

from crossover_tool.bench.catalog import Param, Workload
from crossover_tool.cell import Cell, Params, ParamValue
from crossover_tool.errors import UsageError
from crossover_tool.names import unknown
from crossover_tool.suites import values
from crossover_tool.suites.values import Value, reading
from crossover_tool.units import show

MOST_CELLS = 10_000
"""More would take days."""
TASKS = 1000
"""Of a table that does not say how many."""


@dataclass(frozen=True)
class CellTable:
    """A workload with the values of its parameters, by full name, of its tasks and of its limits,
    these as they were written ("tasks" and "cores" stand for numbers). What is not said is
    empty."""

    workload: Workload
    tasks: tuple[int, ...] = ()
    limit: tuple[object, ...] = ()
    params: Mapping[str, tuple[ParamValue, ...]] = field(default_factory=dict)

    @property
    def said(self) -> dict[str, tuple[object, ...]]:
        """All values, by full name."""
        return {"tasks": self.tasks, "limit": self.limit, **self.params}

    def having(self, name: str, found: Sequence[int]) -> "CellTable":
        """The table with these values of the tasks, the limit or a parameter."""
        if name == "tasks":
            return replace(self, tasks=tuple(found))
        if name == "limit":
            return replace(self, limit=tuple(found))
        return replace(self, params={**self.params, name: tuple(found)})

    @property
    def rates(self) -> list[int]:
        """At how many requests a second they arrive; empty where the tasks of all cells are there
        at once."""
        written = self.params.get(values.RATE, ())
        return [rate for rate in written if isinstance(rate, int) and rate > 0]

    @property
    def arriving_us(self) -> int:
        """For how long its requests arrive, at the lowest rate; 0 without one."""
        return round(max(self.tasks or (TASKS,)) * 1e6 / min(self.rates)) if self.rates else 0

    def arriving_for(self, duration_us: int) -> "CellTable":
        """The table with as many requests as arrive in that time at the lowest of its rates, so
        that every rate has as many and none takes longer. UsageError where none arrives.
        Precondition: it has rates."""
        lowest = min(self.rates)
        requests = round(lowest * duration_us / 1e6)
        if requests < 1:
            raise UsageError(
                f"--duration: at {lowest}/s no request arrives in {show.duration_us(duration_us)}: "
                "give a longer duration or a higher rate"
            )
        return replace(self, tasks=(reading("--duration", lambda: values.count(requests)),))

    def cells(self, where: str, cores: int) -> list[Cell]:
        """The product of its values. UsageError says `where` and what to write."""
        wanted = list(self.limit) or ("cores" if self.workload.wait == "none" else "tasks")
        found: list[Cell] = []
        for params, tasks in product(self._settings(where), self.tasks or (TASKS,)):
            limits = reading(f"{where}, limit", lambda: values.limits(wanted, tasks, cores))
            found += [Cell(self.workload.name, tasks, limit, params) for limit in limits]
            if len(found) > MOST_CELLS:
                raise UsageError(f"{where}: more than {MOST_CELLS:,} cells: leave some values out")
        return found

    def _settings(self, where: str) -> list[Params]:
        """Every combination of the workload's parameters, each with all that are said in the
        workload's order."""
        choices = [
            [(spec, value) for value in self.params.get(spec.name, (spec.default_value,))]
            for spec in self.workload.params
        ]
        found = [_said(one) for one in product(*choices)]
        if any(values.QUEUE in dict(one) and values.RATE not in dict(one) for one in found):
            raise UsageError(
                f"{where}: a queue needs a rate, or nothing arrives: write for example rate = 2000,"
                " or --rate 2000/s on the command line"
            )
        return found


def refuse_other_keys(
    kind: str, keys: Iterable[str], workload: Workload, beside: Collection[str] = ()
) -> None:
    """UsageError for the first key that is no parameter of the workload, and none of those `beside`
    them; `kind` says what it should have been."""
    for key in keys:
        if key not in workload.named and key not in beside:
            named = [one.short_name for one in (*workload.params, *workload.texts)]
            raise UsageError(unknown(kind, key, [*beside, *named]))


def read_table(written: Mapping[str, object], where: str, workload: Workload) -> CellTable:
    """What a table as TOML or a command line writes it says of cells; other keys are not looked at.
    Of values that are written twice one stays. UsageError says `where` and what to write."""

    def listed(key: str) -> list[object]:
        if key not in written:
            return []
        return reading(f"{where}, {key}", lambda: values.as_list(written[key]))

    def read(key: str, way: Callable[[object], Value]) -> tuple[Value, ...]:
        found = [reading(f"{where}, {key}", lambda: way(item)) for item in listed(key)]
        return tuple(dict.fromkeys(found))

    params: dict[str, tuple[ParamValue, ...]] = {}
    for key in (key for key in written if key in workload.named):
        spec = workload.named[key]
        if spec.name in params:
            raise UsageError(f"{where}: {spec.name} is given twice")
        params[spec.name] = read(key, partial(values.param, spec, key))
    limit = {repr(item): item for item in listed("limit")}  # TOML may hold a list in a list
    return CellTable(workload, read("tasks", values.count), tuple(limit.values()), params)


def _said(values_of: Iterable[tuple[Param, ParamValue]]) -> Params:
    """What a cell says of its parameters: not what goes without saying."""
    return tuple(
        (spec.name, value)
        for spec, value in values_of
        if not (spec.unsaid and value == spec.default_value)
    )
