"""The bare scripts of contenders/bare: a library by itself, which times the same batch as its
contender does under the contract."""

import ctypes
import json
import os
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from crossover_tool.bench.child import answer_of
from crossover_tool.cell import Cell
from crossover_tool.errors import SampleError
from crossover_tool.overhead.bench_side import BATCHES
from crossover_tool.paths import ROOT, shown

FOLDER = ROOT / "contenders" / "bare"
TIMEOUT_S = 60.0
PR_SET_TIMERSLACK = 29


@dataclass(frozen=True)
class BareScript:
    """The script of `library` on `cell`; `server` is the binary that it starts to be answered."""

    library: str
    cell: Cell
    server: Path

    @property
    def path(self) -> Path:
        return FOLDER / f"bare_{self.library}.py"

    def take(self) -> float:
        """The median makespan of one process in ns. MissingError where it cannot be started,
        SampleError where it fails."""
        said = answer_of(self.command, shown(self.path), TIMEOUT_S, wake_in_time)
        try:
            makespans = [float(one) for one in json.loads(said)["makespan_ns"]]
            return median(makespans)
        except (KeyError, TypeError, ValueError) as error:
            raise SampleError(f"{shown(self.path)} told no makespans: {said[-200:]!r}") from error

    @property
    def command(self) -> list[str]:
        wait_us, size = self.cell.number("wait_us"), self.cell.number("bytes")
        given = [self.cell.workload, f"--tasks={self.cell.tasks}", f"--wait_us={wait_us}"]
        if self.cell.workload == "tcp":
            given += [f"--bytes={size}", f"--server={self.server}"]
        return [str(self.path), *given, f"--batches={BATCHES}"]


def server_of(bench: Path) -> Path:
    """The server of a bench; CROSSOVER_SERVER names another, as it does to the bench."""
    return Path(os.environ.get("CROSSOVER_SERVER") or bench.absolute().parent / "tcp_server")


def wake_in_time() -> None:
    """The timer slack of 1 ns that the bench gives to itself and to every program: with the
    kernel's 50 us each sleep would end later without the contract than with it."""
    ctypes.CDLL(None).prctl(PR_SET_TIMERSLACK, 1, 0, 0, 0)
