"""The worst that a choice may cost, and the fewest choices that do everywhere."""

import math

from crossover_tool.analysis.guarantee import Seen, guarantee, sufficient
from crossover_tool.stats.regret import Class, Regret


def regret(value: float, proven: Class, high: float = 0.0) -> Regret:
    return Regret("", "", value, 1.0, max(value, high), proven)


GOOD, SLOW = regret(1.0, Class.GOOD), regret(3.0, Class.BEHIND, 3.5)
SLOWER = regret(2.0, Class.BEHIND)


def test_a_guarantee_is_the_worst_of_all_questions() -> None:
    unsure = regret(1.2, Class.OPEN, 9.0)
    seen = [Seen("easy", {"a": GOOD}), Seen("hard", {"a": SLOW}), Seen("unsure", {"a": unsure})]
    found = guarantee("a", seen)
    assert (found.good, found.asked) == (1, 3)
    assert (found.worst, found.where) == (3.0, "hard")
    assert found.high == 9.0  # of whichever question reaches furthest


def test_where_it_cannot_run_it_guarantees_nothing() -> None:
    found = guarantee("a", [Seen("easy", {"a": GOOD}), Seen("odd", {"b": GOOD}, ("a",))])
    assert (found.good, found.asked, found.failing) == (1, 2, ("odd",))
    assert guarantee("c", [Seen("easy", {"a": GOOD})]).asked == 0


def test_the_smallest_sets_grow_only_while_they_get_better() -> None:
    seen = [
        Seen("one", {"a": GOOD, "b": SLOW, "c": SLOW}),
        Seen("other", {"a": SLOWER, "b": GOOD, "c": GOOD}),
    ]
    alone, pair = sufficient(("a", "b", "c"), seen)
    # one question each; a is at worst 2, the others 3
    assert (alone.choices, alone.good, alone.worst, alone.where) == (("a",), 1, 2.0, "other")
    assert alone.missing == ("other",)
    assert (pair.choices, pair.good, pair.asked, pair.worst) == (("a", "b"), 2, 2, 1.0)


def test_a_question_of_which_the_set_has_no_figure_has_no_worst() -> None:
    (found,) = sufficient(("a",), [Seen("one", {"a": GOOD}), Seen("odd", {}, ("a",))])
    assert (found.worst, found.where, found.missing) == (math.inf, "odd", ("odd",))
    assert sufficient(("a",), []) == ()
