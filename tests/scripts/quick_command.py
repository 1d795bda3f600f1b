"""The command without what takes its time beside the point: the start of an interpreter, and the
look at the machine.

As a program it is the command with a made-up look; `forked` runs the same in a fork of this
process, which has its own folder, environment, streams and signals as any process, and has imported
everything already.
"""

import importlib
import os
import select
import signal
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from crossover_tool.cli.entry import entry
from crossover_tool.cli.main import VERBS, main
from crossover_tool.host import load, survey
from crossover_tool.host.noise_floor import Noise

TIMEOUT_S = 150.0


def calm(replace: Callable[[object, str, object], None] = setattr) -> None:
    """The machine looks calm from now on, at once: measuring its noise takes 1.6 s, most of them
    computing."""
    replace(survey, "measure", lambda seconds: Noise(floor=0.01, windows=20, seconds=seconds))
    replace(survey, "spin_noise", lambda: 0.01)
    replace(load, "watch", lambda: load.Watched(steal_share=0.0, busy=()))


def forked(
    arguments: Sequence[str], folder: Path, environment: Mapping[str, str]
) -> "subprocess.CompletedProcess[str]":
    """Runs the command in `folder` to its end; it is killed when it hangs, as a subprocess with a
    timeout is."""
    _import_all("--no-report" not in arguments and arguments[:1] in (["run"], ["report"]))
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as errors:
        child = os.fork()
        if child == 0:
            _become(arguments, folder, environment, out.fileno(), errors.fileno())
        ended = os.pidfd_open(child)
        try:
            hangs = not select.select([ended], [], [], TIMEOUT_S)[0]
            if hangs:
                os.kill(child, signal.SIGKILL)
        finally:
            os.close(ended)
            code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        texts = []
        for stream in (out, errors):
            stream.seek(0)
            texts.append(stream.read().decode())
        if hangs:
            raise subprocess.TimeoutExpired(list(arguments), TIMEOUT_S, *texts)
        return subprocess.CompletedProcess(list(arguments), code, *texts)


def _import_all(draws: bool) -> None:
    """What the command needs, before the fork: with the charts only where some are drawn."""
    for verb in VERBS:
        importlib.import_module(f"crossover_tool.cli.{verb}_verb")
    if draws:
        importlib.import_module("crossover_tool.reports.folder")


def _become(
    arguments: Sequence[str], folder: Path, environment: Mapping[str, str], out: int, errors: int
) -> None:
    """The child: it ends here, whatever happens, and nothing of the tests runs in it."""
    code = 70
    try:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(out, 1)
        os.dup2(errors, 2)
        sys.stdout, sys.stderr = open(1, "w", closefd=False), open(
            2, "w", buffering=1, closefd=False
        )
        os.chdir(folder)
        os.environ.clear()
        os.environ.update(environment)
        calm()
        code = main(list(arguments))
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    calm()
    sys.exit(entry(sys.argv[1:]))
