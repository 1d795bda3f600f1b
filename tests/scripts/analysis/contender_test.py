"""What sets a contender's ideal, in tables, JSON and the ranking chart."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from conftest import Command, frozen
from crossover_tool.analysis.contender import absences, breaks_down, measured
from crossover_tool.cell import Contender
from crossover_tool.samples.reader import read
from crossover_tool.samples.records import Sample, ServerCounts, Status


def sample(**changes: Any) -> Sample:
    """A good tcp sample with some of its measurement changed."""
    found = read(frozen()).samples
    good = next(s for s in found if s.ok and s.measurement.cell.workload == "tcp")
    return replace(good, measurement=replace(good.measurement, **changes))


@pytest.mark.parametrize(
    ("kind", "says"),
    [("wait", "wait"), ("cpu", "CPU"), ("limit", "limit"), ("arrival", "arrival"), ("none", "")],
)
def test_the_ideals_kind_is_the_label(kind: str, says: str) -> None:
    found = measured(Contender("gather", "asio"), [sample(ideal_bound=kind)])
    assert found and found.bound == says


def test_a_busy_server_is_what_bounds() -> None:
    server = ServerCounts(requests=1, peak_concurrency=1, cpu_ns=60)
    found = measured(
        Contender("gather", "asio"), [sample(makespan_ns=(100,), server=server, ideal_bound="wait")]
    )
    assert found and found.bound == "server"


def test_late_samples_do_not_water_down_how_often_one_breaks_down() -> None:
    good, broken, late = sample(), sample(status=Status.ERROR), sample(status=Status.LATE)
    assert breaks_down([*[good] * 15, broken]) and not breaks_down([*[good] * 19, broken])
    assert breaks_down([*[good] * 15, broken, *[late] * 10])
    assert not breaks_down([good, *[late] * 10])


def test_who_declines_in_some_of_its_processes_is_nobodys_choice() -> None:
    """It could choose the quick ones. Who cannot run at all, or was never started, declines
    nothing."""
    ran = replace(sample(), exit_code=0)
    skipped = replace(sample(status=Status.SKIPPED), exit_code=0)
    assert breaks_down([*[ran] * 9, skipped]) and not breaks_down([*[ran] * 30, skipped])
    assert not breaks_down([skipped] * 9)
    assert not breaks_down([*[ran] * 3, *[replace(skipped, exit_code=None)] * 9])


def test_reasons_that_differ_in_what_was_measured_are_one() -> None:
    who = Contender("offload", "asio")
    lost = [sample(status=Status.SKIPPED, reason=f"{n} of 9 increments were lost") for n in (7, 0)]
    other = sample(status=Status.ERROR, reason="ended by SIGSEGV")
    told = [(one.status, one.reason) for one in absences(who, [*lost, other])]
    assert told == [
        ("skipped", "0 to 7 of 9 increments were lost"),
        ("error", "ended by SIGSEGV"),
    ]
    (of_some,) = absences(who, [*lost, sample()])
    assert of_some.reason == "0 to 7 of 9 increments were lost (in 2 of 3 processes)"
    codes = [sample(status=Status.ERROR, reason=f"ended with status {code}") for code in (1, 127)]
    assert len(absences(who, codes)) == 2


def test_tables_and_json_show_it(crossover: Command, tmp_path: Path) -> None:
    document = json.loads(crossover("report", frozen(), "--json").stdout)
    labels = {
        c["bound"] for g in document["groups"] for cell in g["cells"] for c in cell["contenders"]
    }
    assert labels == {"wait", "CPU"}
    assert crossover("report", frozen(), "--details", "--out", "r").stdout.count("bound by") == 6
    assert "| bound by |" in (tmp_path / "r" / "report.md").read_text()
