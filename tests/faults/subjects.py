"""Who can be broken: every contender on every workload of the bench, as its own plan says."""

import json
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

LEFT_OUT = {"database"}
"""It needs a server of its own, which takes seconds to start; tests/bench/database_test.py breaks
that one."""

TEXTS = {"exec": "command=true"}


@dataclass(frozen=True)
class Subject:
    """A contender on a cell, and what it needs."""

    cell: str
    contender: str
    processes: int
    threads: int

    @property
    def workload(self) -> str:
        """The name of its workload."""
        return self.cell.partition("/")[0]

    @property
    def name(self) -> str:
        """How reports call it."""
        return f"{self.contender} on {self.cell}"

    def flags(self) -> list[str]:
        """What the bench takes to measure it."""
        text = TEXTS.get(self.workload)
        return [
            f"--cell={self.cell}",
            f"--contender={self.contender}",
            *([f"--param={text}"] if text else []),
        ]


class Subjects:
    """All that the bench at `bench` can run here."""

    def __init__(self, bench: Path, tasks: int = 60, limit: int = 4) -> None:
        listed = json.loads(_answer(bench, "--list"))
        names = [one["name"] for one in listed["workloads"] if one["name"] not in LEFT_OUT]
        cells = [f"{name}/tasks:{tasks}/limit:{limit}" for name in names]
        texts = [f"--param={text}" for text in TEXTS.values()]
        plan = _answer(bench, "--plan", *(f"--cell={cell}" for cell in cells), *texts)
        self.all = tuple(
            _subject(pair, tasks, limit)
            for pair in map(json.loads, plan.splitlines())
            if pair["status"] == "ok"
        )

    def draw(self, rng: Random, fits: Callable[[Subject], bool] = lambda _: True) -> Subject:
        """One of those that fit, each workload as likely as another."""
        found = [subject for subject in self.all if fits(subject)]
        workload = rng.choice(sorted({subject.workload for subject in found}))
        return rng.choice([subject for subject in found if subject.workload == workload])


def _subject(pair: dict, tasks: int, limit: int) -> Subject:  # type: ignore[type-arg]
    cell = f"{pair['cell']['workload']}/tasks:{tasks}/limit:{limit}"
    contender = f"{pair['strategy']}/{pair['engine']}"
    return Subject(cell, contender, pair["needs"]["processes"], pair["needs"]["threads"])


def _answer(bench: Path, *flags: str | Sequence[str]) -> str:
    return subprocess.run(
        [str(bench), *map(str, flags)], capture_output=True, text=True, check=True, timeout=120
    ).stdout
