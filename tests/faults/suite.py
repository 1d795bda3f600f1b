"""The suite: draws faults until the time or the count is used up, and tells what came of them."""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from random import Random

from faults.fault import Fault, play
from faults.outcome import Injection
from faults.scene import World

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Bounds:
    """When the suite ends: after so many seconds, or so many injections, whichever is first. A fault
    that has not had its turn yet has it all the same."""

    seconds: float
    count: int | None = None


def run(faults: Sequence[Fault], world: World, bounds: Bounds, tell: Tell) -> list[Injection]:
    """Each fault once, in a random order, then at random: short ones more often than long ones."""
    until = time.monotonic() + bounds.seconds
    first = world.rng.sample(list(faults), len(faults))
    weights = [1.0 / fault.takes_s for fault in faults]
    done: list[Injection] = []
    while _goes_on(done, first, until, bounds.count):
        fault = first.pop() if first else world.rng.choices(list(faults), weights)[0]
        found = play(fault, world)
        done.append(found)
        for text in found.broken:
            tell(f"BROKEN {found.fault}: {found.subject}, {found.detail}: {text}: {found.outcome}")
    return done


def _goes_on(
    done: Sequence[Injection], first: Sequence[Fault], until: float, count: int | None
) -> bool:
    if count is not None:
        return len(done) < count
    return bool(first) or time.monotonic() < until


def split(
    faults: Sequence[Fault], world: World, only: str | None
) -> tuple[list[Fault], dict[str, str]]:
    """Those that can be injected here, and why the others cannot. `only`: those with that word in
    their name."""
    wanted = [fault for fault in faults if only is None or only in fault.name]
    reasons = {fault.name: fault.unavailable(world) for fault in wanted}
    able = [fault for fault in wanted if not reasons[fault.name]]
    return able, {name: why for name, why in reasons.items() if why}


def table(done: Sequence[Injection], skipped: dict[str, str]) -> list[str]:
    """A line a fault: how often, how it ended, how long the longest took beyond its deadline."""
    lines = [f"{'fault':<22} {'injected':>8} {'met':>6} {'broken':>6} {'longest':>8}  exit codes"]
    for name in sorted({one.fault for one in done}):
        mine = [one for one in done if one.fault == name]
        codes = Counter(str(one.outcome.exit_code) for one in mine)
        told = ", ".join(f"{code}: {count}" for code, count in codes.most_common())
        longest = max(one.outcome.elapsed_s for one in mine)
        met = sum(one.met for one in mine)
        bad = sum(bool(one.broken) for one in mine)
        lines.append(f"{name:<22} {len(mine):>8} {met:>6} {bad:>6} {longest:>6.1f} s  {told}")
    lines += [f"{name:<22} not injected: {why}" for name, why in sorted(skipped.items())]
    return lines


def document(
    seed: int, elapsed_s: float, done: Sequence[Injection], skipped: dict[str, str]
) -> dict[str, object]:
    """What was injected, and what came of it, as --json has it."""
    injections = []
    for one in done:
        found = asdict(one)
        expected = found["expected"]
        expected["codes"], expected["silent"] = sorted(expected["codes"]), sorted(
            expected["silent"]
        )
        injections.append(found)
    return {
        "seed": seed,
        "elapsed_s": elapsed_s,
        "injected": len(done),
        "broken": sum(bool(one.broken) for one in done),
        "not_injected": skipped,
        "injections": injections,
    }


def seeded(seed: int) -> Random:
    """Chance that can be had again."""
    return Random(seed)
