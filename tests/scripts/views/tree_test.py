"""The tree of a run: what it is fitted to, what it is held against, and when it says nothing."""

import json
import random
from collections.abc import Mapping, Sequence

import pytest
from crossover_tool.analysis.analyse import Analysis, analyse
from crossover_tool.reports.report import Report
from crossover_tool.suite import PlannedCell
from crossover_tool.views.tree import AdviceTree
from made_results import Json, cell, results
from shown import by_view, parts, report_text

WHO = ("sequential/std", "gather/asio", "thread_pool/ring", "process_pool/posix")
WAITING = {"sequential": 50.0, "gather": 1.0, "thread_pool": 1.3, "process_pool": 2.0}
COMPUTING = {"sequential": 2.0, "gather": 2.0, "thread_pool": 1.0, "process_pool": 1.2}
CELLS = (
    cell("timer", 100, 100, wait_us=5000),
    cell("tcp", 200, 64, wait_us=5000),
    cell("http", 200, 64, wait_us=5000),
    cell("sha256", 100, 2, cpu_us=1000),
    cell("json", 100, 2, cpu_us=1000),
    cell("nqueens", 100, 2, cpu_us=1000),
)


def planted(
    cells: Sequence[PlannedCell], spans: Mapping[str, Mapping[str, float]], seed: int = 3
) -> Analysis:
    """Each strategy takes on each workload what `spans` says, in tenths of a second."""
    rng = random.Random(seed)

    def change(found: Json, block: int) -> Json:
        factor = spans[found["cell"]["workload"]][found["strategy"]]
        return {**found, "makespan_ns": [round(1e8 * factor * rng.gauss(1, 0.002))]}

    return analyse(results(cells, WHO, change, blocks=8))


def work(cells: Sequence[PlannedCell]) -> dict[str, Mapping[str, float]]:
    """What each of the cells' workloads wants: waiting ones a loop, computing ones threads."""
    return {
        one.cell.workload: WAITING if one.cell.number("wait_us") else COMPUTING for one in cells
    }


@pytest.fixture(scope="module")
def lawful() -> Analysis:
    """Who waits wants a loop, who computes wants threads: at every kind of work."""
    return planted(CELLS, work(CELLS))


def test_a_law_that_holds_everywhere_is_found_and_beats_the_rules(lawful: Analysis) -> None:
    view = AdviceTree(lawful, lawful)
    assert view.applies() and view.found
    assert view.finding().startswith(
        "Without measuring: if it waits over 5 % of its time: gather; else thread_pool; 1"
    )
    assert view.found.beats and view.found.left_out.worst < 1.05
    told = view.json()["tree"]
    assert isinstance(told, dict) and json.dumps(told, allow_nan=False)
    assert [leaf["take"] for leaf in told["leaves"]] == ["gather", "thread_pool"]
    assert [leaf["cases"] for leaf in told["leaves"]] == [3, 3]
    assert {rule["rule"]: round(rule["worst"], 1) for rule in told["rules"]} == {
        "gather if it waits, else process_pool": 1.2,
        "always a thread pool of twice the cores": 1.3,
        "cores x (1 + wait / cpu) threads": 1.3,
    }


def test_what_holds_of_one_kind_of_work_alone_beats_nothing() -> None:
    """Each kind wants another choice for no reason that its traits tell: whatever is fitted is
    wrong of the one that was left out."""
    strategies = [name.split("/")[0] for name in WHO]
    wants = dict(zip((one.cell.workload for one in CELLS), strategies * 2))
    spans = {
        workload: {strategy: 1.0 if strategy == best else 3.0 for strategy in strategies}
        for workload, best in wants.items()
    }
    view = AdviceTree(found := planted(CELLS, spans), found)
    assert view.found and not view.found.beats
    assert "does not beat the rules of thumb here" in view.finding()
    assert view.found.left_out.typical > 1.5


def test_a_family_is_left_out_whole() -> None:
    """Two questions of one family that want the same would else vouch for each other."""
    twice = (*CELLS, cell("sha256", 400, 2, cpu_us=1000))
    spans = {**work(CELLS), "sha256": {**COMPUTING, "thread_pool": 4.0, "sequential": 1.0}}
    view = AdviceTree(found := planted(twice, spans), found)
    assert view.found and view.found.left_out.worst == pytest.approx(4.0, rel=0.02)


def test_it_stands_in_every_form(lawful: Analysis) -> None:
    report = Report(lawful)
    (run,) = parts(lawful, "run")
    assert "tree" in by_view(run)
    text = report_text(lawful)
    assert "**Without measuring: if it waits over 5 % of its time: gather; else thread_pool" in text
    assert "- **tree**: at most three conditions" in text
    assert "what is chosen in report.html does not change it" in text
    assert report.as_json()["tree"]["beats_rules"] is True
    brief = by_view(run)["answer"].brief
    assert brief and any(one.startswith("Without measuring") for one in brief.sentences)


def test_the_same_samples_give_the_same_tree(lawful: Analysis) -> None:
    again = planted(CELLS, work(CELLS))
    assert AdviceTree(again, again).json() == AdviceTree(lawful, lawful).json()


@pytest.mark.parametrize(
    "few",
    [
        CELLS[:5],
        tuple(cell("timer", tasks, tasks, wait_us=5000) for tasks in (10, 20, 30, 40, 50, 60)),
    ],
    ids=["five questions", "one kind of work"],
)
def test_from_little_nothing_is_learnt(few: Sequence[PlannedCell]) -> None:
    found = planted(few, work(few))
    assert not AdviceTree(found, found).applies()
    assert all(one.view != "tree" for one in parts(found, "run")[0].shown)
