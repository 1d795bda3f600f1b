"""Ctrl-C and its kin: once, and never in the middle of something."""

import os
import signal
from collections.abc import Iterator

import pytest
from crossover_tool.interrupt import SIGNALS, held, interruptible


@pytest.fixture(autouse=True)
def nothing_ignored() -> Iterator[None]:
    """As in a shell, also where these tests run in the background or under nohup."""
    before = {number: signal.signal(number, signal.SIG_DFL) for number in SIGNALS}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("number", SIGNALS)
def test_the_first_signal_interrupts_and_a_second_changes_nothing(number: int) -> None:
    with pytest.raises(KeyboardInterrupt), interruptible():
        try:
            os.kill(os.getpid(), number)
        finally:
            os.kill(os.getpid(), number)  # while the first one's clean-up runs


def test_a_signal_waits_for_the_end_of_what_is_held() -> None:
    done = []
    with pytest.raises(KeyboardInterrupt), interruptible():
        with held():
            os.kill(os.getpid(), signal.SIGINT)
            done.append("whole")
        done.append("too far")
    assert done == ["whole"]


def test_what_was_ignored_stays_ignored_and_handlers_come_back() -> None:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    ours = signal.getsignal(signal.SIGINT)
    with interruptible():
        os.kill(os.getpid(), signal.SIGHUP)
        assert signal.getsignal(signal.SIGINT) is not ours
    assert signal.getsignal(signal.SIGINT) is ours


def test_an_interrupt_of_an_earlier_use_is_forgotten() -> None:
    with pytest.raises(KeyboardInterrupt), interruptible():
        os.kill(os.getpid(), signal.SIGINT)
    with interruptible(), held():
        pass
