"""The analysis of frozen samples, and the sentences that it comes to."""

from statistics import median

import pytest
from conftest import frozen, lines_of
from crossover_tool.analysis.cell_result import Front
from crossover_tool.analysis.finding import cell_finding, claim, sweep_finding
from crossover_tool.analysis.analyse import Analysis, analyse
from crossover_tool.samples.reader import read
from crossover_tool.stats.verdict import Verdict
from shown import by_view, charts, parts, report_text


@pytest.fixture(scope="module")
def analysis() -> Analysis:
    return analyse(read(frozen()))


def test_a_contenders_median_is_that_of_its_samples(analysis: Analysis) -> None:
    spans = [
        median(line["measurement"]["makespan_ns"])
        for line in lines_of(frozen())[1:-1]
        if line["cell"] == 1 and line["measurement"]["engine"] == "libuv"
    ]
    libuv = next(m for m in analysis.cells[1].ranked if m.contender.engine == "libuv")
    assert len(spans) == 4
    assert libuv.makespan.median == median(spans)
    assert sorted(libuv.by_block.values()) == sorted(spans)


def test_contenders_come_by_rising_ratio_to_the_leader(analysis: Analysis) -> None:
    for result in analysis.cells:
        ratios = [result.ratio(m) for m in result.ranked[1:]]
        assert ratios == sorted(ratios)
        assert result.ratio(result.ranked[0]) == 1.0
        for rival in result.judgement.rivals:
            assert rival.low <= rival.ratio <= rival.high


def test_the_frozen_findings(analysis: Analysis) -> None:
    tasks, cores, tcp = analysis.groups
    lead = "lead {}, not separated; {} falls behind"
    assert sweep_finding(tasks) == (
        f"gather and thread_pool {lead.format('from 10 tasks on', 'sequential')}"
    )
    assert sweep_finding(cores) == (
        f"process_pool and thread_pool {lead.format('at 2 workers', 'gather')}"
    )
    assert cell_finding(tcp.cells[0]) == "VOID: semaphore/libuv: wrong digest: 00 instead of 01"
    crossovers = by_view(parts(analysis, "groups")[0])["crossovers"]
    assert crossovers.sentences == ("no crossing proven in range (1 to 100 tasks)",)


def test_the_ideal_and_the_speed_up(analysis: Analysis) -> None:
    assert analysis.cells[1].ideal_ns == 50_000_000
    two = analysis.groups[1].cells[1]
    pool, coroutines = two.best_of("process_pool"), two.best_of("gather")
    assert pool and coroutines
    found, none = two.speedup(pool), two.speedup(coroutines)
    assert found and none
    assert found.median == pytest.approx(2.0, abs=0.03)
    assert none.median == pytest.approx(1.0, abs=0.03)


def test_the_absent_are_named_with_their_reason(analysis: Analysis) -> None:
    text = report_text(analysis)
    assert "sequential/std skipped: would take at least 5 s, above max_sample 3 s" in text
    assert "semaphore/libuv void: wrong digest" in text
    assert "Example CPU" in text


def test_every_group_has_its_charts(analysis: Analysis) -> None:
    names = [list(group) for group in charts(analysis)]
    assert names == [
        ["timer-wait-us-50000-by-tasks", "timer-wait-us-50000-by-tasks-cost"],
        [
            "sha256-bytes-0-cpu-us-1000-tasks-100-by-cores",
            "sha256-bytes-0-cpu-us-1000-tasks-100-by-cores-cost",
        ],
        ["tcp-wait-us-5000-bytes-64-tasks-100-limit-10"],
    ]


def test_a_claim_never_says_more_than_its_verdict() -> None:
    assert claim(Front(("gather",), Verdict.WINNER), "at 10 tasks") == "gather wins at 10 tasks"
    assert claim(Front(("a", "b"), Verdict.TIE)) == "a and b tie"
    assert (
        claim(Front(("a", "b", "c"), Verdict.UNRESOLVED), "at 3")
        == "a, b and c lead at 3, not separated"
    )
    assert (
        claim(Front(("a", "b", "c", "d"), Verdict.UNRESOLVED))
        == "a and 3 others lead, not separated"
    )
    for verdict in (Verdict.TIE, Verdict.UNRESOLVED, Verdict.VOID):
        assert "wins" not in claim(Front(("gather",), verdict))


def test_two_blocks_of_the_frozen_run_give_no_verdict() -> None:
    results = read(frozen())
    fewer = type(results)(
        results.path,
        results.header,
        tuple(s for s in results.samples if s.block < 2),
        "killed",
        (),
    )
    analysis = analyse(fewer)
    assert all(
        result.front.verdict in (Verdict.UNRESOLVED, Verdict.VOID) for result in analysis.cells
    )
    assert "wins" not in report_text(analysis).replace("WINNER", "")
