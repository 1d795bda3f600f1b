"""Making observations: each experiment as often as asked, in a fresh process each time."""

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from crossover_tool.article.observation import Observed
from crossover_tool.bench import targets
from crossover_tool.bench.child import answer_of
from crossover_tool.errors import SampleError
from crossover_tool.names import refuse_unknown
from crossover_tool.paths import BUILD, ROOT, shown

PYTHON = ROOT / "observations" / "python"
SHARED = "observation"
"""The module that the experiments in Python share, which is none."""
CPP = BUILD / "crossover_observations"
FIXTURE_TIMED = (
    "the coroutine fixture times itself, on 100 tests of 5 ms: "
    "build/release/crossover_tests --gtest_filter=CoroutineListTiming*"
)

TIMEOUT_S = 300
"""The longest, some hundred async tests under three runners, takes 20 s on a quiet machine."""
FEW = ("async_tests",)
"""Experiments that take so long that three repetitions must do."""
LEAST = 3


@dataclass(frozen=True)
class Experiment:
    """A command that prints its figures as a line of JSON, or why it has none; `lacking` says why
    it cannot be started at all."""

    name: str
    language: str
    command: tuple[str, ...]
    lacking: str = ""


def build() -> None:
    """Brings the C++ experiments up to date. MissingError when they cannot be built."""
    targets.build("observations", "the observations")


def experiments(only: Sequence[str] = ()) -> list[Experiment]:
    """Those that there are, by name; of `only`, where any are named. UsageError for an unknown
    one."""
    found = sorted([*_in_python(), *_in_cpp()], key=lambda one: (one.name, one.language))
    refuse_unknown("observation", only, [one.name for one in found])
    return [one for one in found if not only or one.name in only]


def observe(
    experiments: Sequence[Experiment], repetitions: int, tell: Callable[[Experiment], None]
) -> tuple[Observed, ...]:
    """What they found; the languages in turn, so that a slow minute meets all. SampleError for one
    that fails."""
    found = []
    for one in experiments:
        tell(one)
        often = min(repetitions, LEAST) if one.name in FEW else repetitions
        found.append(_repeated(one, often))
    return tuple(found)


def _in_python() -> list[Experiment]:
    files = [file for file in sorted(PYTHON.glob("*.py")) if file.stem != SHARED]
    return [Experiment(f.stem, "python", (sys.executable, "-B", str(f))) for f in files]


def _in_cpp() -> list[Experiment]:
    tests = Experiment("async_tests", "cpp", (), FIXTURE_TIMED)
    if not CPP.is_file():
        return [tests]
    listed = subprocess.run([CPP], capture_output=True, text=True, check=True).stdout.split()
    return [tests, *(Experiment(name, "cpp", (str(CPP), name)) for name in listed)]


def _repeated(one: Experiment, repetitions: int) -> Observed:
    if one.lacking:
        return Observed(one.name, one.language, {}, one.lacking)
    values: dict[str, list[float]] = {}
    for _ in range(repetitions):
        told = _once(one)
        if "skipped" in told:
            return Observed(one.name, one.language, {}, str(told["skipped"]))
        for figure, value in told.items():
            values.setdefault(figure, []).append(float(str(value)))
    return Observed(one.name, one.language, {name: tuple(v) for name, v in values.items()})


def _once(one: Experiment) -> dict[str, object]:
    """The figures of one process: the last line that it prints which is an object."""
    where = f"the observation {one.name} in {one.language} ({shown(Path(one.command[-1]))})"
    said = answer_of(one.command, where, TIMEOUT_S)
    lines = [line for line in said.splitlines() if line.startswith("{")]
    try:
        told = json.loads(lines[-1])
    except (IndexError, ValueError) as error:
        raise SampleError(f"{where} told no figures: {said[-200:]!r}") from error
    assert isinstance(told, dict)
    return told
