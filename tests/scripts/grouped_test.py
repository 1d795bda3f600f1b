"""Items by their key, in the order in which they came."""

from crossover_tool.grouped import grouped


def test_keys_and_items_keep_their_order() -> None:
    assert grouped(["pear", "fig", "plum", "date"], len) == {
        4: ["pear", "plum", "date"],
        3: ["fig"],
    }
    assert list(grouped(["pear", "fig"], len)) == [4, 3]


def test_nothing_makes_no_group() -> None:
    assert grouped([], len) == {}
