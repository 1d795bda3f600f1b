"""Ctrl-C and its kin as one KeyboardInterrupt, never in the middle of starting or ending a
child."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

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
    do nothing."""
    _state.held = _state.pending = _state.raised = False
    before = {number: signal.signal(number, _on_signal) for number in SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


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
