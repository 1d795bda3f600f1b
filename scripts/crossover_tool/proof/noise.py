"""The noises that a simulated machine makes. Scaled to a real one: the ratio of two identical runs
scatters by 4.8 %."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from crossover_tool.host.interference import Interference

PAIR_SCATTER = 0.048
"""Standard deviation of ln(A / A) for one pair of identical runs, measured on two virtual cores
(Xeon and EPYC under KVM)."""

SIGMA = PAIR_SCATTER / math.sqrt(2.0)

Array = Any
"""A numpy array; numpy's own annotations differ between versions."""


@dataclass(frozen=True)
class Scenario:
    """A kind of noise. `what` says it for people; `calm`: the noise is of the calibrated size, so
    that gaps must be found in it; otherwise it is beyond, and only false claims are held against
    the verdicts."""

    name: str
    what: str
    calm: bool = True


SCENARIOS = (
    Scenario("log-normal", "every sample alike"),
    Scenario("heavy tail", "Student's t with 3 degrees of freedom"),
    Scenario("drift", "the machine slows by 20 % over the run and by 1 % within each block"),
    Scenario(
        "bursts",
        "in every tenth block a neighbour steals 10 to 60 % during one sample; it shows as steal",
    ),
    Scenario("bimodal", "40 % of the processes are 6.5 % slower, the others nearly alike"),
    Scenario("blind bursts", "the same, and nothing shows it", calm=False),
    Scenario(
        "uneven",
        "contenders of a cell differ in scatter (by a factor 2.2 one way or the other)",
        calm=False,
    ),
    Scenario("one wild", "one of the best two scatters by 10 %, all others by 1 %", calm=False),
)


class Noise:
    """The noise of one simulated run: ln(factor) of each sample, with the interference that the
    watcher would report.

    `contenders` counts those of each cell without the control, which is the last entry and behaves
    as contender 0; `rival` is the place of the second of the best two in each.
    """

    def __init__(
        self,
        scenario: Scenario,
        rng: np.random.Generator,
        contenders: Sequence[int],
        rival: Sequence[int],
    ) -> None:
        self._name, self._rng = scenario.name, rng
        self._scale = [self._scales(count, wild) for count, wild in zip(contenders, rival)]

    def _scales(self, contenders: int, wild: int) -> Array:
        """The scatter of each contender of a cell, and of its control."""
        scale = np.full(contenders, SIGMA)
        if self._name == "uneven":
            scale = SIGMA * np.exp(self._rng.normal(0.0, 0.8, contenders))
        if self._name == "one wild":
            scale = np.full(contenders, SIGMA * 0.3)
            scale[wild] = SIGMA * 3.0
        if self._name == "bimodal":
            scale = scale * 0.4
        return np.append(scale, scale[0])

    def block(self, cell: int, places: list[int], passed: float) -> tuple[Array, Interference]:
        """One block: the factors' logarithms in the order of contenders (control last), and the
        interference.

        `places` gives each contender's place within the block, `passed` how much of the run is
        over.
        """
        scale = self._scale[cell]
        count = len(scale)
        shared = self._rng.normal(
            0.0, 0.1
        )  # the interference of the block, which pairing must take out
        if self._name == "heavy tail":
            noise = scale * self._rng.standard_t(3, count) / math.sqrt(3.0)
        else:
            noise = scale * self._rng.standard_normal(count)
        if self._name == "bimodal":
            noise += 0.065 * (self._rng.random(count) < 0.4)
        if self._name == "drift":
            noise += 0.2 * passed + 0.01 * np.array(places) / count
        interference = Interference(steal=0.0, others=0.0)
        if "bursts" in self._name and self._rng.random() < 0.1:
            stolen = self._rng.uniform(0.1, 0.6)
            noise[self._rng.integers(count)] -= math.log1p(-stolen)
            if self._name == "bursts":
                interference = Interference(steal=stolen / count, others=0.0, sample_steal=stolen)
        return noise + shared, interference
