"""The grammar of a cell's name."""

import pytest
from crossover_tool.cell import Cell, Contender
from hypothesis import given
from hypothesis import strategies as st

NAMES = st.from_regex(r"[a-z][a-z_]{0,8}", fullmatch=True)
VALUES = st.one_of(
    st.integers(-(2**40), 2**40), st.from_regex(r"[a-z][a-z0-9_]{0,6}", fullmatch=True)
)


@given(
    NAMES,
    st.integers(0, 10**8),
    st.integers(0, 10**8),
    st.dictionaries(NAMES, VALUES, max_size=4),
)
def test_what_is_written_is_read(
    workload: str, tasks: int, limit: int, params: dict[str, int | str]
) -> None:
    params.pop("tasks", None), params.pop("limit", None)
    cell = Cell(workload, tasks, limit, tuple(params.items()))
    assert Cell.parse(cell.key) == cell
    assert Cell.parse(cell.canonical.key) == cell.canonical
    assert cell.canonical.canonical == cell.canonical


@pytest.mark.parametrize(
    "text",
    ["", "timer", "timer/tasks:1", "/tasks:1/limit:1", "timer/tasks:x/limit:1", "timer/tasks:1/limit:1/a",
     "timer/tasks:1/limit:1/a:", "timer/tasks:1/limit:1/:1", "timer/tasks:1/limit:1/a:1/a:2"],
)  # fmt: skip
def test_what_is_no_cell_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not"):
        Cell.parse(text)


def test_globs_name_contenders() -> None:
    assert Contender.parse("gather/asio") == Contender("gather", "asio")
    assert Contender("gather", "asio").matches("gather/*")
    assert not Contender("gather", "asio").matches("*/libuv")
