"""The noises that a simulated machine makes. The calm ones are scaled to a real one, on which the
ratio of two identical runs scatters by 4.8 %; the reference's own is what a busy one leaves."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from crossover_tool.host.interference import Interference
from crossover_tool.proof.reference import kernel, mixture_median, reference

PAIR_SCATTER = 0.048
"""Standard deviation of ln(A / A) for one pair of identical runs, measured on two virtual cores
(Xeon and EPYC under KVM)."""

SIGMA = PAIR_SCATTER / math.sqrt(2.0)

Array = Any
"""A numpy array; numpy's own annotations differ between versions."""


@dataclass(frozen=True)
class Scenario:
    """A kind of noise. `what` says it for people.

    `calm`: the noise is of the calibrated size and alike for all, so that gaps must be found in it;
    otherwise it is beyond, and only false claims are held against the verdicts. `independent`:
    blocks know nothing of one another; where they do, nothing is promised but a warning.
    """

    name: str
    what: str
    calm: bool = True
    independent: bool = True


QUIET = 0.4
"""How much of the calibrated scatter an idle machine shows: half of the cells of a `full` run on one
(an EPYC, 2026-11-25) scattered by 2 % a pair or less."""

SCENARIOS = (
    Scenario("quiet", "log-normal, and the ratio of two identical runs scatters by 1.9 %"),
    Scenario("log-normal", "every sample alike"),
    Scenario("heavy tail", "Student's t with 3 degrees of freedom"),
    Scenario("drift", "the machine slows by 20 % over the run and by 1 % within each block"),
    Scenario(
        "steps", "in every fifth block the machine becomes 15 % slower on the way", calm=False
    ),
    Scenario(
        "bursts",
        "in every tenth block a neighbour steals 10 to 60 % during one sample; it shows as steal",
    ),
    Scenario("bimodal", "40 % of the processes are 6.5 % slower, the others nearly alike"),
    Scenario("outliers", "2 % of the samples take ten times as long", calm=False),
    Scenario(
        "two modes",
        "one contender in every ninth cell takes four times as long in a third of its processes",
        calm=False,
    ),
    Scenario(
        "reference",
        "the residuals of the committed reference, each contender its own: skewed, heavy in two "
        "of five cells",
        calm=False,
    ),
    Scenario("blind bursts", "as bursts, and nothing shows it", calm=False),
    Scenario(
        "uneven",
        "contenders of a cell differ in scatter (by a factor 2.2 one way or the other)",
        calm=False,
    ),
    Scenario("one wild", "one of the best two scatters by 10 %, all others by 1 %", calm=False),
    Scenario("skews", "each contender of a cell skewed its own way, by its own scale", calm=False),
    Scenario(
        "one bimodal",
        "one of the best two is 15 % slower in 40 % of its processes, all others nearly alike",
        calm=False,
    ),
    Scenario(
        "long bursts",
        "in every fifth block a neighbour takes 10 to 60 % during several samples, and nothing "
        "shows it",
        calm=False,
    ),
    Scenario(
        "wandering",
        "from sample to sample the machine's speed takes a random step of 3 %, and comes back slowly",
        calm=False,
    ),
    Scenario("ticks", "makespans come in steps of 5 %", calm=False),
    Scenario(
        "kept modes",
        "each contender is 15 % slower in half of its blocks, and stays so for ten on average",
        calm=False,
        independent=False,
    ),
)

KEPT = 0.9
"""The probability that a kept mode lasts to the next block."""


PLANTED = 9
"""In three blocks such a contender shows the same mode with a probability of 1/27: in all nine cells
of a quick run it would mislead every fourth report, whatever the judge."""

SKEW = tuple(-math.log(1.0 - (n + 0.5) / 10.0) - math.log(2.0) for n in range(10))
"""Ten quantiles of the exponential distribution, its median at 0."""

SMOOTH = 0.25
"""The width of the kernel around them, in scales: as in the reference's residuals."""

HALVES = (0.0,) * 6 + (math.log(1.15),) * 4
"""Of ten processes four are slow."""

TICK = math.log(1.05)

QUARTILE = 0.6745
"""Where a third of the processes is far away, the median of all is the upper quartile of the
others: their level is lowered by that, so that the median stays."""


def scenario(name: str) -> Scenario:
    """The scenario of that name."""
    return next(one for one in SCENARIOS if one.name == name)


class Noise:
    """The noise of one simulated run: ln(factor) of each sample, with the interference that the
    watcher would report. The median of every contender's factor is 1, or the same for all of a
    cell.

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
        self._name, self._rng, self._rival = scenario.name, rng, rival
        self._scale = [self._scales(count, wild) for count, wild in zip(contenders, rival)]
        self._series = [self._drawn(*sizes) for sizes in zip(contenders, rival)]
        self._mode: dict[int, Array] = {}
        self._speed = 0.0

    def _scales(self, contenders: int, wild: int) -> Array:
        """The scatter of each contender of a cell, and of its control."""
        scale = np.full(contenders, SIGMA)
        if self._name == "uneven":
            scale = SIGMA * np.exp(self._rng.normal(0.0, 0.8, contenders))
        if self._name == "one wild":
            scale = np.full(contenders, SIGMA * 0.3)
            scale[wild] = SIGMA * 3.0
        if self._name in ("bimodal", "kept modes"):
            scale = scale * 0.4
        if self._name == "quiet":
            scale = scale * QUIET
        return np.append(scale, scale[0])

    def _drawn(self, contenders: int, rival: int) -> tuple[Array, Array]:
        """The values around which a cell's contenders and its control scatter, and their kernels:
        the residuals of a reference cell, or shapes of our own; None where noise has a formula."""
        if self._name == "reference":
            cells = reference()
            cell = cells[self._rng.integers(len(cells))].series
            chosen = [cell[n] for n in self._rng.integers(len(cell), size=contenders)]
            widths = [kernel(one) for one in chosen]
        elif self._name == "skews":
            scales = SIGMA * np.exp(self._rng.normal(0.0, 0.5, contenders))
            chosen = [tuple(scale * value for value in SKEW) for scale in scales]
            chosen = [
                tuple(-value for value in one) if self._rng.random() < 0.5 else one
                for one in chosen
            ]
            widths = [SMOOTH * scale for scale in scales]
        elif self._name == "one bimodal":
            chosen = [(0.0,) * len(HALVES)] * contenders
            chosen[rival] = HALVES
            widths = [SIGMA * QUIET] * contenders
        else:
            return None, None
        chosen, widths = [*chosen, chosen[0]], [*widths, widths[0]]
        return np.array(chosen), np.array(widths)

    def block(self, cell: int, places: list[int], passed: float) -> tuple[Array, Interference]:
        """One block: the factors' logarithms in the order of contenders (control last), and the
        interference.

        `places` gives each contender's place within the block, `passed` how much of the run is
        over.
        """
        rng, count = self._rng, len(self._scale[cell])
        shared = rng.normal(0.0, 0.1)  # the interference of the block, which pairing must take out
        noise = self._own(cell, count)
        if self._name == "drift":
            noise += 0.2 * passed + 0.01 * np.array(places) / count
        if self._name == "steps" and rng.random() < 0.2:
            noise += math.log(1.15) * (np.array(places) >= rng.integers(count))
        if self._name == "long bursts" and rng.random() < 0.2:
            first, stolen = rng.integers(count), rng.uniform(0.1, 0.6)
            hit = (np.array(places) >= first) & (np.array(places) < first + rng.integers(2, 6))
            noise -= math.log1p(-stolen) * hit
        if self._name == "wandering":
            noise += self._wander(count)[np.array(places)]
        if self._name == "ticks":
            return np.round((noise + shared) / TICK) * TICK, Interference(steal=0.0, others=0.0)
        interference = Interference(steal=0.0, others=0.0)
        if "bursts" in self._name and rng.random() < 0.1:
            stolen = rng.uniform(0.1, 0.6)
            noise[rng.integers(count)] -= math.log1p(-stolen)
            if self._name == "bursts":
                interference = Interference(steal=stolen / count, others=0.0, sample_steal=stolen)
        return noise + shared, interference

    def _wander(self, count: int) -> Array:
        """The machine's speed at each place of a block: an autoregression."""
        seen = []
        for step in self._rng.normal(0.0, 0.03, count):
            self._speed = 0.98 * self._speed + step
            seen.append(self._speed)
        return np.array(seen)

    def _own(self, cell: int, count: int) -> Array:
        """What each sample has of its own."""
        rng, scale = self._rng, self._scale[cell]
        series, kernels = self._series[cell]
        if series is not None:
            picked = series[np.arange(count), rng.integers(series.shape[1], size=count)]
            return picked + kernels * rng.standard_normal(count)
        if self._name == "heavy tail":
            return scale * rng.standard_t(3, count) / math.sqrt(3.0)
        noise = scale * rng.standard_normal(count)
        if self._name == "bimodal":
            noise += 0.065 * (rng.random(count) < 0.4)
        if self._name == "outliers":
            noise += math.log(10.0) * (rng.random(count) < 0.02)
        if self._name == "two modes" and cell % PLANTED == 0:
            slow = rng.random() < 1.0 / 3.0
            noise[self._rival[cell]] += math.log(4.0) * slow - QUARTILE * PAIR_SCATTER
        if self._name == "kept modes":
            before = self._mode.get(cell)
            fresh = rng.random(count) < 0.5
            stays = rng.random(count) < 2.0 * KEPT - 1.0
            self._mode[cell] = fresh if before is None else np.where(stays, before, fresh)
            noise += math.log(1.15) * self._mode[cell]
        return noise

    def median_ratio(self, cell: int, rival: int, leader: int) -> float:
        """The median of ln(rival / leader) that this noise makes of two equal contenders: 0 but
        where they are unlike and skewed."""
        series, kernels = self._series[cell]
        if series is None:
            return 0.0
        differences = (series[rival][:, None] - series[leader][None, :]).ravel().tolist()
        return mixture_median(differences, math.hypot(kernels[rival], kernels[leader]))
