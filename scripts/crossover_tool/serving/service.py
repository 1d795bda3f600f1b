"""A service while it runs: a bench process that is started, listened to, and never left behind."""

import os
import select
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from typing import IO

from crossover_tool.bench.child import last_words, leash
from crossover_tool.errors import (
    CrossoverError,
    ExitCode,
    InvalidError,
    MachineLimitError,
    MissingError,
    SampleError,
    UsageError,
)
from crossover_tool.interrupt import held
from crossover_tool.secrets import redacted
from crossover_tool.serving.offer import Offer
from crossover_tool.serving.served import Served, parse_served

START_S = 60.0
"""For workers to be forked and connections to be opened: a thousand of them take a second."""

AFTER_S = 30.0
"""What it may take beyond its time: five seconds in which requests are still answered, the longest
task that cannot be interrupted, and its own figures. Then it is killed."""

ERRORS: dict[int, type[CrossoverError]] = {
    ExitCode.USAGE: UsageError,
    ExitCode.SERVER: SampleError,
    ExitCode.INVALID: InvalidError,
    ExitCode.MISSING: MissingError,
    ExitCode.MACHINE_LIMIT: MachineLimitError,
}


class Service:
    """Serves from `with` on; `port` is where. Ends with the block, whatever happens in it. The
    CrossoverError that its exit code stands for, in its own words, when it does not serve, and
    SampleError when it does not end in time."""

    def __init__(self, offer: Offer) -> None:
        self._offer = offer
        self._unread = b""
        self._bench: "subprocess.Popen[bytes] | None" = None
        self._errors: IO[bytes] | None = None
        self.port = 0

    def __enter__(self) -> "Service":
        self._errors = tempfile.TemporaryFile()
        try:
            with held():
                self._bench = subprocess.Popen(
                    [*leash(), *self._offer.command()],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    stderr=self._errors,
                    start_new_session=True,
                )
            self.port = self._told_port()
        except OSError as error:
            self._end()
            raise MissingError(f"the bench could not be started: {error.strerror}") from error
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(self, *raised: object) -> None:
        self._end()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def wait(self) -> Served:
        """Waits until it ends by itself, and says what it has seen."""
        return self._told_figures(self._offer.for_ms / 1e3 + AFTER_S)

    def stop(self) -> Served:
        """Ends it before its time; what has come is answered."""
        assert self._bench is not None
        with suppress(ProcessLookupError):
            self._bench.terminate()
        return self._told_figures(AFTER_S)

    def _told_port(self) -> int:
        said = self._line(START_S)
        if not said.startswith("port "):
            raise self._failure(said)
        return int(said.removeprefix("port "))

    def _told_figures(self, within_s: float) -> Served:
        said = self._line(within_s)
        if not said or self._code() != 0:
            raise self._failure(said)
        return parse_served(said)

    def _code(self) -> int:
        """What it has ended with. SampleError when it does not end although it has said all."""
        assert self._bench is not None
        try:
            return self._bench.wait(AFTER_S)
        except subprocess.TimeoutExpired as error:
            raise SampleError(
                f"the service did not end for {AFTER_S:g} s and was killed: "
                "give it tasks that end sooner"
            ) from error

    def _line(self, within_s: float) -> str:
        """The next line of its output; "" when it has ended. SampleError when none comes in
        time."""
        assert self._bench is not None and self._bench.stdout is not None
        output = self._bench.stdout.fileno()
        deadline = time.monotonic() + within_s
        while b"\n" not in self._unread:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([output], [], [], left)[0]:
                raise SampleError(
                    f"the service said nothing for {within_s:g} s and was killed: "
                    "give it tasks that end sooner"
                )
            piece = os.read(output, 65_536)
            if not piece:
                return ""
            self._unread += piece
        line, _, self._unread = self._unread.partition(b"\n")
        return line.decode("utf-8", "replace")

    def _failure(self, said: str) -> CrossoverError:
        """What its end comes to, in its last words."""
        assert self._errors is not None
        code = self._code()
        if said and not code:
            return SampleError(f"the bench said {said!r} instead of what it serves: build it again")
        self._errors.seek(0)
        words = last_words(self._errors.read().decode("utf-8", "replace"))
        return ERRORS.get(code, SampleError)(redacted(words or f"the bench ended with {code}"))

    def _end(self) -> None:
        """The group is killed before the bench is reaped: until then its number is its own."""
        if self._bench is not None and self._bench.returncode is None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._bench.pid, signal.SIGKILL)
            with suppress(ProcessLookupError):
                self._bench.kill()  # before it led a group of its own
            self._bench.wait()
        if self._bench is not None and self._bench.stdout is not None:
            self._bench.stdout.close()
        if self._errors is not None:
            self._errors.close()
