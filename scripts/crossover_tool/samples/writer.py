"""Writing a results file so that every sample is safe the moment it is taken."""

import fcntl
import json
import os
from pathlib import Path

from crossover_tool.errors import ResultsError
from crossover_tool.interrupt import held
from crossover_tool.paths import SAMPLES_NAME, shown
from crossover_tool.samples import codec, schema
from crossover_tool.samples.records import Record, Sample


class SampleWriter:
    """Appends records to `samples.jsonl` in `folder`, which it makes. ResultsError when it cannot,
    or one is there already.

    With `resume` the file must be there, and is appended to. `count` is the number of records that
    this writer appended, `samples` that of the samples in the file, which whoever resumes sets to
    what is there. Not thread-safe; one writer a file, which a lock on the file ensures among
    processes.
    """

    def __init__(self, folder: Path, resume: bool = False) -> None:
        self.path = folder / SAMPLES_NAME
        self.count = self.samples = 0
        try:
            if not resume:
                folder.mkdir(parents=True, exist_ok=True)
            flags = os.O_RDWR if resume else os.O_RDWR | os.O_CREAT | os.O_EXCL
            self._descriptor = os.open(self.path, flags | os.O_APPEND | os.O_CLOEXEC, 0o644)
        except FileExistsError as error:
            if self.path.exists():
                raise ResultsError(
                    f"{shown(self.path)} holds samples already: name another folder, or go on with --resume"
                ) from error
            raise ResultsError(
                f"cannot make the results folder {shown(folder)}: it is not a folder"
            ) from error
        except OSError as error:
            raise ResultsError(
                f"cannot write results to {shown(folder)}: {error.strerror}"
            ) from error
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(self._descriptor)
            raise ResultsError(f"{shown(self.path)} is being written by another run") from error

    def repair(self) -> None:
        """Cuts off a last line that a killed run left half written, or ends one that lacks only its
        end."""
        try:
            size = os.fstat(self._descriptor).st_size
            content = os.pread(self._descriptor, size, 0)
            last = content[content.rfind(b"\n") + 1 :]
            if is_whole(last):
                os.write(self._descriptor, b"\n")
            elif last:
                os.ftruncate(self._descriptor, size - len(last))
            os.fsync(self._descriptor)
        except OSError as error:
            raise ResultsError(f"cannot write to {shown(self.path)}: {error.strerror}") from error

    def append(self, record: Record) -> None:
        """Checks and appends one record. ResultsError when the disk refuses; what was there before
        stays as it was."""
        line = codec.written(record)
        wrong = schema.problem(line)
        if wrong:
            raise ResultsError(f"the record to be written {wrong}")
        try:
            with held():  # a Ctrl-C between writing and counting would leave an end that miscounts
                append_line(
                    self._descriptor, json.dumps(line, separators=(",", ":"), allow_nan=False)
                )
                self.count += 1
                self.samples += isinstance(record, Sample)
        except OSError as error:
            raise ResultsError(
                f"cannot write to {shown(self.path)}: {error.strerror}; the samples before this one are in it"
            ) from error

    def __enter__(self) -> "SampleWriter":
        return self

    def __exit__(self, *raised: object) -> None:
        os.close(self._descriptor)


def is_whole(line: bytes) -> bool:
    """True for a line without its newline that is JSON all the same."""
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True


def append_line(descriptor: int, text: str) -> None:
    """Writes `text` and a newline in one write and forces it to the disk.

    A write that fails or falls short is undone, so that no half line stays. OSError with the
    reason.
    """
    data = f"{text}\n".encode()
    size = os.fstat(descriptor).st_size
    try:
        written = os.write(descriptor, data)
        if written < len(data):
            os.write(descriptor, data[written:])
        os.fsync(descriptor)
    except OSError:
        if os.fstat(descriptor).st_size > size:
            os.ftruncate(descriptor, size)
        raise
