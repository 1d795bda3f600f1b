"""The errors a user can meet, each with its documented exit code."""

from enum import IntEnum


class ExitCode(IntEnum):
    """Exit codes, shared with the bench binary."""

    SUCCESS = 0
    INTERNAL = 1
    USAGE = 2
    SERVER = 3
    RESULTS = 4
    INVALID = 5
    MISSING = 6
    MACHINE_LIMIT = 7
    REGRESSION = 8
    UNDETECTABLE = 11
    INTERRUPTED = 130


class CrossoverError(Exception):
    """One sentence for the user, and the exit code that goes with it."""

    exit_code = ExitCode.INTERNAL


class UsageError(CrossoverError):
    """Bad input: an unknown name, a bad number, a malformed suite."""

    exit_code = ExitCode.USAGE


class SampleError(CrossoverError):
    """A server, a baseline or a bench process failed."""

    exit_code = ExitCode.SERVER


class ResultsError(CrossoverError):
    """A results file cannot be written, cannot be read, or is corrupt."""

    exit_code = ExitCode.RESULTS


class InvalidError(CrossoverError):
    """A measurement that cannot be believed."""

    exit_code = ExitCode.INVALID


class MissingError(CrossoverError):
    """A library, a tool or the bench binary is missing."""

    exit_code = ExitCode.MISSING


class MachineLimitError(CrossoverError):
    """A limit of this machine (descriptors, threads, processes) is too low for what was asked."""

    exit_code = ExitCode.MACHINE_LIMIT
