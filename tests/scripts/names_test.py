"""What a mistyped name probably meant."""

import pytest
from crossover_tool.names import nearest, unknown


@pytest.mark.parametrize(
    ("name", "near"),
    [("gater", "gather"), ("GATHER", "gather"), ("semafore", "semaphore"), ("xyzzy", None)],
)
def test_the_nearest_is_named_whatever_its_case(name: str, near: str | None) -> None:
    assert nearest(name, ["gather", "semaphore", "Offload"]) == near


def test_what_is_known_is_named_once_and_as_it_is_written() -> None:
    assert unknown("engine", "offlaod", ["Offload", "asio", "Offload"]) == (
        "unknown engine 'offlaod': did you mean 'Offload'? known: Offload, asio"
    )
    assert unknown("engine", "x", []) == "unknown engine 'x': known: none"
