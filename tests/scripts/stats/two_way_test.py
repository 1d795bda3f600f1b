"""Sums of squares of a two-way table, by hand."""

import pytest
from crossover_tool.stats.two_way import Squares, squares

ROWS, COLUMNS = ("a", "b"), ("x", "y")


def table(ax: float, ay: float, bx: float, by: float) -> dict[tuple[str, str], float]:
    return {("a", "x"): ax, ("a", "y"): ay, ("b", "x"): bx, ("b", "y"): by}


def test_the_three_parts_of_a_table() -> None:
    # Mean 3.5; rows -2 and 2, columns -1.5 and 1.5, rest 1 and -1 in turn.
    found = squares(table(1.0, 2.0, 3.0, 8.0), ROWS, COLUMNS)
    assert (found.rows, found.columns, found.rest) == pytest.approx((16.0, 9.0, 4.0))
    assert found.whole == pytest.approx(29.0)  # 6.25 + 2.25 + 0.25 + 20.25


def test_rows_and_columns_that_add_up_leave_nothing() -> None:
    found = squares(table(1.0, 4.0, 11.0, 14.0), ROWS, COLUMNS)
    assert found.rest == pytest.approx(0.0, abs=1e-12)
    assert (found.rows, found.columns) == pytest.approx((100.0, 9.0))


def test_tables_are_added_part_by_part() -> None:
    found = Squares(1.0, 2.0, 3.0) + Squares(10.0, 20.0, 30.0)
    assert found == Squares(11.0, 22.0, 33.0)


def test_a_table_with_a_hole_is_refused() -> None:
    holed = table(1.0, 2.0, 3.0, 4.0)
    del holed["b", "x"]
    with pytest.raises(KeyError):
        squares(holed, ROWS, COLUMNS)
