"""The stand-in against what the real bench printed, and that against the real bench: the plan of a
pair, and what its samples then report.

CROSSOVER_BENCH names the real bench; without it the frozen files are all there is to compare with.
`python3 tests/scripts/freeze_bench.py BENCH` makes them anew.
"""

import json
import os
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import fake_bench
import pytest
from conftest import DATA, FAKE, process
from crossover_tool.bench.binary import Bench
from crossover_tool.cell import Cell, Contender
from crossover_tool.plan.entrants import Entrants
from crossover_tool.running.sampler import Sampler
from crossover_tool.suite import PlannedCell, Suite
from freeze_bench import CORES, listed, planned

PLAN = [json.loads(line) for line in (DATA / "bench" / "plan.jsonl").read_text().splitlines()]
LIST = json.loads((DATA / "bench" / "list.json").read_text())
SAME = ("kind", "limit", "ideal_bound", "cold", "probes")
NEAR = ("ideal_ns", "least_ns", "wait_ns", "cpu_ns")
"""Within a quarter: to the stand-in all tasks of mandelbrot are alike."""

REAL = os.environ.get("CROSSOVER_BENCH", "")
with_real = pytest.mark.skipif(not REAL, reason="CROSSOVER_BENCH names no bench")


def key(pair: dict[str, Any]) -> tuple[str, str]:
    cell = pair["cell"]
    params = tuple(sorted(cell["params"].items()))
    where = Cell(cell["workload"], cell["tasks"], cell["limit"], params)
    return where.key, f"{pair['strategy']}/{pair['engine']}"


def lacks_a_machine(reason: str) -> bool:
    """What depends on the machine that was asked."""
    return reason.startswith("needs ")


@pytest.fixture(scope="module")
def stand_in() -> dict[tuple[str, str], dict[str, Any]]:
    """What the stand-in says of the frozen cells, on as many cores as they were frozen on."""
    cells = dict.fromkeys(key(pair)[0] for pair in PLAN)
    asked = [str(FAKE), "--plan", *(f"--cell={cell}" for cell in cells)]
    said = process(asked, Path.cwd(), FAKE_BENCH_CORES=str(CORES))
    assert said.returncode == 0, said.stderr
    return {key(pair): pair for pair in map(json.loads, said.stdout.splitlines())}


def differences(one: dict[str, Any], other: dict[str, Any]) -> list[str]:
    """In what two plans of a pair differ."""
    found = [name for name in SAME if one[name] != other[name]]
    found += [n for n in NEAR if one[n] != pytest.approx(other[n], rel=0.25, abs=1)]
    reasons = [one["reason"], other["reason"]]
    if not any(map(lacks_a_machine, reasons)) and reasons[0] != reasons[1]:
        found.append("reason")
    return found


def test_the_stand_in_plans_every_pair_as_the_bench_did(
    stand_in: dict[tuple[str, str], dict[str, Any]]
) -> None:
    wrong = {key(pair): differences(pair, stand_in[key(pair)]) for pair in PLAN}
    assert {name: found for name, found in wrong.items() if found} == {}
    assert len(PLAN) > 900
    met = {(pair["cell"]["workload"], key(pair)[1]) for pair in PLAN}
    contenders = [f"{c['strategy']}/{c['engine']}" for c in LIST["contenders"]]
    assert met == {(w["name"], name) for w in LIST["workloads"] for name in contenders}


def test_a_wrong_limit_would_be_seen() -> None:
    pair = next(one for one in PLAN if one["strategy"] == "offload")
    assert differences(pair, {**pair, "limit": pair["limit"] + 1}) == ["limit"]
    assert differences(pair, {**pair, "least_ns": 2 * pair["least_ns"] + 10}) == ["least_ns"]


def test_a_sample_reports_what_was_planned_of_its_pair() -> None:
    """Every contender on every workload: the plan, and the stand-in's sample."""
    for pair in PLAN:
        if pair["cell"]["tasks"] == 100:
            taken = fake_bench.measure(pair["cell"], pair["strategy"], pair["engine"])
            where = key(pair)
            assert (where, taken["limit"]) == (where, pair["limit"])
            assert (where, taken["kind"]) == (where, pair["kind"])
            assert (where, taken["cold"]) == (where, pair["cold"])
            if fake_bench.CORES == CORES:
                assert (where, taken["ideal_bound"]) == (where, pair["ideal_bound"])


@with_real
def test_the_frozen_list_is_the_benches() -> None:
    """What the bench has beyond it is an addition, which the stand-in need not know."""
    now = listed(REAL)
    for part in ("workloads", "metrics"):
        assert [entry for entry in LIST[part] if entry not in now[part]] == []
    names = {(c["strategy"], c["engine"], c["kind"]) for c in LIST["contenders"]}
    assert names <= {(c["strategy"], c["engine"], c["kind"]) for c in now["contenders"]}


@with_real
@pytest.mark.skipif(len(os.sched_getaffinity(0)) != CORES, reason="ideals depend on the cores")
def test_the_frozen_plan_is_the_benches() -> None:
    frozen = {key(pair): pair for pair in PLAN}
    now = {key(pair): pair for pair in planned(REAL)}
    assert now.keys() >= frozen.keys()
    wrong = {name: differences(now[name], pair) for name, pair in frozen.items()}
    assert {name: found for name, found in wrong.items() if found} == {}


@with_real
def test_a_real_sample_reports_what_was_planned_of_its_pair() -> None:
    """One task of each workload that needs no server of others, one contender of each strategy."""
    bench = Bench(Path(REAL))
    catalog = bench.catalog()
    by_strategy = {c.strategy: c for c in reversed(catalog.contenders) if c not in catalog.skipped}
    everyone = tuple(by_strategy.values())
    cells = [
        PlannedCell(
            Cell(w.name, 3, 2, tuple((p.name, p.default_value) for p in w.params if not p.unsaid)),
            everyone,
            1,
            10**9,
        )
        for w in catalog.workloads
        if w.wait in ("none", "timer", "tcp")
    ]
    suite = Suite("all", 1, tuple(cells))
    rates = bench.calibration().rates  # one for all, as in a run
    entrants = Entrants(suite, catalog, bench.plan(suite, rates), 1)
    for number in range(len(cells)):
        for contender in entrants.running(number):
            entrant = entrants.of(number, contender)
            found = Sampler(bench.path, rates).take(entrant, 60.0).measurement
            planned_pair = entrant.pair
            said = (found.cell.canonical, found.contender, found.limit, found.kind, found.cold)
            assert found.ok, (contender.name, found.reason)
            assert said == (
                planned_pair.cell.canonical, planned_pair.contender, planned_pair.limit,
                planned_pair.kind, planned_pair.cold,
            )  # fmt: skip


@with_real
def test_each_side_reads_the_cells_that_the_other_writes() -> None:
    """The one grammar of a cell's name: what is parsed here is what the bench parsed, with the
    defaults that it filled in; and its own names are read here."""
    for pair in PLAN:
        cell = pair["cell"]
        written = Cell(
            cell["workload"], cell["tasks"], cell["limit"], tuple(cell["params"].items())
        )
        assert Cell.parse(written.key) == written
    keys = list(dict.fromkeys(key(pair)[0] for pair in PLAN))
    command = [REAL, "--plan", "--contender=sequential/std", *(f"--cell={one}" for one in keys)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert [key(json.loads(line))[0] for line in said.splitlines()] == keys
    named = [REAL, "--list", "--contender=sequential/std", f"--cell={keys[0]}"]
    document = json.loads(subprocess.run(named, capture_output=True, text=True, check=True).stdout)
    name = document["pairs"][0]["name"].replace("/sequential/std", "")
    assert Cell.parse(name).canonical == replace(Cell.parse(keys[0]), limit=1).canonical
