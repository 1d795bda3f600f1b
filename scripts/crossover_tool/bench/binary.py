"""Asking the bench binary what it is and what it can do."""

import json
import os
import subprocess
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from functools import cached_property
from pathlib import Path
from typing import Any

from crossover_tool.bench.build import Build
from crossover_tool.bench.calibration import Calibration
from crossover_tool.bench.catalog import Catalog, parse_catalog
from crossover_tool.bench.child import last_words, leash, run_to_end, signal_name
from crossover_tool.bench.described import engines_of, may_name_a_program, with_programs
from crossover_tool.errors import ExitCode, MissingError, SampleError, UsageError
from crossover_tool.bench.programs import flags_of, program_flags, shipped
from crossover_tool.cell import BASELINE, Contender
from crossover_tool.paths import shown
from crossover_tool.bench.pair import Pair, Pairs, parse_pair
from crossover_tool.readable import warn
from crossover_tool.secrets import redacted
from crossover_tool.suite import Suite
from crossover_tool.texts import flags

ANSWER_TIMEOUT_S = 60
"""--list and --info answer in milliseconds, --calibrate in about a second; a minute means that it
hangs."""

CANNOT_EXECUTE = (126, 127)
"""What setpriv, which stands before the command, ends with when the system refuses it."""


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
        self._own_programs = list(dict.fromkeys(one.absolute() for one in programs))
        added = {one.resolve() for one in self._own_programs}
        self._shipped = [one for one in shipped(path) if one.resolve() not in added]

    def catalog(self, named: Iterable[str] | None = None) -> Catalog:
        """What it can run. With `named`, the globs of all contenders that may be asked for, the
        programs beside the bench are started only where one of these may name one: else they are
        not in it. SampleError when its answer cannot be read."""
        all_of_them = named is None or may_name_a_program(named, engines_of(self._own_document))
        document = self._document if all_of_them else self._own_document
        try:
            return parse_catalog(document)
        except (KeyError, TypeError, ValueError) as error:
            raise self._shape("--list", error) from error

    def document(self) -> dict[str, Any]:
        """The JSON of --list, with the programs beside the bench. UsageError for a program of the
        user's that cannot be run; one beside the bench is left out with a warning."""
        return self._document

    @cached_property
    def _document(self) -> dict[str, Any]:
        """Every program is started to describe itself: asked once."""
        document, warnings = with_programs(
            self._own_document,
            self._shipped,
            lambda one: self._ask("--list", *flags_of([*self._own_programs, one])),
        )
        for text in warnings:
            warn(f"warning: {text}")
        return document

    @cached_property
    def _own_document(self) -> dict[str, Any]:
        """The list without the programs beside the bench."""
        return self._ask("--list", *flags_of(self._own_programs))

    def programs(self, suite: Suite) -> Mapping[Contender, Path]:
        """Where those contenders of `suite` are that are programs."""
        if not self._own_programs and not self._shipped:
            return {}
        contenders = dict.fromkeys(c for one in suite.cells for c in one.contenders)
        names = [one.name for one in contenders if one.strategy != BASELINE]
        return self.catalog(names).programs

    def info(self) -> Build:
        """Compiler, flags and library versions. SampleError as for `catalog`."""
        found = self._ask("--info")
        names = [one.name for one in fields(Build)]
        try:
            return Build(**{name: found[name] for name in names if name in found})
        except TypeError as error:
            raise self._shape("--info", error) from error

    def plan(self, suite: Suite, rates: Mapping[str, float], seed: int = 1) -> Pairs:
        """What the bench says of every contender on every cell of `suite`, without running any.
        SampleError as for `catalog`, UsageError when it refuses a cell or a program."""
        if not suite.cells:
            return {}
        contenders = list(dict.fromkeys(c for one in suite.cells for c in one.contenders))
        keys = dict.fromkeys(planned.cell.key for planned in suite.cells)
        text = self._answer(
            "--plan",
            f"--seed={seed}",
            *(f"--cell={key}" for key in keys),
            *(f"--contender={contender.name}" for contender in contenders),
            *(f"--rate={name}={rate}" for name, rate in rates.items()),
            *program_flags(self.path, contenders, self.programs(suite)),
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

    def check_program(self, program: Path, tell: Callable[[str], None]) -> int:
        """Whether a program keeps the contract for programs: `tell` gets each line when the bench
        prints it; what it says on standard error goes there. Returns its exit code. It takes as
        long as the program does: the bench bounds each step, and nobody the whole. MissingError
        when the bench cannot be started."""
        command = [*leash(), str(self.path), f"--check-program={program}"]
        try:
            started = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                text=True,
                errors="replace",
            )
        except OSError as error:
            raise MissingError(f"cannot execute {shown(self.path)}: {error.strerror}") from error
        with started as bench:
            assert bench.stdout is not None
            for line in bench.stdout:
                tell(line)
        return bench.returncode

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
        what = f"{shown(self.path)} {flag}"
        answer = run_to_end([str(self.path), flag, *more], what, ANSWER_TIMEOUT_S)
        if answer.returncode == 0:
            return answer.stdout
        said = last_words(answer.stderr)
        if more and answer.returncode == ExitCode.USAGE:
            raise UsageError(redacted(said or flag))
        if more and answer.returncode == ExitCode.MISSING:
            raise MissingError(said or flag)
        if answer.returncode in CANNOT_EXECUTE:
            why = answer.stderr.strip().rpartition(": ")[2]
            raise MissingError(f"cannot execute {what}: {why or 'no reason was given'}")
        if answer.returncode < 0:
            raise SampleError(
                f"{what} was killed by {signal_name(-answer.returncode)}: "
                "see who did (memory may have run out), and run it again"
            )
        raise SampleError(f"{what} failed ({answer.returncode}): {said or 'no message'}")
