"""What the bench finds out about its computations before a run, and whether they can be
believed."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

LEAST = 1.8
"""Twice the work takes at least that much longer: within 10 % of twice. Less is work that was not
done."""

MOST = 2.2
"""More is no lie, but a computation whose price rises with its size (a working set that leaves a
cache), or a busy machine."""


@dataclass(frozen=True)
class Calibration:
    """`rates`: units of work per microsecond of one idle core; `scaling`: how much longer twice the
    work takes. By workload."""

    rates: Mapping[str, float]
    scaling: Mapping[str, float] = field(default_factory=dict)

    def unworked(self, workloads: Iterable[str]) -> Iterator[str]:
        """A sentence for each of `workloads` whose work is optimised away."""
        for name in sorted(set(workloads)):
            ratio = self.scaling.get(name, 2.0)
            if ratio < LEAST:
                yield (
                    f"{name} computes {ratio:.2f} times as long when it is given twice the work, and must {LEAST} times at "
                    f"least: its work is optimised away; build without options that allow it, and mend the workload"
                )
