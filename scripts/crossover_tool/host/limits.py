"""The limits of a process on this machine."""

import resource


def _value(limit: int) -> int | None:
    return None if limit == resource.RLIM_INFINITY else limit


def raise_descriptors() -> int:
    """Raises the soft limit of descriptors to the hard one, for us and our children, and returns
    it.

    Debian's soft limit is 1024 and its hard limit far above: whoever may raise it need not be told
    to.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == hard:
        return hard
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    except (ValueError, OSError):
        return soft  # an unlimited hard limit above the kernel's own ideal: stay with what there is
    return hard


def limits() -> dict[str, int | None]:
    """Descriptors and processes (threads count as such) that are allowed; None: no limit."""
    return {
        "descriptors": _value(resource.getrlimit(resource.RLIMIT_NOFILE)[1]),
        "processes": _value(resource.getrlimit(resource.RLIMIT_NPROC)[0]),
    }
