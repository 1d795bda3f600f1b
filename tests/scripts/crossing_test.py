"""Crossover points: the arithmetic, how often the interval holds the truth, and what a sweep may
claim."""

import math
import random
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from crossover_tool.analysis.crossings import Crossing
from crossover_tool.analysis.finding import crossing_sentences, sweep_finding
from crossover_tool.analysis.group import GroupResult
from crossover_tool.analysis.analyse import analyse
from crossover_tool.charts.make import plan
from crossover_tool.samples.reader import read
from crossover_tool.stats.crossing import Root, SweepPoint, combined
from crossover_tool.stats.crossing import root as root_between
from crossover_tool.stats.paired import log_ratio
from made_results import cell, write_results


def exact(*means: float) -> list[SweepPoint]:
    """Points one place apart, known for certain."""
    return [SweepPoint(float(place), mean, 0.0, 8.0) for place, mean in enumerate(means)]


def root(points: Sequence[SweepPoint]) -> Root | None:
    """The root between the first and the last point."""
    return root_between(points, 0, len(points) - 1)


def test_the_root_is_where_the_lines_meet() -> None:
    found = root(exact(-1.0, 3.0))
    assert found
    assert found.estimate == pytest.approx(0.25)
    assert found.low == pytest.approx(0.25)
    assert found.high == pytest.approx(0.25)


def test_both_ends_must_be_proven() -> None:
    assert root(exact(-1.0, 0.0)) is None
    assert root(exact(1.0, 2.0)) is None
    assert root(exact(1.0, -2.0)) is None
    doubtful = SweepPoint(1.0, 0.5, 0.4, 2.0)
    assert root([*exact(-1.0), doubtful]) is None
    assert root(exact(-1.0)) is None


def test_an_unresolved_point_between_widens_the_interval() -> None:
    sure, unsure = exact(-1.0, 0.0, 1.0), exact(-1.0, 0.0, 1.0)
    unsure[1] = SweepPoint(1.0, 0.0, 0.3, 8.0)
    wide, narrow = root(unsure), root(sure)
    assert wide and narrow
    assert wide.low < 0.8 < narrow.low <= 1.0 <= narrow.high < 1.2 < wide.high


def test_of_several_changes_of_sign_the_middle_one_is_the_estimate() -> None:
    points = [SweepPoint(float(p), m, 0.05, 8.0) for p, m in enumerate((-1.0, 0.02, -0.02, 1.0))]
    found = root(points)
    assert found and found.estimate == pytest.approx(1.5)
    assert found.low < 1.0 < 2.0 < found.high


def test_the_point_between_two_measured_ones() -> None:
    middle = combined(
        [SweepPoint(0.0, -1.0, 0.3, 4.0), SweepPoint(2.0, 3.0, 0.3, 4.0)], (0.5, 0.5), 1.0
    )
    assert middle.mean == 1.0
    assert middle.error == pytest.approx(0.3 * math.sqrt(0.5))
    assert middle.freedom == pytest.approx(8.0)


def test_a_curve_that_is_bent_widens_the_interval() -> None:
    """A parabola known for certain: its root lies in the interval, and that of the line is the
    estimate."""
    points = [SweepPoint(float(p), float(p * p - 2), 1e-6, 8.0) for p in range(4)]
    found = root_between(points, 0, 3)
    assert found
    assert found.estimate == pytest.approx(1.0 + 1.0 / 3.0, abs=1e-4)
    assert found.low <= found.estimate < math.sqrt(2.0) <= found.high + 1e-9


Noise = Callable[[random.Random], float]


def gauss(chance: random.Random) -> float:
    return chance.gauss(0.0, 0.05)


def heavy(chance: random.Random) -> float:
    """A t distribution with three degrees of freedom, by its definition."""
    square = sum(chance.gauss(0.0, 1.0) ** 2 for _ in "123") / 3.0
    return 0.03 * chance.gauss(0.0, 1.0) / math.sqrt(square)


def measured(
    places: Sequence[float],
    truth: Callable[[float], float],
    blocks: int,
    noise: Noise,
    chance: random.Random,
) -> list[SweepPoint]:
    points = []
    for place in places:
        interference = [
            chance.gauss(0.0, 0.2) for _ in range(blocks)
        ]  # common to both contenders of a block
        ones = {b: math.exp(w + truth(place) + noise(chance)) for b, w in enumerate(interference)}
        others = {b: math.exp(w + noise(chance)) for b, w in enumerate(interference)}
        ratio = log_ratio(ones, others)
        points.append(SweepPoint(place, ratio.mean, ratio.error, ratio.count - 1))
    return points


@pytest.mark.parametrize("blocks", [3, 9])
@pytest.mark.parametrize("noise", [gauss, heavy])
@pytest.mark.parametrize("slope", [0.05, 0.6])
def test_the_interval_holds_the_truth_as_often_as_it_says(
    blocks: int, noise: Noise, slope: float
) -> None:
    chance = random.Random(f"{blocks}{noise.__name__}{slope}")
    places = [math.log(4.0**power) for power in range(6)]
    claimed = held = 0
    for _ in range(200):
        truth = chance.uniform(places[1], places[-2])
        points = measured(places, lambda place: slope * (place - truth), blocks, noise, chance)
        found = root(points)
        if found:
            claimed += 1
            held += found.low <= truth <= found.high
            assert found.low <= found.estimate <= found.high
    assert claimed >= (100 if slope > 0.5 else 1)
    assert held >= 0.95 * claimed - 3.0 * math.sqrt(0.05 * 0.95 * claimed)


VALUES = (1, 4, 16, 64, 256, 1024)
WHO = ("gather/asio", "thread_pool/std", "sequential/std")


def swept(
    folder: Path, shapes: Mapping[str, Callable[[float], float]], axis: str = "tasks"
) -> GroupResult:
    """Nine blocks with 1 % noise, in which each contender's makespan follows its shape."""
    chance = random.Random(5)

    def span(c: Mapping[str, Any], who: str, _: int) -> float | None:
        value = float({"tasks": c["tasks"], "limit": c["limit"]}.get(axis) or c["params"][axis])
        return shapes[who](value) * math.exp(chance.gauss(0.0, 0.01)) if who in shapes else None

    params = {"wait_us": 1000}
    cells = []
    for value in VALUES:
        place = {axis: value} if axis in ("tasks", "limit") else {}
        if not place:
            params = {axis: value}
        cells.append(
            cell("timer", place.get("tasks", 100), place.get("limit", 100), axis, **params)
        )
    return analyse(read(write_results(folder, cells, WHO, 9, span))).groups[0]


GATHER_WINS_LATE = {
    "gather/asio": lambda n: 1e6 * (20.0 + n / 64.0),
    "thread_pool/std": lambda n: 1e6 * (10.0 + n / 6.4),
}  # they meet where 20 + n/64 = 10 + n/6.4: at 71.1


def test_a_sweep_names_the_crossover_with_its_interval(tmp_path: Path) -> None:
    group = swept(tmp_path, GATHER_WINS_LATE)
    (found,) = group.crossings
    assert (found.before, found.after) == ("thread_pool", "gather")
    assert 60 < found.low < found.estimate < found.high < 80
    assert found.low < 71.1 < found.high  # though the line through 64 and 256 meets zero at 69.4
    (sentence,) = crossing_sentences(group)
    assert sentence.startswith("gather overtakes thread_pool at ")
    assert sentence.endswith("] tasks")
    assert sentence in sweep_finding(group)


def test_the_title_and_the_chart_show_it(tmp_path: Path) -> None:
    swept(tmp_path, GATHER_WINS_LATE)
    analysis = analyse(read(tmp_path))
    chart = plan(analysis)[0][0]
    assert "gather overtakes thread_pool at" in chart.words.finding
    bands = [
        patch for patch in chart.draw(chart.words).axes[0].patches if patch.get_alpha() == 0.16
    ]
    assert len(bands) == 1


@pytest.mark.parametrize(("axis", "says"), [("limit", "at limit "), ("wait_us", "at wait ")])
def test_any_swept_parameter_has_crossovers(tmp_path: Path, axis: str, says: str) -> None:
    group = swept(tmp_path, GATHER_WINS_LATE, axis)
    assert group.axis == axis
    (sentence,) = crossing_sentences(group)
    assert says in sentence


def test_no_crossing_in_range_is_said(tmp_path: Path) -> None:
    group = swept(
        tmp_path, {"gather/asio": lambda n: 1e6 + n, "thread_pool/std": lambda n: 2e6 + n}
    )
    assert crossing_sentences(group) == ["no crossing proven in range (1 to 1,024 tasks)"]


def test_who_is_overtaken_is_the_one_that_led(tmp_path: Path) -> None:
    """Between a and b a third leads: a is overtaken by it, and it by b, but a not by b."""
    group = swept(
        tmp_path,
        {
            "sequential/std": lambda n: 1e6 * n,
            "thread_pool/std": lambda n: 4e6 * math.sqrt(n),
            "gather/asio": lambda n: 40e6,
        },
    )
    pairs = [(c.before, c.after) for c in group.crossings]
    assert pairs == [("sequential", "thread_pool"), ("thread_pool", "gather")]
    first, second = group.crossings
    assert isinstance(first, Crossing)
    assert first.low < 16 < first.high or first.estimate == pytest.approx(16, rel=0.05)
    assert second.estimate == pytest.approx(100, rel=0.05)
