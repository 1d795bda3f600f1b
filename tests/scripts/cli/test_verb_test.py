"""`crossover test` with options that do not belong together."""

from __future__ import annotations

import subprocess
from typing import Any

import pytest
from crossover_tool.cli import test_verb as verb
from crossover_tool.errors import UsageError


@pytest.mark.parametrize(
    "arguments, said",
    [
        (["--seed", "7"], "--seed needs --faults or --fuzz"),
        (["--for", "1s"], "--for needs --faults:"),
        (["--faults", "--for", "0s"], "--for: 0s leaves no time"),
        (["--runs", "5"], "--runs needs --fuzz:"),
        (["--faults", "--runs", "5"], "--runs needs --fuzz:"),
        (["--coverage", "--seed", "5"], "--seed needs --faults or --fuzz:"),
        (["--fuzz", "--coverage"], "--fuzz and --coverage are two suites"),
        (["--fuzz", "--runs", "many"], "--runs: "),
    ],
)
def test_what_does_not_belong_together_is_refused(arguments: list[str], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        verb.main(arguments)


@pytest.mark.parametrize(
    "arguments, package, options",
    [
        (["--fuzz", "--runs", "500", "--seed", "3"], "fuzz", ["--runs", "500", "--seed", "3"]),
        (["--coverage", "--only", "bench"], "covered", ["--only", "bench"]),
    ],
)
def test_a_suite_by_hand_gets_its_options(
    monkeypatch: pytest.MonkeyPatch, arguments: list[str], package: str, options: list[str]
) -> None:
    called: list[list[str]] = []

    def run(command: list[str]) -> Any:
        called.append(command)
        return subprocess.CompletedProcess(command, 1)

    monkeypatch.setattr(subprocess, "run", run)
    assert verb.main(arguments) == 1
    assert called[0][-len(options) - 1 :] == [package, *options]


def test_half_an_hour_of_faults_is_written_as_people_do(monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[list[str]] = []

    def run(command: list[str]) -> Any:
        called.append(command)
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(subprocess, "run", run)
    monkeypatch.setattr(verb, "_bench", lambda: "bench")
    assert verb.main(["--faults", "--for", "30m"]) == 0
    assert called[0][-4:] == ["--bench", "bench", "--seconds", "1800.0"]
