"""The page's judge says what the command's judge says: on random cells, and on whole runs."""

import json
import math
import random
import shutil
import subprocess
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from conftest import frozen
from made_results import cell, header, measured, sample
from crossover_tool.analysis.analyse import Analysis, analyse
from crossover_tool.analysis.choice import CHOSEN
from crossover_tool.analysis.regret_matrix import Matrix, matrix
from crossover_tool.reports.html.embedded import data_of
from crossover_tool.reports.html.cell_labels import labels
from crossover_tool.reports.html.security_policy import JUDGE, sources
from crossover_tool.samples.reader import Results, read
from crossover_tool.samples.records import Interim, Sample
from crossover_tool.stats.evidence import CellData
from crossover_tool.stats.regret import Regret, regrets
from crossover_tool.stats.spending import REGRETS

NODE = shutil.which("node")
pytestmark = pytest.mark.skipif(NODE is None, reason="needs node, to run the page's judge")

Json = dict[str, Any]
CASES = 150
NEAR = 1e-9
"""Two mathematics libraries differ in the last of sixteen digits; a wrong rule in the second."""

DRIVER = """
const input = JSON.parse(require("fs").readFileSync(0, "utf8"));
const series = (one) => new Map(one);
const bare = (value) => (value === Infinity ? null : value);
const told = (one) => one && ({ ...one, high: bare(one.high), low: one.low });
function regretsOf(run) {
  let found = [];
  for (const look of run.looks) {
    const cells = look.cells.map((one) => ({
      makespans: new Map(one.makespans.map(([name, values]) => [name, series(values)])),
      teams: new Map(one.teams), control: series(one.control), void: one.void,
      late: new Map(one.late.map(([name, blocks]) => [name, new Set(blocks)])),
    }));
    found = regrets(cells, run.margin, run.rate, look.part, found);
  }
  return found.map((row) => Object.fromEntries([...row].map(([name, one]) => [name, told(one)])));
}
function matrixOf(run) {
  const wanted = (one) => (!one.kind || run.kinds.includes(one.kind)) && !run.without.includes(one.engine);
  const { rows, choices, guarantees, smallest } = judgeAll(run.data, run.margin, wanted);
  return {
    choices, smallest, guarantees: Object.fromEntries(guarantees),
    rows: rows.map((row) => ({
      title: row.cell.title, decision: row.decision,
      fields: Object.fromEntries([...row.fields].map(([choice, one]) => [choice, {
        regret: told(one.regret), reason: one.reason ?? "",
        costs: Object.fromEntries(Object.entries(one.costs).map(([k, v]) => [k, told(v)])),
      }])),
    })),
  };
}
const answer = input.map((run) => (run.data ? matrixOf(run) : regretsOf(run)));
process.stdout.write(JSON.stringify(answer));
"""


def by_node(runs: Sequence[Json]) -> list[Any]:
    """What the page's judge says of each run."""
    assert NODE
    program = sources(JUDGE) + DRIVER
    done = subprocess.run(
        [NODE, "-e", program], input=json.dumps(runs), capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr
    found: list[Any] = json.loads(done.stdout)
    return found


def random_cell(rng: random.Random) -> CellData:
    """A cell of one to six strategies of one to four engines, with whatever noise, modes, holes and
    ties there are in practice."""
    blocks = rng.choice((0, 1, 2, 3, 4, 5, 6, 8, 9, 12, 17, 24, 40))
    sigma = rng.choice((0.0, 0.0005, 0.004, 0.02, 0.1, 0.5))
    hole = rng.choice((0.0, 0.0, 0.1))
    makespans: dict[str, dict[int, float]] = {}
    tardy = rng.choice((0.0, 0.0, 0.05, 0.4))
    late: dict[str, set[int]] = {}
    for strategy in "abcdef"[: rng.randint(1, 6)]:
        for engine in range(rng.randint(1, 4)):
            level = 1e6 * rng.choice((1.0, 1.0, 1.01, 1.03, 1.05, 1.2, 8.0))
            last = rng.choice((blocks, blocks, blocks // 2))  # proven behind, it leaves on the way
            values = {
                block: float(round(level * math.exp(_noise(rng, sigma))))
                for block in range(last)
                if rng.random() >= hole
            }
            if values:
                missing = {block for block in values if rng.random() < tardy}
                kept = {b: v for b, v in values.items() if b not in missing} or values
                makespans[f"{strategy}/{engine}"] = kept
                late[f"{strategy}/{engine}"] = missing
    control: dict[int, float] = {}
    if makespans and rng.random() < 0.5:
        control = {
            b: v * math.exp(rng.gauss(0, sigma)) for b, v in next(iter(makespans.values())).items()
        }
    teams = {name: name[0] for name in makespans}
    void = "lied" if rng.random() < 0.05 else ""
    return CellData(makespans, teams, control=control, void=void, late=late)


def _noise(rng: random.Random, sigma: float) -> float:
    wild = 20.0 if rng.random() < 0.05 else 1.0
    return abs(rng.gauss(0.0, sigma) * wild) if rng.random() < 0.3 else rng.gauss(0.0, sigma)


def first_blocks(data: CellData, blocks: int) -> CellData:
    """What an earlier analysis saw."""
    kept = {n: {b: v for b, v in s.items() if b < blocks} for n, s in data.makespans.items()}
    control = {b: v for b, v in data.control.items() if b < blocks}
    late = {n: {b for b in found if b < blocks} for n, found in data.late.items()}
    makespans = {n: s for n, s in kept.items() if s}
    return replace(data, makespans=makespans, control=control, late=late)


def random_run(seed: int) -> tuple[Json, list[dict[str, Regret]]]:
    """Some cells at one to three interim analyses, for the page, and what the command says."""
    rng = random.Random(seed)
    cells = [random_cell(rng) for _ in range(rng.choice((1, 2, 5, 12)))]
    margin = rng.choice((0.005, 0.02, 0.05, 0.05, 0.1, 0.5))
    steps = sorted(rng.sample(range(2, 40), rng.randint(0, 2))) + [99]
    looks: list[Json] = []
    found: list[dict[str, Regret]] = []
    for step in steps:
        seen = [first_blocks(data, step) for data in cells]
        part = 1.0 / len(steps)
        found = regrets(seen, margin, part, found)
        looks.append({"part": part, "cells": [as_json(data) for data in seen]})
    return {"margin": margin, "rate": REGRETS, "looks": looks}, found


def as_json(data: CellData) -> Json:
    """A cell for the driver."""
    return {
        "makespans": [[name, list(series.items())] for name, series in data.makespans.items()],
        "teams": list(data.teams.items()),
        "control": list(data.control.items()),
        "void": data.void,
        "late": [[name, sorted(blocks)] for name, blocks in data.late.items()],
    }


def same(page: Mapping[str, Any] | None, command: Regret | None, where: str) -> None:
    """Asserts that both judges say the same of one regret."""
    if command is None or page is None:
        assert page is None and command is None, where
        return
    assert page["proven"] == command.proven.value, where
    assert page["contender"] == command.contender, where
    for name in ("value", "low", "high"):
        own = math.inf if page[name] is None else page[name]
        assert own == pytest.approx(getattr(command, name), rel=NEAR), f"{where}: {name}"


def test_random_cells_are_judged_alike() -> None:
    runs = [random_run(seed) for seed in range(CASES)]
    classes: set[str] = set()
    for number, (page, (_, command)) in enumerate(zip(by_node([run for run, _ in runs]), runs)):
        for own, row in zip(page, command, strict=True):
            assert set(own) == set(row), number
            for strategy, regret in row.items():
                same(own[strategy], regret, f"run {number}, {strategy}")
                classes.add(regret.proven.value)
    assert classes == {"good enough", "behind", "open"}


def page_run(
    results: Results,
    analysis: Analysis,
    margin: float,
    kinds: Collection[str] = CHOSEN,
    without: Collection[str] = (),
) -> Json:
    """A run for the driver, as the page embeds it."""
    data = data_of(labels(analysis), results.samples, results.interims)
    return {"data": data, "margin": margin, "kinds": list(kinds), "without": list(without)}


def same_matrix(page: Json, command: Matrix) -> None:
    """Asserts that both matrices are one."""
    assert page["choices"] == list(command.choices)
    assert [row["title"] for row in page["rows"]] == [row.title for row in command.rows]
    for own, row in zip(page["rows"], command.rows):
        assert list(own["fields"]) == list(row.fields), row.title
        for choice, field in row.fields.items():
            told = own["fields"][choice]
            same(told["regret"], field.regret, f"{row.title}, {choice}")
            assert told["reason"] == field.reason
            assert set(told["costs"]) == set(field.costs)
            for name, regret in field.costs.items():
                same(told["costs"][name], regret, f"{row.title}, {choice}, {name}")
        decided = row.decision
        assert own["decision"]["left"] == list(decided.left), row.title
        assert (own["decision"]["take"], own["decision"]["why"]) == (decided.take, decided.why)
        assert own["decision"]["saved"] == pytest.approx(decided.saved, rel=NEAR)
    for choice, told in page["guarantees"].items():
        known = command.guarantees[choice]
        assert (told["good"], told["asked"]) == (known.good, known.asked)
        assert (told["where"], told["failing"]) == (known.where, list(known.failing))
    assert [(one["choices"], one["good"]) for one in page["smallest"]] == [
        (list(one.choices), one.good) for one in command.smallest
    ]


def made_run(seed: int) -> Results:
    """Three cells with interim analyses; one strategy fails, one sample lies, some are mistakes."""
    rng = random.Random(seed)
    cells = [cell("tcp", 100 * (n + 1), 16, wait_us=5000) for n in range(3)]
    names = (
        "sequential/std",
        "gather/asio",
        "gather/asio_cores",
        "thread_pool/tbb",
        "thread_pool/index",
    )
    levels = {name: 2e8 * rng.choice((1.0, 1.0, 1.02, 1.3, 6.0)) for name in names}
    samples: list[Sample] = []
    looks: list[Interim] = []
    for block in range(12):
        for number, planned in enumerate(cells):
            for name in names:
                found = measured(planned.cell, name)
                changed = _changed(
                    found, levels[name], rng, lies=(seed, block, number) == (2, 7, 1)
                )
                samples.append(sample(number, block, len(samples), changed))
        if block in (3, 7):
            looks.append(Interim((block + 1) / 12, len(samples), (0, 1, 2), 0.0))
    head = header(cells, 12)
    return Results(Path("made-up"), head, tuple(samples), "complete", interims=tuple(looks))


def _changed(found: Json, level: float, rng: random.Random, lies: bool) -> Json:
    found = {**found, "makespan_ns": [round(level * math.exp(rng.gauss(0, 0.01)))]}
    if rng.random() < 0.02:
        return {**found, "status": "failed", "reason": "turned away <b>", "makespan_ns": []}
    if rng.random() < 0.05:
        return {**found, "status": "late", "reason": "let go too late", "makespan_ns": []}
    return {**found, "status": "void", "reason": "wrong digest"} if lies else found


@pytest.mark.parametrize("seed", range(6))
def test_whole_runs_are_judged_alike(seed: int) -> None:
    results = made_run(seed)
    analysis = analyse(results)
    margins = (0.05, 0.01, 0.4)
    pages = by_node([page_run(results, analysis, margin) for margin in margins])
    for page, margin in zip(pages, margins):
        same_matrix(page, matrix(analysis, margin))
    assert matrix(analysis).rows


def test_another_set_of_contenders_is_judged_as_if_the_others_had_not_been_there() -> None:
    results = read(frozen())
    kept = tuple(one for one in results.samples if one.contender.engine != "asio")
    fewer = replace(results, samples=kept)
    analysis = analyse(results)
    (page,) = by_node([page_run(results, analysis, 0.05, CHOSEN, ["asio"])])
    command = matrix(analyse(fewer))
    assert [row["title"] for row in page["rows"]] == [row.title for row in command.rows]
    for own, row in zip(page["rows"], command.rows):
        for choice, field in row.fields.items():
            same(own["fields"][choice]["regret"], field.regret, f"{row.title}, {choice}")
