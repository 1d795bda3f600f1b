"""What the bench can run: its workloads with their parameters, its contenders, and the pairs it
skips."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from crossover_tool.axis import short
from crossover_tool.cell import OWN_LANGUAGE, Contender, ParamValue
from crossover_tool.errors import UsageError
from crossover_tool.names import unknown

TEXT = "text"
"""The unit of a parameter that is a text: a command, an address. It is one for a whole run."""

WRITTEN = "written"
"""The unit of a parameter that stands in a cell as it is written: `lognormal(1)`. The bench alone
knows what it may say."""


@dataclass(frozen=True)
class Param:
    """A workload's parameter; default, minimum and maximum are in `unit`: us, bytes, count,
    percent, choice, WRITTEN or TEXT.

    The value of a choice is one of its words, and its default the place of a word. A cell does not
    mention what is `unsaid` and has its default.
    """

    name: str
    unit: str
    default: int | str
    minimum: int
    maximum: int
    summary: str
    choices: tuple[str, ...] = ()
    unsaid: bool = False

    @property
    def default_value(self) -> ParamValue:
        """The default as a cell holds it: a number, or the word of a choice."""
        return self.choices[int(self.default)] if self.choices else self.default

    @property
    def short_name(self) -> str:
        """The name without its unit suffix, as a person writes it: `wait` for `wait_us`."""
        return short(self.name)


@dataclass(frozen=True)
class Workload:
    """A workload; `wait` is its kind of wait: none, timer, tcp, ... `params` are those of a cell,
    `texts` those that are one for a whole run."""

    name: str
    summary: str
    wait: str
    params: tuple[Param, ...]
    texts: tuple[Param, ...] = ()

    @property
    def named(self) -> dict[str, Param]:
        """The parameters by name, each with and without its unit suffix; a whole name wins."""
        shortened = {one.short_name: one for one in self.params}
        return shortened | {one.name: one for one in self.params}


@dataclass(frozen=True)
class Catalog:
    """All of it. `skipped` maps contenders that this build lacks, and `pairs_skipped` (workload,
    contender), to reasons; `programs` those that are programs to where these are. `shipped` are
    those of the programs beside the bench, and `programs_skipped` why others of them have none."""

    workloads: tuple[Workload, ...]
    contenders: tuple[Contender, ...]
    kinds: Mapping[Contender, str]
    languages: Mapping[Contender, str]
    skipped: Mapping[Contender, str]
    pairs_skipped: Mapping[tuple[str, Contender], str]
    programs: Mapping[Contender, Path] = field(default_factory=dict)
    shipped: frozenset[Contender] = frozenset()
    programs_skipped: Mapping[str, str] = field(default_factory=dict)

    def workload(self, name: str) -> Workload:
        """The workload called `name`. UsageError names the nearest match."""
        for workload in self.workloads:
            if workload.name == name:
                return workload
        raise UsageError(unknown("workload", name, [workload.name for workload in self.workloads]))

    def select(self, globs: tuple[str, ...]) -> tuple[Contender, ...]:
        """The contenders that any of `globs` names, in the bench's order. UsageError for a glob
        that names none."""
        for glob in globs:
            if not self.names_any(glob):
                raise UsageError(self._unmatched(glob))
        return tuple(c for c in self.contenders if any(self._names(glob, c) for glob in globs))

    def names_any(self, glob: str) -> bool:
        return any(self._names(glob, contender) for contender in self.contenders)

    def _names(self, glob: str, contender: Contender) -> bool:
        """Whether a glob names a contender. "Every engine" is every one of the bench: a program
        beside it is named by letters of its engine, so that one added changes no suite."""
        any_engine = not glob.partition("/")[2].strip("*?")
        return contender.matches(glob) and not (any_engine and contender in self.shipped)

    def _unmatched(self, glob: str) -> str:
        strategy, slash, engine = glob.partition("/")
        strategies = list(dict.fromkeys(c.strategy for c in self.contenders))
        engines = list(dict.fromkeys(c.engine for c in self.contenders))
        if not slash:
            return f"contender {glob!r} is not STRATEGY/ENGINE: write for example '{glob}/*'"
        if not any(Contender(name, "*").matches(f"{strategy}/*") for name in strategies):
            return unknown("strategy", strategy, strategies)
        if not any(Contender("*", name).matches(f"*/{engine}") for name in engines):
            return unknown("engine", engine, engines)
        of_strategy = [c.name for c in self.contenders if c.matches(f"{strategy}/*")]
        return unknown("contender", glob, of_strategy)

    def check_texts(self, texts: Mapping[str, str], workloads: Sequence[str]) -> None:
        """UsageError for a text that no workload takes, or none of `workloads`."""
        for name in texts:
            taking = [w.name for w in self.workloads if any(one.name == name for one in w.texts)]
            if not taking:
                known = [one.name for workload in self.workloads for one in workload.texts]
                raise UsageError(unknown("parameter", name, known))
            if not set(taking) & set(workloads):
                raise UsageError(
                    f"the parameter {name} is for workload {' and '.join(taking)}, and none of this run takes it: "
                    f"add --workload {taking[0]}, or leave the parameter out"
                )

    def text_names(self) -> frozenset[str]:
        return frozenset(one.name for workload in self.workloads for one in workload.texts)

    def skip_reason(self, workload: str, contender: Contender) -> str:
        """Why this pair cannot run here, or "" when it can."""
        return self.skipped.get(contender, "") or self.pairs_skipped.get((workload, contender), "")


def parse_catalog(document: Mapping[str, Any]) -> Catalog:
    """The catalog in the JSON of `--list`. KeyError, TypeError or ValueError when it has another
    shape."""
    listed = {Contender(c["strategy"], c["engine"]): c for c in document["contenders"]}
    pairs = {
        (p["workload"], Contender(p["strategy"], p["engine"])): p["reason"]
        for p in document["pairs_skipped"]
    }
    return Catalog(
        workloads=tuple(_parse_workload(workload) for workload in document["workloads"]),
        contenders=tuple(listed),
        kinds={contender: str(one["kind"]) for contender, one in listed.items()},
        languages={
            contender: str(one.get("language", OWN_LANGUAGE)) for contender, one in listed.items()
        },
        skipped={
            contender: str(one["skipped"]) for contender, one in listed.items() if one["skipped"]
        },
        pairs_skipped=pairs,
        programs={c: Path(one["program"]) for c, one in listed.items() if "program" in one},
        shipped=frozenset(c for c, one in listed.items() if one.get("shipped")),
        programs_skipped={
            one["program"]: one["reason"] for one in document.get("programs_skipped", [])
        },
    )


def _parse_workload(document: Mapping[str, Any]) -> Workload:
    params = [_parse_param(param) for param in document["params"]]
    return Workload(
        document["name"],
        document["summary"],
        document["wait"],
        tuple(param for param in params if param.unit != TEXT),
        tuple(param for param in params if param.unit == TEXT),
    )


def _parse_param(document: Mapping[str, Any]) -> Param:
    text = document["unit"] in (TEXT, WRITTEN)
    return Param(
        name=document["name"],
        unit=document["unit"],
        default=str(document["default"]) if text else int(document["default"]),
        minimum=0 if text else int(document["min"]),
        maximum=0 if text else int(document["max"]),
        summary=document.get("summary", ""),
        choices=tuple(document.get("choices", ())),
        unsaid=document["unit"] == WRITTEN or bool(document.get("unsaid", False)),
    )
