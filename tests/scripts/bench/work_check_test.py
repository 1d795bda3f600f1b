"""Whether the bench's computations can be believed, as the doctor tells it."""

import pytest
from crossover_tool.bench.calibration import Calibration
from crossover_tool.bench.work_check import examine_work


@pytest.mark.parametrize(
    ("ratio", "ok", "advice"),
    [
        (2.05, True, ""),
        (1.8, True, ""),
        (2.2, True, ""),
        (0.0, False, "optimised away"),
        (1.79, False, "optimised away"),
        (2.6, False, "rises with its size"),
    ],
)
def test_twice_the_work_takes_twice_the_time(ratio: float, ok: bool, advice: str) -> None:
    (found,) = examine_work(Calibration({}, {"hash": ratio}))
    assert (found.check, found.ok) == ("work of hash", ok)
    assert (advice in found.advice) if advice else found.advice == ""
    assert found.seen == f"twice the work takes {ratio:.2f} times as long"


def test_each_computation_is_told_by_name() -> None:
    found = examine_work(Calibration({}, {"b": 2.0, "a": 2.0}))
    assert [one.check for one in found] == ["work of a", "work of b"]
