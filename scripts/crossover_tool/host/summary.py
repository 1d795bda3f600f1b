"""What the doctor found, as it goes into every result: so that a reader knows under which
conditions a run was made."""

from typing import Any

from crossover_tool.host.block import Look
from crossover_tool.host.checks import examine


def summary(look: Look) -> dict[str, Any]:
    """The noise floor and every check that was not well.

    Processes are counted, not named: results are published, and what else runs on a machine is
    nobody's business.
    """
    warnings = [
        {
            "check": finding.check,
            "seen": _busy(look) if finding.check == "other processes" else finding.seen,
        }
        for finding in examine(look)
        if not finding.ok
    ]
    noise = look.noise
    floor = {
        "floor": round(noise.floor, 4),
        "windows": noise.windows,
        "seconds": round(noise.seconds, 2),
    }
    return {"noise": floor, "warnings": warnings}


def _busy(look: Look) -> str:
    share = sum(busy.share for busy in look.busy)
    return f"{len(look.busy)} above 10 % of a core, {share:.0%} of a core together"
