"""What the system refused, told apart from errors of the suite."""

import errno

import pytest
from crossover_tool.cli.shortage import NO_THREAD, shortage


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (MemoryError(), "memory was refused: raise the memory limit"),
        (RuntimeError(NO_THREAD), "a thread was refused: raise the limit of threads"),
        (OSError(errno.EMFILE, "Too many open files", "/a"), "/a: Too many open files: raise the"),
        (OSError(errno.EAGAIN, "Try again"), "Try again: raise the limit of threads"),
    ],
)
def test_what_was_refused_says_what_to_raise(error: BaseException, says: str) -> None:
    assert shortage(error).startswith(says)


@pytest.mark.parametrize(
    "error", [RuntimeError("odd"), OSError(errno.ENOENT, "No such file"), KeyError("x")]
)
def test_anything_else_is_no_shortage(error: BaseException) -> None:
    assert shortage(error) == ""
