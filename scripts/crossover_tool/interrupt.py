"""Ctrl-C and its kin as one KeyboardInterrupt, never in the middle of starting or ending a
child."""

import ctypes
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

PR_SET_PDEATHSIG = 1
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class _State:
    """Whether the first signal came, and whether it has to wait. Main thread only, as all signal
    handlers."""

    def __init__(self) -> None:
        self.held = False
        self.pending = False
        self.raised = False


_state = _State()


def _on_signal(number: int, frame: FrameType | None) -> None:
    if _state.raised:
        return  # an impatient second Ctrl-C must not disturb the clean-up that the first one started
    if _state.held:
        _state.pending = True
        return
    _state.raised = True
    raise KeyboardInterrupt


@contextmanager
def interruptible() -> Iterator[None]:
    """While it lasts, the first SIGINT, SIGTERM or SIGHUP raises KeyboardInterrupt, and later ones
    do nothing. One that was ignored before (by nohup, in the background) stays ignored."""
    _state.held = _state.pending = _state.raised = False
    before = {
        number: signal.signal(number, _on_signal)
        for number in SIGNALS
        if signal.getsignal(number) is not signal.SIG_IGN
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def die_with(parent: int) -> None:
    """The kernel kills this process when `parent`, whose child it is, has gone, however that comes
    about. Ctrl-C is the parent's affair."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it went before we asked
        os._exit(1)


def told() -> None:
    """Lets the process end with its exit code although it was interrupted.

    CPython remembers a KeyboardInterrupt that has left an exec() of a string, as dataclasses make
    one when they are imported, and ends by SIGINT in the end whoever has caught it meanwhile. The
    next such exec() forgets it.
    """
    exec("")  # pylint: disable=exec-used


def nothing_left_to_interrupt() -> None:
    """The work is done, and what is left takes a moment: a signal must not turn its exit code into
    another one."""
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)


@contextmanager
def held() -> Iterator[None]:
    """Puts the KeyboardInterrupt of `interruptible` off to its own end."""
    _state.held = True
    try:
        yield
    finally:
        _state.held = False
    if _state.pending:
        _state.pending, _state.raised = False, True
        raise KeyboardInterrupt
