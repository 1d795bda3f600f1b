"""What a run says on standard error before it starts."""

import sys

from crossover_tool.host.block import Look
from crossover_tool.host.checks import examine


def warn(seen: Look) -> None:
    """A line for every check of the machine that is not well."""
    for finding in examine(seen):
        if not finding.ok:
            print(
                f"crossover: warning: {finding.check}: {finding.seen}: {finding.advice}",
                file=sys.stderr,
            )
