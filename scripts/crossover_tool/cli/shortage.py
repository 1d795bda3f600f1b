"""What the system refused this process: a limit of the machine, and no error of the suite."""

import errno

ADVICE = {
    errno.EMFILE: "raise the descriptor limit with ulimit -n",
    errno.ENFILE: "raise the system's limit of open files, fs.file-max",
    errno.ENOMEM: "raise the memory limit (ulimit -v, or memory.max of the control group)",
    errno.EAGAIN: "raise the limit of threads and processes (ulimit -u, or pids.max of the control group)",
}
NO_THREAD = "can't start new thread"
"""What Python says of a thread that was refused; it is a RuntimeError as any other."""


def shortage(error: BaseException) -> str:
    """What was refused, and what a person can do; "" for all other exceptions."""
    if isinstance(error, MemoryError):
        return f"memory was refused: {ADVICE[errno.ENOMEM]}"
    if isinstance(error, RuntimeError) and str(error) == NO_THREAD:
        return f"a thread was refused: {ADVICE[errno.EAGAIN]}"
    if isinstance(error, OSError) and error.errno in ADVICE:
        where = f"{error.filename}: " if error.filename else ""
        return f"{where}{error.strerror}: {ADVICE[error.errno]}"
    return ""
