"""What a cell says of samples whose generator was late, and what it does not become."""

import json

import pytest
from crossover_tool.analysis.analyse import Analysis, analyse
from crossover_tool.analysis.regret_matrix import Question, matrix
from crossover_tool.reports.report import Report
from crossover_tool.stats.regret import Class
from made_requests import latency
from made_results import Json, cell, results
from shown import notes, report_text

WHO = ("gather/asio", "semaphore/asio", "thread_pool/ring", "process_pool/posix")
BLOCKS = 12


def arriving(late: dict[str, int]) -> Analysis:
    """The generator of each of `late` was late in its first so many blocks."""

    def change(found: Json, block: int) -> Json:
        name = f"{found['strategy']}/{found['engine']}"
        if found["cell"]["workload"] == "timer":
            return found
        if block < late.get(name, 0):
            named = {k: found[k] for k in ("cell", "strategy", "engine", "kind", "limit")}
            return {**named, "status": "late", "reason": f"let go {block} us late"}
        found = {**latency(found, block), "saturated": 0, "backlog": 0, "backlog_growth": 0.0}
        took = 1e7 * (2.0 if name.startswith("process") else 1.0) * (1.0 + 0.001 * (block % 3))
        shares = {"p50": 0.5, "p90": 0.8, "p99": 1.0, "p999": 1.1, "max": 1.2}
        return {**found, "request_latency_ns": {k: round(took * v) for k, v in shares.items()}}

    cells = [cell("request", 2000, 64, rate=1000), cell("timer", 100, 100, "", 1, wait_us=1000)]
    return analyse(results(cells, WHO, change, BLOCKS))


def arriving_row(analysis: Analysis) -> Question:
    """The question on requests that arrive."""
    (row,) = (one for one in matrix(analysis).rows if one.metric == "p99")
    return row


def test_a_late_sample_voids_nothing() -> None:
    analysis = arriving({"gather/asio": 1, "thread_pool/ring": 1})
    row = arriving_row(analysis)
    assert {choice: one.proven for choice, one in row.fields.items()} == {
        "gather": Class.GOOD,
        "semaphore": Class.GOOD,
        "thread_pool": Class.GOOD,
        "process_pool": Class.BEHIND,
    }
    assert any(
        note.startswith("2 of 48 samples tell nothing") and "gather/asio 1 of 12" in note
        for note in notes(analysis)
    )
    assert "more often than the machine explains" not in report_text(analysis)


def test_who_makes_the_generator_late_is_named_and_wins_nothing() -> None:
    analysis = arriving({"gather/asio": 8})
    row = arriving_row(analysis)
    assert row.fields["gather"].proven is Class.OPEN
    assert row.fields["semaphore"].proven is not Class.BEHIND
    assert "gather" not in row.decision.left
    text = report_text(analysis)
    assert "gather/asio makes its generator late, more often than the machine explains" in text
    told = json.dumps(Report(analysis).as_json())
    assert '"late_by_own_doing": ["gather/asio"]' in told


def test_who_has_no_sample_in_time_has_no_figure_and_one_reason() -> None:
    analysis = arriving({"gather/asio": BLOCKS})
    row = arriving_row(analysis)
    assert row.fields["gather"].regret is None
    assert row.fields["gather"].reason == "its generator was late in 12 of 12 samples"
    assert [one.status for one in analysis.cells[0].absent] == ["late"]


def test_a_question_without_a_sample_in_time_is_said_to_have_no_answer() -> None:
    analysis = arriving(dict.fromkeys(WHO, BLOCKS))
    assert len(matrix(analysis).rows) == 1
    assert "has no answer: in 48 of 48 samples requests were let go too late" in report_text(
        analysis
    )
    assert "no answer" not in report_text(arriving({"gather/asio": 1}))


@pytest.mark.parametrize("late", [{}, {"gather/asio": 1}])
def test_a_cell_speaks_of_it_where_there_is_something_to_say(late: dict[str, int]) -> None:
    assert any("let go too late" in note for note in notes(arriving(late))) is bool(late)
