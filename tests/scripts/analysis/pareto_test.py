"""The front of a question: who is proven to take less of something and no more of the rest."""

from collections.abc import Mapping

from crossover_tool.analysis.analyse import analyse
from crossover_tool.analysis.pareto import Front, pareto_front
from crossover_tool.analysis.regret_matrix import matrix
from made_results import Json, cell, results

Spent = Mapping[str, tuple[float, float]]
"""Engine -> makespan and CPU, in ms."""


def front(spent: Spent, blocks: int = 12) -> Front:
    def change(found: Json, block: int) -> Json:
        span, cpu = spent[found["engine"]]
        noise = 1.0 + 0.002 * ((block * len(found["engine"])) % 5)
        return {
            **found,
            "makespan_ns": [round(span * noise * 1e6)],
            "cpu_user_ns": round(cpu * noise * 1e6),
            "cpu_system_ns": 0,
        }

    names = [f"{'gather' if engine == 'asio' else 'thread_pool'}/{engine}" for engine in spent]
    made = results([cell("timer", 100, 100, wait_us=5000)], names, change, blocks)
    found = matrix(analyse(made))
    return pareto_front(found.rows[0], found.margin)


def test_as_quick_for_half_the_cpu_dominates() -> None:
    found = front({"asio": (10.0, 1.0), "ring": (10.0, 2.0)})
    assert found.choices == ("gather",)
    (why,) = found.dominated
    assert (why.better, why.worse, why.less) == ("gather", "thread_pool", ("cpu",))


def test_who_pays_with_cpu_for_time_stays() -> None:
    found = front({"asio": (20.0, 1.0), "ring": (10.0, 2.0)})
    assert (found.choices, found.dominated) == (("gather", "thread_pool"), ())


def test_less_of_both_is_said_of_both() -> None:
    (why,) = front({"asio": (10.0, 1.0), "ring": (20.0, 2.0)}).dominated
    assert why.less == ("makespan", "cpu")


def test_who_is_alike_dominates_nobody() -> None:
    assert front({"asio": (10.0, 1.0), "ring": (10.0, 1.0)}).dominated == ()


def test_two_blocks_prove_nothing() -> None:
    assert front({"asio": (10.0, 1.0), "ring": (90.0, 9.0)}, blocks=2).dominated == ()
