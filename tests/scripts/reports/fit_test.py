"""A table in the columns that there are."""

from crossover_tool.reports.fit import fitted, lines
from crossover_tool.views.view import Column, Table

TABLE = Table(
    (
        Column("contender", 100, right=False),
        Column("makespan", 90),
        Column("CPU", 10),
        Column("verdict", 70, right=False),
    ),
    (("gather/asio", "10.2 ms", "1.00 µs", "WINNER"), ("sequential/std", "5.10 s", "", "slower")),
)


def shown(table: Table, width: int) -> list[str]:
    return [line.text for line in lines(table, width)]


def test_the_least_important_column_goes_first() -> None:
    headings = [TABLE.columns[at].heading for at in fitted(TABLE, 33)]
    assert headings == ["contender", "makespan", "verdict"]
    assert len(fitted(TABLE, 80)) == 4


def test_a_name_and_a_figure_stay_however_narrow_it_is() -> None:
    assert shown(TABLE, 5)[2:] == ["gather/asio      10.2 ms", "sequential/std    5.10 s"]


def test_figures_stand_at_the_right_and_names_at_the_left() -> None:
    heading, rule, first, second = shown(TABLE, 80)
    assert heading == "contender       makespan      CPU  verdict"
    assert first == "gather/asio      10.2 ms  1.00 µs  WINNER"
    assert second == "sequential/std    5.10 s           slower"
    assert set(rule) == {"─"} and len(rule) == len(heading)


def test_a_column_in_which_nobody_has_anything_is_left_out() -> None:
    empty = Table(TABLE.columns, (("gather/asio", "10.2 ms", "", "WINNER"),))
    assert "CPU" not in shown(empty, 80)[0]


def test_prose_wraps_into_what_the_others_leave() -> None:
    prose = Table(
        (Column("name", 100, right=False), Column("why", 50, right=False, wraps=True)),
        (("a", "what most people would write, and what the documentation shows as well"),),
    )
    told = shown(prose, 40)
    assert max(map(len, told)) <= 40 and len(told) > 3
    assert " ".join(" ".join(told[2:]).split()) == f"a {prose.rows[0][1]}"
