"""What a person decides between: strategies, and the same on all cores."""

from crossover_tool.analysis.choice import choice_of, in_order, on_all_cores, strategy_of
from crossover_tool.cell import Contender


def test_a_loop_on_every_core_is_a_choice_of_its_own() -> None:
    one, all_cores = (choice_of(Contender("gather", name)) for name in ("asio", "asio_cores"))
    assert (one, all_cores) == ("gather", "gather on all cores")
    assert [on_all_cores(choice) for choice in (one, all_cores)] == [False, True]
    assert strategy_of(all_cores) == strategy_of(one) == "gather"


def test_an_engine_with_cores_inside_its_name_is_no_such() -> None:
    assert choice_of(Contender("gather", "cores_pool")) == "gather"


def test_choices_stand_in_their_order_and_strangers_behind_by_name() -> None:
    mixed = ("process_pool", "zebra", "gather on all cores", "sequential", "alpha", "gather")
    assert in_order((*mixed, "gather")) == (
        *("sequential", "gather", "gather on all cores", "process_pool", "alpha", "zebra"),
    )
