"""The limits of a process on this machine."""

import resource

from crossover_tool.host.control_groups import ControlGroups


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
        return soft  # an unlimited hard limit above the kernel's own limit: stay with what there is
    return hard


def limits() -> dict[str, int | None]:
    """Descriptors and processes (threads count as such) that are allowed; None: no limit."""
    most = [limit for limit in (_of_user(), _of_group()) if limit is not None]
    return {
        "descriptors": _value(resource.getrlimit(resource.RLIMIT_NOFILE)[1]),
        "processes": min(most, default=None),
    }


def processes_by() -> str:
    """The file of the control group that limits processes, where it is tighter than the user's
    limit; else ""."""
    group, user = ControlGroups().processes(), _of_user()
    return str(group.file) if group and (user is None or group.most < user) else ""


def _of_user() -> int | None:
    return _value(resource.getrlimit(resource.RLIMIT_NPROC)[0])


def _of_group() -> int | None:
    group = ControlGroups().processes()
    return group.most if group else None
