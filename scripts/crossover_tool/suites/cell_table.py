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

OWN_KEYS = (
    *("workload", "tasks", "limit", "contenders", "chart", "blocks", "batches", "max_sample"),
    *("title", "family", "optional"),
)
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
    limits: tuple[object, ...] = ()
    params: Mapping[str, tuple[ParamValue, ...]] = field(default_factory=dict)

    @property
    def said(self) -> dict[str, tuple[object, ...]]:
        """All values, by full name."""
        return {"tasks": self.tasks, "limit": self.limits, **self.params}

    def having(self, name: str, found: Sequence[int]) -> "CellTable":
        """The table with these values of the tasks, the limit or a parameter."""
        if name in ("tasks", "limit"):
            return replace(self, **{{"tasks": "tasks", "limit": "limits"}[name]: tuple(found)})
        return replace(self, params={**self.params, name: tuple(found)})

    @property
    def rates(self) -> list[int]:
        """At how many requests a second they arrive; empty where the tasks of a cell are there at
        once."""
        return [rate for rate in self.params.get(values.RATE, ()) if isinstance(rate, int)]

    @property
    def arriving_us(self) -> int:
        """For how long its requests arrive, at the lowest rate; 0 without one."""
        lowest = min(self.rates, default=0)
        return round(max(self.tasks or (TASKS,)) * 1e6 / lowest) if lowest > 0 else 0

    def arriving_for(self, duration_us: int) -> "CellTable":
        """The table with as many requests as arrive in that time at the lowest of its rates, so
        that every rate has as many and none takes longer. UsageError where none arrives."""
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
        wanted = list(self.limits) or ("cores" if self.workload.wait == "none" else "tasks")
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


def read_table(
    written: Mapping[str, object],
    where: str,
    workload: Workload,
    beside: Collection[str] = OWN_KEYS,
) -> CellTable:
    """The values of a table as TOML or a command line writes it, which may have these keys `beside`
    parameters. UsageError says `where` and what to write."""

    def listed(key: str) -> list[object]:
        if key not in written:
            return []
        return reading(f"{where}, {key}", lambda: values.as_list(written[key]))

    def reads(key: str, way: Callable[[object], Value]) -> tuple[Value, ...]:
        return tuple(reading(f"{where}, {key}", lambda: way(item)) for item in listed(key))

    params: dict[str, tuple[ParamValue, ...]] = {}
    for key in (key for key in written if key not in beside):
        if key not in workload.named:
            known = [*beside, *(param.short_name for param in workload.params)]
            raise UsageError(f"{where}: {unknown('key', key, known)}")
        spec = workload.named[key]
        if spec.name in params:
            raise UsageError(f"{where}: {spec.name} is given twice")
        params[spec.name] = reads(key, partial(values.param, spec, key))
    tasks = dict.fromkeys(reads("tasks", values.count))
    return CellTable(workload, tuple(tasks), tuple(listed("limit")), params)


def _said(values_of: Iterable[tuple[Param, ParamValue]]) -> Params:
    """What a cell says of its parameters: not what goes without saying."""
    return tuple(
        (spec.name, value)
        for spec, value in values_of
        if not (spec.unsaid and value == spec.default_value)
    )
