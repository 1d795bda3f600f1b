"""Every crossover of a sweep, or that there is none."""

from crossover_tool.analysis.analyse import analyse
from crossover_tool.reports.sections import Shown
from made_results import Json, cell, results
from shown import by_view, parts


def shown(*tasks: int) -> dict[str, Shown]:
    """One after another takes 0.1 ms a task, gather 5 ms."""

    def change(found: Json, block: int) -> Json:
        own = 0.1 * found["cell"]["tasks"] if found["engine"] == "std" else 5.0
        noise = 1.0 + 0.01 * ((block * len(found["engine"])) % 5)
        return {**found, "makespan_ns": [round(own * noise * 1e6)]}

    cells = [cell("timer", count, count, "tasks", wait_us=1000) for count in tasks]
    made = analyse(results(cells, ["sequential/std", "gather/asio"], change, 12))
    return dict(by_view(parts(made, "groups")[0]))


def test_a_crossover_is_a_sentence_and_figures() -> None:
    found = shown(10, 100, 1000)["crossovers"]
    (sentence,) = found.sentences
    assert sentence.startswith("gather overtakes sequential at ")
    (one,) = found.json["crossovers"]  # type: ignore[misc, attr-defined]
    assert one["low"] < one["estimate"] < one["high"]


def test_that_there_is_none_is_said_with_the_range() -> None:
    found = shown(10, 20)["crossovers"]
    assert found.sentences == ("no crossing proven in range (10 to 20 tasks)",)
    assert found.json == {"crossovers": []}


def test_a_cell_by_itself_crosses_nothing() -> None:
    assert "crossovers" not in shown(10)
