"""Whether the bench's computations can be believed, as the doctor tells it."""

from crossover_tool.bench.calibration import LEAST, MOST, Calibration
from crossover_tool.host.checks import Finding


def examine_work(calibration: Calibration) -> list[Finding]:
    """For each computation: whether twice the work takes twice the time."""
    return [_work(name, ratio) for name, ratio in sorted(calibration.scaling.items())]


def _work(name: str, ratio: float) -> Finding:
    seen = f"twice the work takes {ratio:.2f} times as long"
    advice = (
        "its work is optimised away: no verdict on it can be true; build without the options that allow it"
        if ratio < LEAST
        else "its price rises with its size, or the machine is busy: quiet it, and look again"
    )
    ok = LEAST <= ratio <= MOST
    return Finding(f"work of {name}", ok, seen, "" if ok else advice)
