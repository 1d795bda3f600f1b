"""From the samples of a whole report to its verdicts, look by look."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from crossover_tool.stats.claims import Claimed, claim
from crossover_tool.stats.control import Control, controls, noise_floor
from crossover_tool.stats.evidence import CellData, Evidence, weigh
from crossover_tool.stats.ranks import ranks
from crossover_tool.stats.spending import PAIR, share
from crossover_tool.stats.verdict import Judgement, Levels, Standing, Verdict, conclude, stand


@dataclass(frozen=True)
class CellVerdict:
    """A cell's verdict among contenders and among strategies ("models"), its control, whether it is settled, and what it
    stands on: the samples, the part of the error rates, the noise floor.

    A settled cell is not judged again: later looks have no second chance at it. The models decide whether it is settled:
    who asks which model wins need not know which of its engines does.
    """

    contenders: Judgement
    models: Judgement
    control: Control | None
    settled: bool
    data: CellData
    part: float
    noise_floor: float

    def ranks(self) -> Mapping[str, int]:
        """Contender -> rank, ties shared."""
        beaten = {r.name for r in self.contenders.rivals if r.standing is Standing.BEATEN}
        return ranks(self.data, beaten, self.part, self.noise_floor)


@dataclass(frozen=True)
class Look:
    """The samples at a look, cell by cell, and how much of the budget had passed, from 0 to 1."""

    passed: float
    cells: Sequence[CellData]


@dataclass(frozen=True)
class Verdicts:
    """Every cell's verdict, and the noise floor of the last look."""

    cells: tuple[CellVerdict, ...]
    noise_floor: float


def judge(looks: Sequence[Look], least_floor: float = 0.0) -> Verdicts:
    """The verdicts after the last of `looks` (at least one), each cell's at the look that settled it, else at the last.

    `least_floor`: a noise floor known beforehand. Pure: a report is judged again from its samples and looks alone.
    """
    settled: dict[int, CellVerdict] = {}
    before, floor = 0.0, least_floor
    verdicts: tuple[CellVerdict, ...] = ()
    for look in looks:
        verdicts, floor = judge_look(look.cells, settled, share(look.passed, before), least_floor)
        settled = {number: verdict for number, verdict in enumerate(verdicts) if verdict.settled}
        before = max(before, look.passed)
    return Verdicts(verdicts, floor)


def judge_look(
    cells: Sequence[CellData], settled: dict[int, CellVerdict], part: float, least_floor: float = 0.0
) -> tuple[tuple[CellVerdict, ...], float]:
    """The verdicts at one look that may spend `part` of the error rates, and its noise floor. Those `settled` stay."""
    evidence = [weigh(data) for data in cells]
    floor = max(least_floor, noise_floor(evidence))
    twins = controls(evidence, part)
    voids = [_void(data, control) for data, control in zip(cells, twins)]
    won = [
        number in settled and settled[number].models.verdict is Verdict.WINNER for number in range(len(cells))
    ]
    still_open = [number not in settled and not voids[number] for number in range(len(cells))]
    claims = claim(evidence, won, still_open, part, floor)
    verdicts = []
    for number, found in enumerate(evidence):
        if number in settled:
            verdicts.append(settled[number])
        else:
            verdicts.append(_verdict(found, claims[number], twins[number], voids[number], part, floor))
    return tuple(verdicts), floor


def _void(data: CellData, control: Control | None) -> str:
    if data.void or control is None or not control.failed:
        return data.void
    return (
        f"the A/A control failed: {control.contender} against itself took {control.ratio:.3f} times as long "
        f"({control.low:.3f} to {control.high:.3f})"
    )


def _verdict(
    evidence: Evidence, claimed: Claimed, control: Control | None, void: str, part: float, floor: float
) -> CellVerdict:
    levels = Levels(claimed.levels, max(1e-9, PAIR * part))
    rivals = stand(evidence, set(claimed.beaten), levels, floor)
    others = [rival for rival in rivals if rival.name not in evidence.siblings]
    among = conclude(evidence.leader, rivals, void)
    models = conclude(evidence.leader, others, void)
    decisive = models if others else among
    settled = decisive.verdict is not Verdict.UNRESOLVED
    return CellVerdict(among, models, control, settled, evidence.data, part, floor)
