"""Late generators: no way of being late makes a false claim likelier, and the machine's lateness
leaves questions decided. On simulated processes whose truth is known."""

import math
import random
from collections import Counter
from dataclasses import dataclass, replace

import pytest
from crossover_tool.stats.evidence import CellData
from crossover_tool.stats.lateness import Late, own_doing
from crossover_tool.stats.regret import MARGIN, Class, Regret, regrets
from crossover_tool.stats.regret_needed import still_needed
from crossover_tool.stats.regret import fields

SIGMA = 0.01
REPORTS = 200
MOST_FALSE = 0.05


@dataclass(frozen=True)
class Moody:
    """A contender with two kinds of processes: it takes `usual`, and in a share of them `rare`, in
    which its generator is late."""

    usual: float
    rare: float
    share: float

    @property
    def median(self) -> float:
        """The middle of its processes, noise aside."""
        return self.rare if self.share > 0.5 else self.usual


LEVELS = {"gather": 1.0, "semaphore": 1.01, "thread_pool": 1.3, "sequential": 3.0}
SLOWER_WHEN_LATE = Moody(1.02, 1.3, 0.6)
QUICKEST_BUT_WHEN_LATE = Moody(0.9, 1.3, 0.6)
QUICKER_WHEN_LATE = Moody(1.3, 0.9, 0.6)


def measured(rng: random.Random, moody: Moody | None, machine: float, blocks: int = 20) -> CellData:
    """Blocks of a cell. Each sample's generator is late in the share `machine`, whoever it is of."""
    series: dict[str, dict[int, float]] = {}
    late: dict[str, set[int]] = {}
    for block in range(blocks):
        for name, level in {**LEVELS, **({"moody": 0.0} if moody else {})}.items():
            rare = moody is not None and name == "moody" and rng.random() < moody.share
            if moody is not None and name == "moody":
                level = moody.rare if rare else moody.usual
            value = level * math.exp(rng.gauss(0.0, SIGMA))
            if rare or rng.random() < machine:
                late.setdefault(name, set()).add(block)
            else:
                series.setdefault(name, {})[block] = value
    return CellData(series, {name: name for name in series}, late=late)


def truth(moody: Moody | None) -> dict[str, float]:
    """The true regrets."""
    levels = {**LEVELS, **({"moody": moody.median} if moody else {})}
    return {name: level / min(levels.values()) for name, level in levels.items()}


def is_false(row: dict[str, Regret], true: dict[str, float]) -> bool:
    """Whether a claim of a report is not true."""
    return any(
        true[name] > 1.0 + MARGIN if one.proven is Class.GOOD else true[name] < 1.0 + MARGIN
        for name, one in row.items()
        if one.proven is not Class.OPEN
    )


def reports(moody: Moody | None, machine: float, left_out: bool = False) -> Counter[str]:
    """So many reports of one cell: those with a `false` claim, the fields that are `decided` of all
    `fields`, and those in which some generator was late. `left_out`: late samples are as if they had
    never been asked for."""
    rng = random.Random(f"{moody} {machine}")
    count: Counter[str] = Counter()
    for _ in range(REPORTS):
        data = measured(rng, moody, machine)
        (row,) = regrets([replace(data, late={}) if left_out else data])
        count.update(false=is_false(row, truth(moody)), late=bool(data.late))
        count.update(fields=len(row))
        count.update(decided=sum(one.proven is not Class.OPEN for one in row.values()))
    return count


@pytest.mark.parametrize(
    "moody", [SLOWER_WHEN_LATE, QUICKEST_BUT_WHEN_LATE, QUICKER_WHEN_LATE], ids=str
)
def test_no_way_of_being_late_makes_false_claims(moody: Moody) -> None:
    assert reports(moody, 0.02)["false"] <= MOST_FALSE * REPORTS
    naive = reports(moody, 0.02, left_out=True)
    assert naive["false"] > 3 * MOST_FALSE * REPORTS, "else leaving out is as good"


def test_the_others_are_told_apart_beside_one_that_is_late_at_will() -> None:
    rng = random.Random(3)
    for _ in range(20):
        (row,) = regrets([measured(rng, SLOWER_WHEN_LATE, 0.0)])
        assert row["moody"].proven is Class.OPEN
        assert row["sequential"].proven is Class.BEHIND


def test_the_machine_s_lateness_leaves_questions_decided() -> None:
    calm, late = reports(None, 0.0), reports(None, 0.03)
    assert late["late"] > 0.6 * REPORTS, "so many were void before"
    assert late["false"] <= MOST_FALSE * REPORTS
    assert late["decided"] >= 0.9 * calm["decided"] > 0.8 * calm["fields"]


def test_what_is_missing_is_taken_for_the_worst_of_each_claim() -> None:
    rng = random.Random(1)
    data = measured(rng, None, 0.0, blocks=9)
    (before,) = regrets([data])
    assert before["semaphore"].proven is Class.GOOD
    assert before["thread_pool"].proven is Class.BEHIND

    def without(name: str, blocks: int) -> Regret:
        kept = {b: ns for b, ns in data.makespans[name].items() if b >= blocks}
        missing = replace(
            data, makespans={**data.makespans, name: kept}, late={name: set(range(blocks))}
        )
        return regrets([missing])[0][name]

    for name in ("semaphore", "thread_pool"):
        assert without(name, 1).proven is before[name].proven, "one of nine may contradict"
        assert without(name, 4).proven is Class.OPEN
        assert without(name, 4).value == pytest.approx(before[name].value, rel=0.02)


def test_who_is_late_too_often_is_not_asked_for_more_blocks() -> None:
    data = measured(random.Random(2), SLOWER_WHEN_LATE, 0.0)
    wanted = {one.strategy: still_needed(one, MARGIN, 0.01) for one in fields(data)}
    assert wanted["moody"] is None and wanted["sequential"] is not None


def test_who_leaves_no_figure_at_all_takes_nothing_from_the_others() -> None:
    data = measured(random.Random(4), None, 0.0)
    gone = {name: series for name, series in data.makespans.items() if name != "gather"}
    late = {"gather": set(range(20))}
    (row,) = regrets([replace(data, makespans=gone, late=late)])
    assert set(row) == set(gone) and row["semaphore"].proven is Class.GOOD


def test_own_doing_is_proven_and_not_guessed() -> None:
    others = {name: Late(0, 8) for name in ("b", "c", "d")}
    assert own_doing({"a": Late(6, 8), **others}) == ("a",)
    assert own_doing({"a": Late(1, 8), **others}) == ()
    assert own_doing({name: Late(6, 8) for name in "abcd"}) == ()
    assert own_doing({"a": Late(8, 8)}) == ()


def test_chance_names_nobody_in_more_than_its_share_of_reports() -> None:
    rng = random.Random(9)
    named = 0
    for _ in range(1000):
        cell = {name: Late(sum(rng.random() < 0.15 for _ in range(8)), 8) for name in "abcde"}
        named += bool(sum(one.late for one in cell.values()) and own_doing(cell))
    assert named <= 50
