"""The survey of the machine and what the doctor makes of it."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from crossover_tool.host import facts
from crossover_tool.host.checks import examine
from crossover_tool.host.load import Busy
from crossover_tool.host.noise_floor import Noise
from crossover_tool.host.host import Host
from crossover_tool.host.summary import summary
from crossover_tool.host.survey import Survey, survey
from crossover_tool.samples import codec, schema
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
    written = codec.written(replace(header, host=found.host, doctor=summary(found)))
    assert schema.problem(written) == ""
    assert schema.problem({**written, "doctor": {"noise": {}, "warnings": []}})


def test_hyperthreads_and_unequal_cores_are_told(tmp_path: Path) -> None:
    for core, (siblings, clock) in enumerate([("0,2", 5), ("1", 5), ("0,2", 5), ("3", 3)]):
        for name, content in (("topology/thread_siblings_list", siblings), ("cpu_capacity", clock)):
            path = tmp_path / f"cpu{core}" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"{content}\n")
    found = facts.cores_alike(tmp_path, range(4))
    assert found == facts.Cores(((0, 2),), 0.6)
    checks = {f.check: f for f in examine(replace(seen(), cores=found)) if not f.ok}
    assert set(checks) == {"hyperthreads", "unequal cores"}
    assert "taskset" in checks["hyperthreads"].advice and "60%" in checks["unequal cores"].seen
    assert facts.cores_alike(tmp_path / "nowhere", range(4)) == facts.Cores((), 1.0)


def test_the_file_that_limits_processes_is_named() -> None:
    few = seen(limits={"descriptors": None, "processes": 100})
    limited = replace(few, processes_by="/sys/fs/cgroup/pids.max")
    (finding,) = [finding for finding in examine(limited) if not finding.ok]
    assert "/sys/fs/cgroup/pids.max" in finding.advice and "ulimit" not in finding.advice
