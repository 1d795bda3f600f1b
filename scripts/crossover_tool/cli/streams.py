"""The standard streams of the command: no letter, and no reader who leaves, stops what it does."""

import errno
import io
import os
import sys
from typing import TextIO

from crossover_tool.readable import FALLBACK


class Outlet(io.TextIOWrapper):
    """A stream to a pipe or terminal that may go away.

    Once nobody reads it (EPIPE), what is written is dropped, and the command goes on to the exit
    code that it decides on. One that is `deaf` drops what fails to be written for any reason: an
    error that cannot be told must not become another one.
    """

    deaf = False

    def write(self, text: str) -> int:
        """See TextIOBase. OSError but for a reader who left."""
        try:
            return super().write(text)
        except OSError as error:
            self._give_up(error)
            return len(text)

    def flush(self) -> None:
        """See write."""
        try:
            super().flush()
        except OSError as error:
            self._give_up(error)

    def _give_up(self, error: OSError) -> None:
        if not self.deaf and error.errno != errno.EPIPE:
            raise error
        drop(self)


def guard() -> None:
    """Makes Outlets of the standard streams, where they are plain ones. Once is enough."""
    sys.stdout = _guarded(sys.stdout, deaf=False)
    sys.stderr = _guarded(sys.stderr, deaf=True)


def drop(stream: TextIO) -> None:
    """From now on `stream` goes nowhere, nor does what it still holds."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def _guarded(stream: TextIO | None, deaf: bool) -> TextIO:
    if stream is None:  # closed before we began
        return open(os.devnull, "w", encoding="utf-8")
    if type(stream) is not io.TextIOWrapper:  # guarded already, or somebody else's
        return stream
    encoding, lines = stream.encoding, stream.line_buffering
    outlet = Outlet(stream.detach(), encoding, FALLBACK, line_buffering=lines)
    outlet.deaf = deaf
    return outlet
