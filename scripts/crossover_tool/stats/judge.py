"""From the samples of a whole report to its verdicts, analysis by analysis."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from crossover_tool.stats.claims import Claimed, claim
from crossover_tool.stats.control import Control, controls, margins, noise_floor
from crossover_tool.stats.dependence import Dependence, dependence
from crossover_tool.stats.evidence import CellData, Evidence, Margins, weigh
from crossover_tool.stats.modes import Modes, modes
from crossover_tool.stats.ranks import ranks
from crossover_tool.stats.spending import PAIR, share
from crossover_tool.stats.verdict import Judgement, Levels, Standing, Verdict, conclude, stand


@dataclass(frozen=True)
class CellVerdict:
    """A cell's verdict among contenders and among strategies, its control, whether it is
    settled, and what it stands on: the samples, the part of the error rates, the margins.

    The strategies decide whether a cell is settled: who asks which one wins need not know which of
    its engines does. Their verdict is not judged again: later analyses have no second chance at it.
    Pairs of contenders that are still open may be, and what voids a cell voids it whenever it is
    found: a lie that shows late was one before.
    """

    contenders: Judgement
    strategies: Judgement
    control: Control | None
    settled: bool
    data: CellData
    part: float
    margins: Margins

    @property
    def open_pairs(self) -> frozenset[str]:
        """The rivals that are neither proven slower than the leader nor equal to it; none in a cell
        that is VOID."""
        if self.contenders.verdict is not Verdict.UNRESOLVED:
            return frozenset()
        return frozenset(
            r.name for r in self.contenders.rivals if r.standing is Standing.UNRESOLVED
        )

    def modes(self) -> Mapping[str, Modes]:
        """The contenders that have two modes, whatever the verdict says of their medians."""
        return modes(self.data.makespans)

    def ranks(self) -> Mapping[str, int]:
        """Contender -> rank, ties shared."""
        beaten = {r.name for r in self.contenders.rivals if r.standing is Standing.BEATEN}
        return ranks(self.data, beaten, self.part, self.margins.lead)


@dataclass(frozen=True)
class InterimData:
    """The samples at an interim analysis, or at the last one, cell by cell, and how much of the
    budget had passed, from 0 to 1."""

    passed: float
    cells: Sequence[CellData]


@dataclass(frozen=True)
class Verdicts:
    """Every cell's verdict, the noise floor of the last analysis, and whether its blocks depend on
    one another."""

    cells: tuple[CellVerdict, ...]
    noise_floor: float
    dependence: Dependence


def judge(interims: Sequence[InterimData], least_floor: float = 0.0) -> Verdicts:
    """The verdicts after the last of `interims` (at least one), each cell's at the analysis that
    settled it, else at the last; the pairs of a settled cell at the one that left the fewest open.

    `least_floor`: a noise floor known beforehand. Pure: a report is judged again from its samples
    and interim analyses alone.
    """
    settled: dict[int, CellVerdict] = {}
    before, floor = 0.0, least_floor
    verdicts: tuple[CellVerdict, ...] = ()
    for interim in interims:
        verdicts, floor = judge_interim(
            interim.cells, settled, share(interim.passed, before), least_floor
        )
        settled = {number: verdict for number, verdict in enumerate(verdicts) if verdict.settled}
        before = max(before, interim.passed)
    return Verdicts(verdicts, floor, dependence([data.makespans for data in interims[-1].cells]))


def judge_interim(
    cells: Sequence[CellData],
    settled: dict[int, CellVerdict],
    part: float,
    least_floor: float = 0.0,
) -> tuple[tuple[CellVerdict, ...], float]:
    """The verdicts at one analysis that may spend `part` of the error rates, and its noise floor.
    Those `settled` stay, but for pairs that more blocks have settled and for what is void now."""
    evidence = [weigh(data) for data in cells]
    floor = max(least_floor, noise_floor(evidence))
    widths = margins(evidence, floor)
    checks = controls(evidence, part)
    voids = [_void(data, control) for data, control in zip(cells, checks)]
    kept = {number: one for number, one in settled.items() if not voids[number]}
    won = [
        number in kept and kept[number].strategies.verdict is Verdict.WINNER
        for number in range(len(cells))
    ]
    still_open = [number not in kept and not voids[number] for number in range(len(cells))]
    claims = claim(evidence, won, still_open, part, widths)
    verdicts = []
    for number, found in enumerate(evidence):
        if number in kept and not kept[number].open_pairs:
            verdicts.append(kept[number])
            continue
        now = _verdict(found, claims[number], checks[number], voids[number], part, widths[number])
        verdicts.append(_refined(kept[number], now) if number in kept else now)
    return tuple(verdicts), floor


def _refined(before: CellVerdict, now: CellVerdict) -> CellVerdict:
    """A settled cell with what this analysis says of its contenders, where that leaves fewer of the
    same pairs open.

    Whichever analysis it is taken from: each may err in its part of the error rate only, and the
    parts sum to the whole. The verdict on strategies stays; an analysis under which another one
    leads says nothing of its pairs.
    """
    same = now.data.team(now.contenders.leader) == before.data.team(before.strategies.leader)
    return (
        replace(now, strategies=before.strategies, settled=True)
        if same and now.open_pairs < before.open_pairs
        else before
    )


def _void(data: CellData, control: Control | None) -> str:
    if data.void or control is None or not control.failed:
        return data.void
    return (
        f"the A/A control failed: {control.contender} against itself took {control.ratio:.3f} times as long "
        f"({control.low:.3f} to {control.high:.3f})"
    )


def _verdict(
    evidence: Evidence,
    claimed: Claimed,
    control: Control | None,
    void: str,
    part: float,
    margins: Margins,
) -> CellVerdict:
    levels = Levels(claimed.levels, max(1e-9, PAIR * part))
    rivals = stand(evidence, set(claimed.beaten), levels, margins)
    others = [rival for rival in rivals if rival.name not in evidence.siblings]
    among = conclude(evidence.leader, rivals, void, margins)
    strategies = conclude(evidence.leader, others, void, margins)
    decisive = strategies if others else among
    settled = decisive.verdict is not Verdict.UNRESOLVED
    return CellVerdict(among, strategies, control, settled, evidence.data, part, margins)
