"""The two words everything else is said with: cell (where we measure) and contender (what we
measure)."""

import re
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

from crossover_tool.units import show

ParamValue = int | str
"""A number in the unit that its name's suffix says, or the word of a choice."""

_NUMBER = re.compile(r"-?[0-9]+")

Params = tuple[tuple[str, ParamValue], ...]


BASELINE = "baseline"
"""The strategy of a baseline, whose engine is its program's name: `baseline/raw_tcp`."""

OWN_LANGUAGE = "cpp"
"""What the bench's own contenders are written in, and what is meant where a file does not say."""


@dataclass(frozen=True)
class Contender:
    """A strategy on an engine."""

    strategy: str
    engine: str

    @property
    def name(self) -> str:
        """`gather/asio`."""
        return f"{self.strategy}/{self.engine}"

    @staticmethod
    def parse(name: str) -> "Contender":
        strategy, _, engine = name.partition("/")
        return Contender(strategy, engine)

    def matches(self, glob: str) -> bool:
        """True when a shell-style glob such as `gather/*` names this contender."""
        return fnmatchcase(self.name, glob)


@dataclass(frozen=True)
class Cell:
    """A workload with its parameters (in the unit that each key's suffix names), the number of
    tasks and the limit."""

    workload: str
    tasks: int
    limit: int
    params: Params = ()

    def number(self, param: str) -> int:
        """The value of a parameter that is a number; 0 where there is none."""
        value = dict(self.params).get(param, 0)
        return value if isinstance(value, int) else 0

    @property
    def canonical(self) -> "Cell":
        """The same cell with its parameters by name: their order means nothing."""
        return replace(self, params=tuple(sorted(self.params)))

    @property
    def key(self) -> str:
        """The bench's name of the cell: `tcp/tasks:1000/limit:64/wait_us:5000`."""
        parts = [self.workload, f"tasks:{self.tasks}", f"limit:{self.limit}"]
        return "/".join(parts + [f"{name}:{value}" for name, value in self.params])

    @staticmethod
    def parse(key: str) -> "Cell":
        """The cell whose `key` this is. ValueError says what is wrong with another text."""
        workload, *parts = key.split("/")
        values: dict[str, ParamValue] = {}
        for part in parts:
            name, colon, text = part.partition(":")
            if not (name and colon and text) or name in values:
                raise ValueError(f"{part!r} in cell {key!r} is not NAME:VALUE, given once")
            values[name] = int(text) if _NUMBER.fullmatch(text) else text
        tasks, limit = values.pop("tasks", None), values.pop("limit", None)
        if not workload or not isinstance(tasks, int) or not isinstance(limit, int):
            raise ValueError(f"cell {key!r} is not WORKLOAD/tasks:N/limit:N with parameters behind")
        return Cell(workload, tasks, limit, tuple(values.items()))

    @property
    def setting(self) -> str:
        """The workload with its parameters, for people: `tcp, wait 5 ms, bytes 64 B`."""
        said = [show_param(name, value) for name, value in self.params if _counts(name, value)]
        return ", ".join([self.workload, *said])

    @property
    def label(self) -> str:
        """The whole cell for people: `tcp, wait 5 ms: 1,000 tasks, limit 64`."""
        return f"{self.setting}: {show.counted(self.tasks, 'task')}, limit {show.count(self.limit)}"


def _counts(name: str, value: ParamValue) -> bool:
    """Whether a parameter says something: a number of 0 means "not by this number" (`boards 0`: as
    many as its time takes). Times, shares and the sizes of parts are said, and a queue of 0."""
    return value != 0 or name.endswith(("_us", "_pct", "_bytes")) or name == "queue"


def show_param(name: str, value: ParamValue) -> str:
    """A parameter with its unit: `wait 5 ms` for `wait_us` 5000."""
    if isinstance(value, str):
        return f"{name.replace('_', ' ')} {value}"
    if name.endswith("_us"):
        return f"{name[:-3]} {show.duration_us(value)}"
    if name.endswith("_pct"):
        return f"{name[:-4]} {value} %"
    if name.endswith("bytes"):
        return f"{name} {show.exact_bytes(value)}"
    return f"{name} {value}"
