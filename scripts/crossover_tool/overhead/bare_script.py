"""The bare scripts of contenders/bare: a library by itself, which times the same batch as its
contender does under the contract."""

import ctypes
import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from crossover_tool.bench.child import leash
from crossover_tool.cell import Cell
from crossover_tool.errors import MissingError, SampleError
from crossover_tool.overhead.reply_server import reply_server
from crossover_tool.paths import ROOT, shown

FOLDER = ROOT / "contenders" / "bare"
TIMEOUT_S = 60.0
PR_SET_TIMERSLACK = 29


@dataclass(frozen=True)
class BareScript:
    """The script of `library` on `cell`; `server` is the binary that answers requests."""

    library: str
    cell: Cell
    server: Path

    @property
    def path(self) -> Path:
        """Where it is."""
        return FOLDER / f"bare_{self.library}.py"

    def take(self) -> float:
        """The median makespan of one process in ns. MissingError where it cannot be started,
        SampleError where it fails."""
        if self.cell.workload != "tcp":
            return self._median(None)
        with reply_server(self.server) as port:
            return self._median(port)

    def _median(self, port: int | None) -> float:
        said = self._run(self._command(port))
        try:
            makespans = [float(one) for one in json.loads(said)["makespan_ns"]]
            return median(makespans)
        except (KeyError, TypeError, ValueError) as error:
            raise SampleError(f"{shown(self.path)} told no makespans: {said[-200:]!r}") from error

    def _command(self, port: int | None) -> list[str]:
        numbers = {"wait_us": self.cell.number("wait_us"), "bytes": self.cell.number("bytes")}
        numbers["port"] = port or 0
        given = [f"--{name}={value}" for name, value in numbers.items() if value]
        return [str(self.path), self.cell.workload, f"--tasks={self.cell.tasks}", *given]

    def _run(self, command: list[str]) -> str:
        try:
            ended = subprocess.run(
                [*leash(), *command],
                capture_output=True,
                text=True,
                timeout=TIMEOUT_S,
                stdin=subprocess.DEVNULL,
                preexec_fn=wake_in_time,
            )
        except OSError as error:
            raise MissingError(f"cannot start {shown(self.path)}: {error.strerror}") from error
        except subprocess.TimeoutExpired as error:
            raise SampleError(
                f"{shown(self.path)} did not end within {TIMEOUT_S:g} s: run it by hand and see"
            ) from error
        if ended.returncode != 0:
            said = ended.stderr.strip().splitlines()
            raise SampleError(
                f"{shown(self.path)} failed: {said[-1] if said else ended.returncode}"
            )
        return ended.stdout


def wake_in_time() -> None:
    """The timer slack of 1 ns that the bench gives to itself and to every program: with the
    kernel's 50 us each sleep would end later without the contract than with it."""
    ctypes.CDLL(None).prctl(PR_SET_TIMERSLACK, 1, 0, 0, 0)
