"""The regret matrix of runs whose makespans are planted."""

import math
import random
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import frozen
from crossover_tool.analysis.analyse import analyse
from crossover_tool.analysis.contender import Measured, measured
from crossover_tool.analysis.decision import decide
from crossover_tool.analysis.matrix_json import as_json
from crossover_tool.analysis.pareto import pareto_front
from crossover_tool.analysis.field_words import Silence
from crossover_tool.analysis.regret_matrix import Matrix, matrix
from crossover_tool.cell import Contender
from crossover_tool.samples.reader import read
from crossover_tool.stats.regret import Class
from crossover_tool.suites import suite_file
from crossover_tool.suites.values import as_list
from made_requests import P99_MS, latency, lossy
from made_results import cell, results, write_results

WAITING = cell("timer", 100, 100, wait_us=5000)
COMPUTING = cell("sha256", 100, 2, group=1, bytes=64, cpu_us=1000)
MS = 1e6
SPANS = {
    ("timer", "sequential/std"): 500 * MS,
    ("timer", "gather/asio"): 5.05 * MS,
    ("timer", "gather/asio_cores"): 5.0 * MS,
    ("timer", "thread_pool/ring"): 7 * MS,
    ("sha256", "sequential/std"): 100 * MS,
    ("sha256", "gather/asio"): 101 * MS,
    ("sha256", "gather/asio_cores"): 51 * MS,
    ("sha256", "thread_pool/ring"): 50 * MS,
}
CONTENDERS = tuple(dict.fromkeys(name for _, name in SPANS))
GOOD = next(one for one in read(frozen()).samples if one.ok)
PLAIN = measured(GOOD.contender, [GOOD])
assert PLAIN


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Matrix:
    folder: Path = tmp_path_factory.mktemp("matrix")
    jitter = (1.0, 1.002, 0.999, 1.001, 1.003, 0.998, 1.0, 1.001)

    def span(where: dict[str, object], name: str, block: int) -> float:
        place = CONTENDERS.index(name)
        return SPANS[str(where["workload"]), name] * jitter[(block + place) % len(jitter)]

    write_results(folder, (COMPUTING, WAITING), CONTENDERS, 12, span)
    return matrix(analyse(read(folder)))


def test_one_loop_and_all_cores_are_two_choices(found: Matrix) -> None:
    assert found.choices == ("sequential", "gather", "gather on all cores", "thread_pool")


def test_a_question_has_the_class_of_each_choice(found: Matrix) -> None:
    computing = next(row for row in found.rows if row.cell.cell.workload == "sha256")
    assert {choice: one.proven for choice, one in computing.fields.items()} == {
        "sequential": Class.BEHIND,
        "gather": Class.BEHIND,
        "gather on all cores": Class.GOOD,
        "thread_pool": Class.GOOD,
    }
    regret = computing.fields["gather"].regret
    assert regret and regret.value == pytest.approx(2.02, abs=0.01)


def test_the_margin_can_be_another(found: Matrix, tmp_path: Path) -> None:
    spans = {"gather/asio": 108 * MS, "thread_pool/ring": 100 * MS}
    write_results(
        tmp_path,
        (WAITING,),
        tuple(spans),
        12,
        lambda _, name, block: spans[name] * (1.0 + 0.001 * (block % 3)),
    )
    analysis = analyse(read(tmp_path))
    assert matrix(analysis).rows[0].fields["gather"].proven is Class.BEHIND
    assert matrix(analysis, margin=0.10).rows[0].fields["gather"].proven is Class.GOOD


def test_below_six_blocks_nobody_is_good_enough(tmp_path: Path) -> None:
    spans = {"gather/asio": 100 * MS, "thread_pool/ring": 100 * MS, "sequential/std": 500 * MS}

    def proven(folder: Path, blocks: int) -> set[Class | None]:
        write_results(
            folder,
            (WAITING,),
            tuple(spans),
            blocks,
            lambda _, name, block: spans[name] * (1.0 + 0.0001 * (block % 3)),
        )
        fields = matrix(analyse(read(folder))).rows[0].fields
        return {fields[choice].proven for choice in ("gather", "thread_pool")}

    assert proven(tmp_path / "few", 5) == {Class.OPEN}
    assert proven(tmp_path / "enough", 6) == {Class.GOOD}


def test_what_decisions_say_of_costs_holds_over_the_whole_report() -> None:
    """Two choices whose CPU differs by the margin at each of 24 questions: to claim it of any one of
    them is an error."""
    rng = random.Random(5)

    def engine(name: str, level: float) -> Measured:
        cpu = {block: level * math.exp(rng.gauss(0.0, 0.03)) for block in range(8)}
        base = replace(PLAIN, contender=Contender.parse(name))
        return replace(base, cpu_by_block=cpu, memory_by_block={block: 1.0 for block in cpu})

    claims = 0
    for _ in range(40):
        rows = [
            {"gather": engine("gather/asio", 1.0), "thread_pool": engine("thread_pool/ring", 1.05)}
            for _ in range(24)
        ]
        claims += any(one.why == "cpu" for one in decide(rows, 0.05))
    assert claims <= 4  # 5 % of 40, and what chance adds to it


def test_the_smallest_set_and_the_guarantees(found: Matrix) -> None:
    assert found.smallest[0].choices == ("gather on all cores",)
    assert (found.smallest[0].good, found.smallest[0].asked) == (2, 2)
    assert len(found.smallest) == 1
    gather = found.guarantees["gather"]
    assert (gather.good, gather.asked) == (1, 2)
    assert gather.worst == pytest.approx(2.02, abs=0.01)
    assert "sha256" in gather.where


def test_json_tells_the_same(found: Matrix) -> None:
    told = as_json(found)
    assert told["choices"] == list(found.choices)
    assert [question["title"] for question in told["questions"]] == [r.title for r in found.rows]
    assert told["questions"][0]["fields"]["gather"]["class"] in ("good enough", "open", "behind")


def test_the_front_holds_whom_nothing_is_proven_to_dominate(found: Matrix) -> None:
    """The stand-in bench gives all the same memory, and CPU of its own."""
    waiting = next(row for row in found.rows if row.cell.cell.workload == "timer")
    front = pareto_front(waiting, 0.05)
    assert set(front.choices) | {one.worse for one in front.dominated} == set(waiting.fields)
    assert front.choices
    for one in front.dominated:
        better, worse = waiting.fields[one.better].measured, waiting.fields[one.worse].measured
        assert better and worse and one.less
        assert better.makespan.median <= 1.05 * worse.makespan.median
        assert better.cpu.median <= 1.05 * worse.cpu.median


def test_the_shared_questions_of_the_shipped_suites_are_the_same(found: Matrix) -> None:
    """quick is a part of decide, and each question has a title."""
    told = {}
    for name in ("quick", "decide"):
        document = suite_file.read_toml(suite_file.find(name))
        told[name] = {
            title: {key: table[key] for key in ("workload", "family")}
            for table in document["cells"]
            for title in as_list(table["title"])
        }
    assert len(told["decide"]) == 26
    assert told["quick"].items() <= told["decide"].items()
    assert all(len(str(title)) <= 26 for title in told["decide"])


def test_who_turns_requests_away_is_nobodys_choice() -> None:
    """It would be the quickest and the cheapest: nine in ten of its requests cost it nothing."""
    where = cell("request", 2000, 64, rate=1000, queue=4)
    lost = matrix(analyse(results([where], tuple(P99_MS), lossy, 12)))
    assert not lost.rows, "one choice is left"
    assert len(matrix(analyse(results([where], tuple(P99_MS), latency, 12))).rows) == 1
    (row,) = matrix(analyse(results([where], (*P99_MS, "offload/asio"), lossy, 12))).rows
    failing = {choice for choice, one in row.fields.items() if one.silence is Silence.FAILS}
    assert failing == {"semaphore", "thread_pool"}
    assert "90" in row.fields["thread_pool"].reason
    assert row.decision is None or row.decision.take not in failing
