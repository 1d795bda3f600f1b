"""Standard output and error that never stop the work: a reader that has gone, a full disk, a closed
terminal, a letter that the encoding lacks.

What a run measures is in its results file; that its progress could not be shown must cost nothing.
"""

import errno
import io
import os
import select
import sys
from typing import Any, TextIO

from crossover_tool.errors import ExitCode
from crossover_tool.readable import FALLBACK


class _Patient(io.RawIOBase):
    """A descriptor that takes everything: what cannot be written is dropped, and why is kept."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self.failure: OSError | None = None

    def write(self, data: Any) -> int:
        """Writes all of it, or notes the failure and drops it."""
        left = memoryview(data).cast("B")
        whole = len(left)
        while left and self.failure is None:
            try:
                left = left[os.write(self._descriptor, left) :]
            except BlockingIOError:  # somebody made the pipe non-blocking
                select.select([], [self._descriptor], [])
            except OSError as error:
                self.failure = error
        return whole

    def fileno(self) -> int:
        return self._descriptor

    def isatty(self) -> bool:
        return os.isatty(self._descriptor)

    def writable(self) -> bool:
        return True


_patient: dict[int, _Patient] = {}


def install() -> None:
    """Replaces sys.stdout and sys.stderr. Opens /dev/null for a standard stream that is closed, so
    that no file of ours gets its number."""
    for descriptor in (0, 1, 2):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    sys.stdout, sys.stderr = _stream(1, sys.stdout), _stream(2, sys.stderr)


def _stream(descriptor: int, before: TextIO | None) -> TextIO:
    raw = _patient[descriptor] = _Patient(descriptor)
    encoding = before.encoding if before is not None else "utf-8"
    return io.TextIOWrapper(io.BufferedWriter(raw), encoding, errors=FALLBACK, line_buffering=True)


def ended(code: int) -> int:
    """The exit code of a process whose work ended with `code`: 4 where all went well and standard
    output could not be written, but for a reader that has had enough."""
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    failure = _patient[1].failure if 1 in _patient else None
    if failure is None or failure.errno in (errno.EPIPE, errno.EIO) or code != ExitCode.SUCCESS:
        return code
    print(f"crossover: error: standard output: {failure.strerror}", file=sys.stderr)
    sys.stderr.flush()
    return ExitCode.RESULTS
