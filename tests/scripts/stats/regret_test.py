"""Regret: classes and intervals by hand; `prove` has them on simulated noise."""

import math
import random

from crossover_tool.stats.evidence import CellData
from crossover_tool.stats.regret import Class, regrets
from hypothesis import given, settings
from hypothesis import strategies as st


def cell(levels: dict[str, float], blocks: int, sigma: float = 0.004, seed: int = 1) -> CellData:
    rng = random.Random(seed)
    series = {
        name: {block: level * math.exp(rng.gauss(0.0, sigma)) for block in range(blocks)}
        for name, level in levels.items()
    }
    return CellData(series, {name: name.partition("/")[0] for name in levels})


LEVELS = {"gather/a": 1.0, "gather/b": 1.5, "pool/a": 1.01, "offload/a": 1.2, "sequential/a": 9.0}


def test_the_best_and_its_neighbour_are_good_enough_and_the_others_behind() -> None:
    (found,) = regrets([cell(LEVELS, 9)])
    assert {name: one.proven for name, one in found.items()} == {
        "gather": Class.GOOD,
        "pool": Class.GOOD,
        "offload": Class.BEHIND,
        "sequential": Class.BEHIND,
    }
    assert found["gather"].contender == "gather/a"
    assert 8.9 < found["sequential"].value < 9.1
    assert 1.0 <= found["pool"].low <= found["pool"].value < 1.02


def test_on_the_margin_itself_it_stays_open() -> None:
    (found,) = regrets([cell({"a/x": 1.0, "b/x": 1.05, "c/x": 3.0}, 40)])
    assert found["b"].proven is Class.OPEN
    (wider,) = regrets([cell({"a/x": 1.0, "b/x": 1.05, "c/x": 3.0}, 40)], margin=0.10)
    assert wider["b"].proven is Class.GOOD


def test_two_blocks_prove_nothing() -> None:
    (found,) = regrets([cell(LEVELS, 2)])
    assert {one.proven for one in found.values()} == {Class.OPEN}


def test_a_cell_of_one_strategy_and_a_void_one_have_none() -> None:
    void = CellData(cell(LEVELS, 9).makespans, {}, void="a: wrong digest")
    assert regrets([cell({"a/x": 1.0, "a/y": 2.0}, 9), void]) == [{}, {}]


def test_what_is_decided_stays_decided() -> None:
    before = regrets([cell(LEVELS, 9)], part=0.5)
    after = regrets([cell({**LEVELS, "pool/a": 4.0}, 19)], part=0.5, before=before)
    assert after[0]["pool"] == before[0]["pool"]


def test_nobody_is_held_against_who_left_with_few_blocks() -> None:
    """A third of the six blocks in which the slow one was measured was a bad moment of another, who
    would have to be proven quicker than it by what cannot be outvoted any more."""
    early, late = cell({"a/x": 1.0, "b/x": 1.0, "slow/x": 1.7}, 6), cell(
        {"a/x": 1.0, "b/x": 1.0}, 90
    )
    odd = {block: 2.5 if block in (1, 4) else ns for block, ns in late.makespans["b/x"].items()}
    data = CellData(
        {**late.makespans, "b/x": odd, "slow/x": early.makespans["slow/x"]}, early.teams
    )
    before = regrets([early], part=0.3)
    assert before[0]["slow"].proven is Class.BEHIND
    kept = {"slow": before[0]["slow"]}
    (found,) = regrets([data], part=0.7, before=[kept])
    assert found["b"].proven is Class.GOOD
    (held,) = regrets([data], part=0.7)
    assert held["b"].proven is Class.OPEN


def test_who_is_behind_is_held_against_all_where_nobody_else_is_there() -> None:
    (before,) = regrets([cell({"a/x": 1.0, "b/x": 3.0}, 9)])
    assert before["b"].proven is Class.BEHIND
    (found,) = regrets([cell({"a/x": 1.0, "b/x": 3.0}, 19)], before=[{"b": before["b"]}])
    assert found["a"].proven is Class.GOOD


def test_a_strategy_of_many_engines_must_show_more() -> None:
    """The best of twelve looks good by luck."""
    few = cell({"a/0": 1.0, "b/0": 1.012}, 12, 0.03, 4)
    engines = {f"b/{n}": few.makespans["b/0"] for n in range(12)}
    many = CellData({"a/0": few.makespans["a/0"], **engines}, {n: n[0] for n in ("a/0", *engines)})
    narrow, wide = regrets([few])[0]["b"], regrets([many])[0]["b"]
    assert narrow.high < wide.high


@settings(max_examples=80)
@given(
    st.lists(st.sampled_from((1.0, 1.01, 1.04, 1.06, 1.3, 4.0)), min_size=2, max_size=5),
    st.integers(2, 20),
    st.sampled_from((0.001, 0.02, 0.2)),
    st.integers(0, 1000),
)
def test_no_class_contradicts_its_interval(
    levels: list[float], blocks: int, sigma: float, seed: int
) -> None:
    data = cell({f"{chr(97 + n)}/x": level for n, level in enumerate(levels)}, blocks, sigma, seed)
    for one in regrets([data])[0].values():
        assert 1.0 <= one.low <= one.value * (1 + 1e-9) and one.value <= one.high
        if one.proven is Class.GOOD:
            assert one.high <= 1.05
        if one.proven is Class.BEHIND:
            assert one.low > 1.05
