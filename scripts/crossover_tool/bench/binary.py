"""Asking the bench binary what it is and what it can do."""

import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from crossover_tool.bench.calibration import Calibration
from crossover_tool.bench.catalog import Catalog, parse_catalog
from crossover_tool.cell import Cell
from crossover_tool.errors import ExitCode, MissingError, SampleError, UsageError
from crossover_tool.paths import shown
from crossover_tool.secrets import redacted
from crossover_tool.texts import flags

ANSWER_TIMEOUT_S = 60
"""--list and --info answer in milliseconds, --calibrate in about a second; a minute means that it
hangs."""


class Bench:
    """The bench binary at `path`. MissingError when there is none that can be run."""

    def __init__(self, path: Path) -> None:
        if not path.is_file():
            raise MissingError(
                f"there is no bench binary at {shown(path)}: build it (cmake --build --preset release)"
            )
        if not os.access(path, os.X_OK):
            raise MissingError(
                f"the bench binary {shown(path)} cannot be executed: check its permissions"
            )
        self.path = path

    def catalog(self) -> Catalog:
        """What it can run. SampleError when its answer cannot be read."""
        document = self.document()
        try:
            return parse_catalog(document)
        except (KeyError, TypeError, ValueError) as error:
            raise SampleError(
                f"{shown(self.path)} --list answers with JSON of another shape ({error!r})"
            ) from error

    def document(self) -> dict[str, Any]:
        """The JSON of --list as it is."""
        return self._ask("--list")

    def info(self) -> dict[str, Any]:
        """Compiler, flags and library versions. SampleError as for `catalog`."""
        return self._ask("--info")

    def calibration(self) -> Calibration:
        """The speed of each computation, and how it grows with the work; takes about a second.
        SampleError as above."""
        answer = self._ask("--calibrate")
        return Calibration(
            self._numbers(answer, "rates"), self._numbers({"scaling": {}, **answer}, "scaling")
        )

    def rates(self) -> dict[str, float]:
        """Units of work per microsecond of one idle core, by workload. SampleError as above."""
        return dict(self.calibration().rates)

    def _numbers(self, answer: dict[str, Any], what: str) -> dict[str, float]:
        found = answer.get(what)
        if not isinstance(found, dict) or not all(
            isinstance(one, (int, float)) for one in found.values()
        ):
            raise SampleError(
                f"{shown(self.path)} --calibrate answers without usable {what}: {found!r}"
            )
        return {name: float(one) for name, one in found.items()}

    def check(self, cells: Sequence[Cell], texts: Mapping[str, str]) -> None:
        """UsageError when the bench refuses one of the cells with these texts, in its words;
        SampleError as above."""
        asked = [f"--cell={cell.key}" for cell in cells]
        self._ask("--list", *asked, *flags(texts))

    def _ask(self, flag: str, *more: str) -> dict[str, Any]:
        try:
            answer = subprocess.run(
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
        if answer.returncode != 0:
            said = answer.stderr.strip().splitlines()
            if more and answer.returncode == ExitCode.USAGE:
                raise UsageError(
                    redacted(said[-1].removeprefix("crossover_bench: error: ") if said else flag)
                )
            raise SampleError(
                f"{shown(self.path)} {flag} failed ({answer.returncode}): {said[-1] if said else 'no message'}"
            )
        try:
            document = json.loads(answer.stdout)
        except json.JSONDecodeError as error:
            raise SampleError(
                f"{shown(self.path)} {flag} answers with something that is not JSON ({error})"
            ) from error
        if not isinstance(document, dict):
            raise SampleError(f"{shown(self.path)} {flag} answers with JSON that is not an object")
        return document
