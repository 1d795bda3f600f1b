"""The look at the machine and what the doctor makes of it."""

import os
from typing import Any

import pytest
from crossover_tool.host import facts, files
from crossover_tool.host.block import Look, look
from crossover_tool.host.checks import examine
from crossover_tool.host.load import Busy
from crossover_tool.host.spin import spin_noise
from crossover_tool.samples import schema
from conftest import frozen, lines_of

QUIET: dict[str, Any] = {
    "cores": 4, "cores_online": 4, "load_average": [0.1, 0.1, 0.1], "pressure": {"cpu": 0.0}, "steal_share": 0.0,
    "spin_noise": 0.01, "limits": {"descriptors": 20_000, "processes": None}, "memory_available_bytes": 8 << 30,
    "governor": "performance", "timer_slack_ns": 50_000,
}  # fmt: skip


def failed(busy: tuple[Busy, ...] = (), **changes: Any) -> set[str]:
    return {finding.check for finding in examine(Look({**QUIET, **changes}, busy)) if not finding.ok}


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
        ("cores", {"cores": 1}),
        ("governor", {"governor": "powersave"}),
        ("timer slack", {"timer_slack_ns": 1_000_000}),
    ],
)
def test_each_check_fails_alone_and_gives_advice(check: str, change: dict[str, Any]) -> None:
    assert failed(**change) == {check}
    findings = examine(Look({**QUIET, **change}, ()))
    assert all(bool(finding.advice) is not finding.ok for finding in findings)


def test_busy_processes_are_named() -> None:
    assert failed(busy=(Busy(4711, "compiler", 0.9),)) == {"other processes"}


def test_the_block_fits_the_schema() -> None:
    header = lines_of(frozen())[0]
    assert schema.problem({**header, "host": look().block}) == ""


def test_cores_and_memory_are_plausible() -> None:
    assert 1 <= facts.usable_cores() <= (os.cpu_count() or 1)
    assert facts.memory_bytes() > 1 << 26
    assert 0.0 <= spin_noise() < 100.0


def test_missing_files_are_no_error() -> None:
    assert files.text("/nowhere") is None
    assert files.number("/proc/version") is None
    assert files.field("/nowhere", "x") is None
    assert files.selected("/proc/version") is None
