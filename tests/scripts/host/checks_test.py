"""The survey of the machine and what the doctor makes of it."""

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from crossover_tool.host import facts, files
from crossover_tool.host.checks import examine
from crossover_tool.host.load import Busy
from crossover_tool.host.noise import Noise, judge, measure
from crossover_tool.host.host import Host
from crossover_tool.host.spin import spin_noise
from crossover_tool.host.summary import Caution, summary
from crossover_tool.host.survey import Survey, survey
from crossover_tool.samples import encode, schema
from crossover_tool.samples.reader import read
from conftest import frozen

QUIET: dict[str, Any] = {
    "cpu_model": "", "kernel": "", "os": "", "virtualisation": None, "cores": 4, "cores_online": 4, "load_average": [0.1, 0.1, 0.1], "pressure": {"cpu": 0.0}, "steal_share": 0.0,
    "spin_noise": 0.01, "limits": {"descriptors": 20_000, "processes": None}, "memory_available_bytes": 8 << 30,
    "governor": "performance", "timer_slack_ns": 50_000, "disk_free_bytes": 8 << 30,
}  # fmt: skip


def seen(busy: tuple[Busy, ...] = (), floor: float = 0.01, **changes: Any) -> Survey:
    return Survey(Host(**{**QUIET, **changes}), busy, Noise(floor, 20, 1.0))


def failed(busy: tuple[Busy, ...] = (), floor: float = 0.01, **changes: Any) -> set[str]:
    return {finding.check for finding in examine(seen(busy, floor, **changes)) if not finding.ok}


def test_a_quiet_machine_has_nothing_to_say() -> None:
    assert failed() == set()


@pytest.mark.parametrize(
    ("check", "change"),
    [
        ("load", {"load_average": [3.0, 1.0, 1.0]}),
        ("cpu pressure", {"pressure": {"cpu": 40.0}}),
        ("steal", {"steal_share": 0.2}),
        ("noise", {"spin_noise": 0.3}),
        ("descriptors", {"limits": {"descriptors": 1024, "processes": None}}),
        ("processes and threads", {"limits": {"descriptors": None, "processes": 100}}),
        ("memory", {"memory_available_bytes": 1 << 20}),
        ("disk", {"disk_free_bytes": 1 << 20}),
        ("noise floor", {"floor": 0.2}),
        ("cores", {"cores": 1}),
        ("governor", {"governor": "powersave"}),
        ("timer slack", {"timer_slack_ns": 1_000_000}),
    ],
)
def test_each_check_fails_alone_and_gives_advice(check: str, change: dict[str, Any]) -> None:
    assert failed(**change) == {check}
    findings = examine(seen(**change))
    assert all(bool(finding.advice) is not finding.ok for finding in findings)


def test_busy_processes_are_named() -> None:
    assert failed(busy=(Busy(4711, "compiler", 0.9),)) == {"other processes"}


def test_the_host_and_the_summary_fit_the_schema() -> None:
    header, found = read(frozen()).header, survey(0.2)
    written = encode.record(replace(header, host=found.host, doctor=summary(found)))
    assert schema.problem(written) == ""
    assert schema.problem({**written, "doctor": {"noise": {}, "warnings": []}})


def test_the_noise_floor_is_that_of_neighbouring_windows() -> None:
    assert judge([1.0] * 50, 1.0).floor == 0.0
    alternating = [1.0] * 5 + [1.1] * 5
    assert judge(alternating * 10, 1.0).floor == pytest.approx(0.1)
    assert (
        judge([1.0, 1.0, 9.0, 1.0, 1.0] * 10, 1.0).floor == 0.0
    )  # a single preemption does not move a median
    once = [1.0] * 500 + [1.5] * 5 + [1.0] * 500
    assert (
        judge(once, 1.0).floor == 0.0
    )  # one bad window in two hundred is within the five in a hundred
    slow_drift = [1.0 + index / 1000.0 for index in range(100)]
    assert judge(slow_drift, 1.0).floor < 0.006


def test_noise_is_measured_for_as_long_as_asked() -> None:
    found = measure(0.4)
    assert 0.4 <= found.seconds < 5.0
    assert found.windows >= 3
    assert found.floor >= 0.0


def test_the_summary_counts_processes_and_names_none() -> None:
    found = summary(seen((Busy(4711, "secret", 0.9), Busy(4712, "secrets", 0.4))))
    counted = "2 above 10 % of a core, 130% of a core together"
    assert found.warnings == (Caution("other processes", counted),)
    assert found.noise == Noise(0.01, 20, 1.0)
    assert summary(seen()).warnings == ()


def test_cores_and_memory_are_plausible() -> None:
    assert 1 <= facts.usable_cores() <= (os.cpu_count() or 1)
    assert facts.memory_bytes() > 1 << 26
    assert 0.0 <= spin_noise() < 100.0


def test_missing_files_are_no_error() -> None:
    assert files.text("/nowhere") is None
    assert files.number("/proc/version") is None
    assert files.field("/nowhere", "x") is None
    assert files.selected("/proc/version") is None


def test_the_least_quota_of_a_control_group_and_those_above_counts(tmp_path: Path) -> None:
    group = tmp_path / "machine" / "service"
    group.mkdir(parents=True)
    membership = "3:cpuset:/\n0::/machine/service\n"
    assert facts.quota_cores(tmp_path, membership) is None
    (group / "cpu.max").write_text("max 100000\n")
    assert facts.quota_cores(tmp_path, membership) is None
    (tmp_path / "machine" / "cpu.max").write_text("150000 100000\n")
    assert facts.quota_cores(tmp_path, membership) == 1.5
    (group / "cpu.max").write_text("200000 100000\n")
    assert facts.quota_cores(tmp_path, membership) == 1.5
    (tmp_path / "cpu.max").write_text("50000 100000\n")  # a container's root has one
    assert facts.quota_cores(tmp_path, membership) == 0.5
    assert facts.quota_cores(tmp_path, "0::/\n") == 0.5
    assert facts.quota_cores(tmp_path, "1:cpu:/\n") is None
