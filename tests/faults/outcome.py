"""What a fault may lead to, what it did lead to, and which promises that breaks."""

import re
from dataclasses import dataclass, field

PATIENCE_S = 5.0
"""So long after its deadline everything has ended: the grace between SIGTERM and SIGKILL (2 s), and
what a busy machine adds."""


@dataclass(frozen=True)
class Expectation:
    """Which exit codes are right (negative: a signal), what must be said where the code is none of
    `silent`, and by when it ends, in seconds from its start."""

    codes: frozenset[int]
    within_s: float
    says: str = ""
    silent: frozenset[int] = frozenset({0})


@dataclass(frozen=True)
class Outcome:
    """How it ended: None where it had to be killed by us. `said` is its last sentence; `kept` names
    what is wrong with the results that it kept."""

    exit_code: int | None
    elapsed_s: float
    said: str = ""
    kept: tuple[str, ...] = ()
    left: tuple[str, ...] = ()


@dataclass(frozen=True)
class Injection:
    """A fault that was injected: what, into whom, and what came of it. `met` is False where it came
    too late to meet anything."""

    fault: str
    subject: str
    detail: str
    met: bool
    expected: Expectation
    outcome: Outcome
    broken: tuple[str, ...] = field(default=())


def broken(expected: Expectation, outcome: Outcome) -> tuple[str, ...]:
    """A clause for each promise that an outcome breaks."""
    found = []
    if outcome.exit_code is None:
        found.append("it did not end, and was killed")
    elif outcome.exit_code not in expected.codes:
        right = ", ".join(map(str, sorted(expected.codes)))
        found.append(f"exit code {outcome.exit_code} instead of {right}")
    elif outcome.exit_code not in expected.silent and not re.search(expected.says, outcome.said):
        found.append(f"the sentence says nothing of {expected.says!r}")
    if outcome.exit_code is not None and outcome.elapsed_s > expected.within_s + PATIENCE_S:
        found.append(f"it took {outcome.elapsed_s:.1f} s, and {expected.within_s:.1f} s are due")
    found += [f"results: {text}" for text in outcome.kept]
    found += [f"left behind: {text}" for text in outcome.left]
    if re.search(r"Traceback|internal error|terminate called|AddressSanitizer", outcome.said):
        found.append("it says that the suite itself is wrong")
    return tuple(found)
