"""What a simulated run got right and wrong, on verdicts whose truth is known."""

from collections import Counter

import pytest
from crossover_tool.proof import tally
from crossover_tool.proof.design import Design
from crossover_tool.proof.noise import scenario

SIDES = ("a", "a", "b", "b", "c")
DESIGN = Design("made", (SIDES,) * 4, blocks=9)


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (tally.factor_two, [1.0, 1.0, 2.0, 2.0, 2.2]),
        (tally.tenth, [1.0, 1.0, 1.1, 1.1, 1.21]),
        (tally.pair, [1.0, 1.0, 1.0, 2.0, 2.2]),
        (tally.edge, [1.0, 1.0, 1.02, 2.0, 2.2]),
        (tally.beside, [1.0, 1.0, 1.026, 2.0, 2.2]),
        (tally.all_equal, [1.0] * 5),
    ],
)
def test_the_truths_are_what_they_are_called(kind: tally.Kind, values: list[float]) -> None:
    assert kind(SIDES) == pytest.approx(values)


def run(*kinds: tally.Kind, seed: int = 1, noise: str = "quiet") -> Counter[str]:
    return tally.run(DESIGN, kinds, scenario(noise), seed)


def test_where_the_best_is_twice_as_fast_it_is_named_and_nothing_is_false() -> None:
    found = run(tally.factor_two)
    assert (found["reports"], found["cells"]) == (1, 4)
    assert (found["factor_two"], found["factor_two named"]) == (4, 4)
    assert found["false"] == found["excluded"] == found["untied"] == found["voided"] == 0


def test_cells_take_the_truths_in_turn_and_another_one_first_in_each_run() -> None:
    assert run(tally.factor_two, tally.pair)["pair"] == 2
    three = (tally.factor_two, tally.pair, tally.tenth)
    firsts = [run(*three, seed=seed)["factor_two"] for seed in range(3)]
    assert sorted(firsts) == [1, 1, 2]


def test_equal_contenders_are_never_named() -> None:
    found = sum((run(tally.all_equal, seed=seed) for seed in range(5)), Counter[str]())
    assert found["all_equal named"] <= 1 and found["false"] <= 1
    assert found["intervals"] == 20 and found["covered"] >= 16


def test_a_judge_that_names_whoever_leads_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crossover_tool.stats.claims.p_slower", lambda ratio, margin: 0.0)
    assert run(tally.all_equal)["false"] == 1
