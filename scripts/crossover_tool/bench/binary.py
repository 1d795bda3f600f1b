"""Asking the bench binary what it is and what it can do."""

import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import fields
from functools import cached_property
from pathlib import Path
from typing import Any

from crossover_tool.bench.build import Build
from crossover_tool.bench.calibration import Calibration
from crossover_tool.bench.catalog import Catalog, parse_catalog
from crossover_tool.errors import ExitCode, MissingError, SampleError, UsageError
from crossover_tool.bench.programs import flags_of, program_flags, shipped
from crossover_tool.cell import Contender
from crossover_tool.paths import shown
from crossover_tool.plan.pair import Pair, Pairs, parse_pair
from crossover_tool.secrets import redacted
from crossover_tool.suites.suite import Suite
from crossover_tool.texts import flags

ANSWER_TIMEOUT_S = 60
"""--list and --info answer in milliseconds, --calibrate in about a second; a minute means that it
hangs."""


class Bench:
    """The bench binary at `path`, with the contenders in other languages that stand beside it, and
    more `programs`. MissingError when there is none that can be run."""

    def __init__(self, path: Path, programs: Sequence[Path] = ()) -> None:
        if not path.is_file():
            raise MissingError(
                f"there is no bench binary at {shown(path)}: build it (cmake --build --preset release)"
            )
        if not os.access(path, os.X_OK):
            raise MissingError(
                f"the bench binary {shown(path)} cannot be executed: check its permissions"
            )
        self.path = path
        self._programs = list(
            dict.fromkeys([*shipped(path), *(one.absolute() for one in programs)])
        )

    def catalog(self) -> Catalog:
        """What it can run. SampleError when its answer cannot be read."""
        document = self.document()
        try:
            return parse_catalog(document)
        except (KeyError, TypeError, ValueError) as error:
            raise self._shape("--list", error) from error

    def document(self) -> dict[str, Any]:
        """The JSON of --list as it is. UsageError for a program that cannot be run."""
        return self._ask("--list", *flags_of(self._programs))

    @cached_property
    def programs(self) -> Mapping[Contender, Path]:
        """Where the contenders are that are programs. Each is started to describe itself: asked
        once."""
        return self.catalog().programs if self._programs else {}

    def info(self) -> Build:
        """Compiler, flags and library versions. SampleError as for `catalog`."""
        found = self._ask("--info")
        names = [one.name for one in fields(Build)]
        try:
            return Build(**{name: found[name] for name in names if name in found})
        except TypeError as error:
            raise self._shape("--info", error) from error

    def plan(self, suite: Suite, rates: Mapping[str, float]) -> Pairs:
        """What the bench says of every contender on every cell of `suite`, without running any.
        SampleError as for `catalog`, UsageError when it refuses a cell or a program."""
        if not suite.cells:
            return {}
        contenders = list(dict.fromkeys(c for one in suite.cells for c in one.contenders))
        keys = dict.fromkeys(planned.cell.key for planned in suite.cells)
        text = self._answer(
            "--plan",
            *(f"--cell={key}" for key in keys),
            *(f"--contender={contender.name}" for contender in contenders),
            *(f"--rate={name}={rate}" for name, rate in rates.items()),
            *program_flags(self.path, contenders, self.programs),
            *flags(suite.texts),
        )
        found = {(pair.cell.canonical, pair.contender): pair for pair in self._pairs(text)}
        for planned in suite.cells:
            for contender in planned.contenders:
                if (planned.cell.canonical, contender) not in found:
                    raise SampleError(
                        f"{shown(self.path)} --plan says nothing of {contender.name} on "
                        f"{planned.cell.key}"
                    )
        return found

    def _pairs(self, text: str) -> list[Pair]:
        try:
            return [parse_pair(json.loads(line)) for line in text.splitlines()]
        except (KeyError, TypeError, ValueError) as error:
            raise self._shape("--plan", error) from error

    def calibration(self) -> Calibration:
        """The speed of each computation, and how it grows with the work; takes about a second.
        SampleError as above."""
        answer = self._ask("--calibrate")
        return Calibration(
            self._numbers(answer, "rates"), self._numbers({"scaling": {}, **answer}, "scaling")
        )

    def _numbers(self, answer: dict[str, Any], what: str) -> dict[str, float]:
        found = answer.get(what)
        if not isinstance(found, dict) or not all(
            isinstance(one, (int, float)) for one in found.values()
        ):
            raise SampleError(
                f"{shown(self.path)} --calibrate answers without usable {what}: {found!r}"
            )
        return {name: float(one) for name, one in found.items()}

    def check_program(self, program: Path) -> tuple[int, str, str]:
        """Whether a program keeps the contract for programs: the bench's exit code, and what it
        prints on standard output and error. MissingError when the bench cannot be started."""
        ended = self._run(f"--check-program={program}")
        return ended.returncode, ended.stdout, ended.stderr

    def _shape(self, flag: str, error: Exception) -> SampleError:
        return SampleError(
            f"{shown(self.path)} {flag} answers with JSON of another shape ({error!r})"
        )

    def _ask(self, flag: str, *more: str) -> dict[str, Any]:
        text = self._answer(flag, *more)
        try:
            document = json.loads(text)
        except json.JSONDecodeError as error:
            raise SampleError(
                f"{shown(self.path)} {flag} answers with something that is not JSON ({error})"
            ) from error
        if not isinstance(document, dict):
            raise SampleError(f"{shown(self.path)} {flag} answers with JSON that is not an object")
        return document

    def _answer(self, flag: str, *more: str) -> str:
        """What the bench prints. UsageError in its words when it refuses what is asked with the
        flag."""
        answer = self._run(flag, *more)
        if answer.returncode == 0:
            return answer.stdout
        said = answer.stderr.strip().splitlines()
        if more and answer.returncode == ExitCode.USAGE:
            raise UsageError(
                redacted(said[-1].removeprefix("crossover_bench: error: ") if said else flag)
            )
        if more and answer.returncode == ExitCode.MISSING:
            raise MissingError(said[-1].removeprefix("crossover_bench: error: ") if said else flag)
        raise SampleError(
            f"{shown(self.path)} {flag} failed ({answer.returncode}): {said[-1] if said else 'no message'}"
        )

    def _run(self, flag: str, *more: str) -> "subprocess.CompletedProcess[str]":
        try:
            return subprocess.run(
                [self.path, flag, *more],
                capture_output=True,
                text=True,
                timeout=ANSWER_TIMEOUT_S,
                stdin=subprocess.DEVNULL,
            )
        except OSError as error:
            raise MissingError(f"cannot execute {shown(self.path)}: {error.strerror}") from error
        except subprocess.TimeoutExpired as error:
            raise SampleError(
                f"{shown(self.path)} {flag} did not answer in {ANSWER_TIMEOUT_S} s"
            ) from error
