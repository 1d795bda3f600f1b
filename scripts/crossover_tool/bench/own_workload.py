"""Building a bench with a workload from outside of the tree, beside the suite's own: only what
changed is compiled again."""

import fcntl
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from crossover_tool.bench.compiler_output import progress, refusal, trouble
from crossover_tool.errors import CrossoverError, MissingError, ResultsError, UsageError
from crossover_tool.host.facts import memory_available_bytes, usable_cores
from crossover_tool.paths import BUILD, ROOT, shown

SUFFIXES = (".hpp", ".cpp", ".h", ".hh", ".cc", ".cxx")
BYTES_PER_JOB = 1536 * 2**20
"""What one compiler is given, as in scripts/bootstrap/build.sh."""


TARGET = "crossover_own_bench"


def folder() -> Path:
    """The suite's build folder; CROSSOVER_BUILD names another one."""
    return Path(os.environ.get("CROSSOVER_BUILD", BUILD)).resolve()


def name_of(file: Path) -> str:
    """The workload that `file` must hold: the class of its name. UsageError when there is no such
    file or it is none of C++."""
    if not file.is_file():
        raise UsageError(f"--workload-file {str(file)!r}: there is no such file")
    if file.suffix not in SUFFIXES:
        raise UsageError(
            f"--workload-file {str(file)!r} is no C++ file: its name must end with .hpp or .cpp"
        )
    return file.name.split(".")[0]


@contextmanager
def built(file: Path) -> Iterator[Path]:
    """The bench with the workload of `file` alone, which nobody else rebuilds meanwhile.

    UsageError with the place where the file is no workload or does not compile, MissingError when
    there is no CMake or it cannot configure the suite, ResultsError when the build folder cannot be
    written or another run uses it.
    """
    with _locked(fcntl.LOCK_EX) as descriptor:
        _build(file.resolve(), folder())
        fcntl.flock(descriptor, fcntl.LOCK_SH)
        yield folder() / TARGET


@contextmanager
def kept() -> Iterator[Path]:
    """The bench as it was built last, for a run that goes on; which binary that was its digest
    says. ResultsError as `built`."""
    with _locked(fcntl.LOCK_SH):
        yield folder() / TARGET


@contextmanager
def _locked(how: int) -> Iterator[int]:
    where = folder()
    if not (where / "CMakeCache.txt").is_file():
        raise MissingError(f"there is no build in {shown(where)}: start with scripts/crossover")
    try:
        descriptor = os.open(
            where / "own-workload.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644
        )
    except OSError as error:
        raise ResultsError(f"cannot write into {shown(where)}: {error.strerror}") from error
    try:
        fcntl.flock(descriptor, how | fcntl.LOCK_NB)
        yield descriptor
    except BlockingIOError as error:
        raise ResultsError(
            f"another run measures or builds a workload of its own in {shown(where)}: wait for it, "
            "or name the build folder of another tree in CROSSOVER_BUILD"
        ) from error
    finally:
        os.close(descriptor)


def _build(file: Path, where: Path) -> None:
    cmake = shutil.which("cmake")
    if cmake is None:
        raise MissingError("cmake is missing, which builds a workload of your own: install cmake")
    started = time.monotonic()
    log = where / "own-workload.log"
    code, said = _run([cmake, "-S", str(ROOT), "-B", str(where)], file, log, "configuring")
    if code != 0:
        text = refusal(said)
        if text:
            raise UsageError(text)
        raise MissingError(f"CMake could not configure the suite; the whole log is {shown(log)}")
    build = [cmake, "--build", str(where), "--parallel", str(_jobs()), "--target"]
    for target in (f"{TARGET}_check", TARGET):  # a mistake shows in seconds
        code, said = _run([*build, target], file, log, f"building {file.name}")
        if code != 0:
            raise _failure(file, said, log)
    _say(f"{file.name} built in {time.monotonic() - started:.0f} s", last=True)


def _failure(file: Path, said: Sequence[str], log: Path) -> CrossoverError:
    text = trouble(said, file)
    if text:
        return UsageError(f"{text} (the whole log is {shown(log)})")
    return MissingError(f"the build of {shown(file)} failed; the whole log is {shown(log)}")


def _jobs() -> int:
    if os.environ.get("CROSSOVER_JOBS", "").isdigit():
        return max(1, int(os.environ["CROSSOVER_JOBS"]))
    memory = memory_available_bytes()
    return max(1, min(usable_cores(), memory // BYTES_PER_JOB if memory else 1))


def _run(command: Sequence[str], file: Path, log: Path, what: str) -> tuple[int, list[str]]:
    """Runs one step beside a line that says how far it is; its exit code and its lines, which `log`
    keeps too."""
    _say(what)
    environment = {
        **os.environ,
        "CROSSOVER_WORKLOAD_FILE": str(file),
        "NINJA_STATUS": "[%f/%t] ",
        "LC_ALL": "C.UTF-8",
    }
    said = []
    with log.open("w", encoding="utf-8", buffering=1) as kept_lines, subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=environment,
        errors="replace",
    ) as child:
        assert child.stdout
        try:
            for line in child.stdout:
                said.append(line.rstrip("\n"))
                kept_lines.write(line)
                step = progress(line)
                if step and sys.stderr.isatty():
                    _say(f"{what}: {step}")
        except BaseException:  # Ctrl-C: nothing is left behind
            child.terminate()
            raise
    return child.returncode, said


def _say(text: str, last: bool = False) -> None:
    if sys.stderr.isatty():
        print(f"\r\033[K{text}", end="\n" if last else "", file=sys.stderr, flush=True)
    else:
        print(text, file=sys.stderr, flush=True)
