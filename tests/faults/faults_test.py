"""The suite sees what it is there to see: a bench with a planted breach does not pass."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from random import Random
from typing import Any

import pytest

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parents[1] / "scripts")]
from faults import __main__ as command  # noqa: E402
from faults.fault import play  # noqa: E402
from faults.kinds.descriptors_refused import DescriptorsRefused  # noqa: E402
from faults.kinds.program_lost import BESIDE, BLOCKS, ODD_PROGRAM, wrong_with  # noqa: E402
from faults.measured import body  # noqa: E402
from faults.outcome import Expectation, Outcome, broken  # noqa: E402
from faults.registry import all_faults  # noqa: E402
from faults.scene import Scene, World, command_of  # noqa: E402
from faults.subjects import Subjects  # noqa: E402

PLANTED = HERE / "planted.py"


@pytest.fixture(name="world")
def _world(tmp_path: Path) -> World:
    return World(PLANTED, Subjects(PLANTED), Random(1), tmp_path)


@pytest.mark.parametrize(
    "breach, seen",
    [
        ("", ""),
        ("leaves a daemon", "left behind: process"),
        ("leaves a file", "left behind: file left"),
        ("ends with another code", "exit code 4 instead of 0, 7"),
        ("says nothing", "the sentence says nothing of"),
        ("has a traceback", "the suite itself is wrong"),
    ],
)
def test_a_planted_breach_is_seen(
    monkeypatch: pytest.MonkeyPatch, world: World, breach: str, seen: str
) -> None:
    monkeypatch.setenv("BREACH", breach)
    found = play(DescriptorsRefused(), world).broken
    assert bool(found) == bool(breach)
    assert seen in "; ".join(found)


@pytest.mark.skipif("CROSSOVER_BENCH" not in os.environ, reason="takes a bench: CROSSOVER_BENCH")
@pytest.mark.parametrize("cell", ["noop/tasks:60/limit:4", "sha256/tasks:60/limit:4/bytes:4096"])
def test_the_odd_program_is_honest_but_for_its_deeds(cell: str) -> None:
    """Else each of its deeds would look as if it had been caught."""
    side = HERE.parents[1] / "contenders" / "python"
    command = [os.environ["CROSSOVER_BENCH"], f"--program={ODD_PROGRAM}", "--contender=*/odd"]
    ended = subprocess.run(
        [*command, f"--cell={cell}"],
        env={**os.environ, "DEED": "is killed", "AT": "-1", "CROSSOVER_PYTHON_SIDE": str(side)},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr


def test_what_does_not_end_and_what_ends_late_is_broken() -> None:
    expected = Expectation(frozenset({0}), 1.0)
    assert broken(expected, Outcome(None, 20.0)) == ("it did not end, and was killed",)
    assert broken(expected, Outcome(0, 5.9)) == ()
    assert broken(expected, Outcome(0, 6.1)) == ("it took 6.1 s, and 1.0 s are due",)


def test_a_scene_puts_the_environment_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", "/var/tmp")
    before = dict(os.environ)
    with Scene() as scene:
        assert os.environ["TMPDIR"] == str(scene.temporary)
        folder = scene.folder
    assert dict(os.environ) == before
    assert not folder.exists()


def test_every_fault_has_a_name_of_its_own_and_says_what_it_does() -> None:
    faults = all_faults()
    assert len({fault.name for fault in faults}) == len(faults) >= 13
    assert all(fault.summary.strip() for fault in faults)


def test_a_seed_gives_the_same_faults_again_and_json_has_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = []
    for name in ("a", "b"):
        out = tmp_path / f"{name}.json"
        asked = ["--bench", str(PLANTED), "--only", "refused", "--count", "4", "--seed", "7"]
        assert command.main([*asked, "--json", str(out)]) == 0
        found = json.loads(out.read_text())
        told.append([(one["fault"], one["subject"], one["detail"]) for one in found["injections"]])
        assert found["injected"] == 4 and found["broken"] == 0
    assert told[0] == told[1]
    assert "4 faults injected, 0 broke a promise" in capsys.readouterr().out


def injection(
    fault: str, code: int | None, elapsed_s: float, broke: tuple[str, ...] = ()
) -> dict[str, object]:
    return {
        "fault": fault,
        "met": code != 0,
        "outcome": {"exit_code": code, "elapsed_s": elapsed_s},
        "expected": {"within_s": 1.0},
        "broken": list(broke),
    }


def test_a_page_gets_what_came_of_each_fault() -> None:
    found = [
        injection("server signalled", 3, 0.25),
        injection("server signalled", 3, 0.5),
        injection("server signalled", 0, 0.5),
        injection("bench signalled", -9, 1.5),
        injection("bench signalled", None, 30.0, ("it did not end, and was killed",)),
    ]
    run = {"seed": 7, "elapsed_s": 61.0, "not_injected": {"memory refused": "no root"}}
    lines = body([{**run, "injections": found}]).splitlines()
    assert "5 injections in 1 min, seed 7: 1 hung, 1 broke a promise." in lines[0]
    assert "memory refused" in " ".join(lines)
    assert lines[-2] == "| bench signalled | 2 | 2 | SIGKILL: 1, none: 1 | 30.0 s | +29.0 s | 1 |"
    assert lines[-1] == "| server signalled | 3 | 2 | 3: 2, 0: 1 | 0.5 s | in time | 0 |"


def test_an_earlier_run_is_spliced_into_a_page(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- results:faults -->\nold\n<!-- /results:faults -->\nafter\n")
    run = {"seed": 7, "elapsed_s": 1.0, "not_injected": {}}
    file = tmp_path / "faults.json"
    file.write_text(json.dumps({**run, "injections": [injection("clock stepped", 5, 0.1)]}))
    asked = ["--bench", str(PLANTED), "--from", str(file), "--splice", str(page)]
    assert command.main(asked) == 0
    text = page.read_text()
    assert text.startswith("before\n") and text.endswith("after\n") and "old" not in text
    assert "| clock stepped | 1 | 1 | 5: 1 | 0.1 s | in time | 0 |" in text


def run_of(*odd: str) -> list[dict[str, Any]]:
    """The records of a run in which the samples of a program ended so."""
    ended = [("sequential", "odd", status) for status in odd]
    ended += [(*BESIDE.split("/"), "ok")] * BLOCKS
    samples = [
        {"strategy": strategy, "engine": engine, "status": status, "reason": "why"}
        for strategy, engine, status in ended
    ]
    records: list[dict[str, Any]] = [{"kind": "sample", "measurement": one} for one in samples]
    return [*records, {"kind": "end", "status": "complete"}]


@pytest.mark.parametrize(
    "records, seen",
    [
        (run_of("ok", "error", "ok", "ok"), ""),
        (run_of("ok", "ok", "ok", "ok"), "1 samples were lost, and the file has 0 that failed"),
        (run_of("ok", "error", "error", "ok"), "1 samples were lost, and the file has 2"),
        (run_of("ok", "error", "ok"), "samples are missing"),
        (run_of("ok", "invalid", "ok", "ok"), "a sample of sequential/odd is invalid: why"),
        (run_of("ok", "error", "ok", "ok")[:-1], "the run did not go on to its end"),
        ([], "samples are missing"),
    ],
)
def test_a_run_that_loses_more_than_the_sample_of_a_program_is_seen(
    records: list[dict[str, Any]], seen: str
) -> None:
    found = "; ".join(wrong_with(records, "sequential/odd", 1))
    assert bool(found) == bool(seen)
    assert seen in found


def test_the_time_bounds_the_suite() -> None:
    started = time.monotonic()
    asked = ["--bench", str(PLANTED), "--only", "descriptors", "--seconds", "1", "--seed", "1"]
    assert command.main(asked) == 0
    assert time.monotonic() - started < 30


def test_a_process_that_nobody_has_asked_for_has_ended() -> None:
    child = subprocess.Popen([sys.executable, "-c", "pass"])
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    assert command_of(child.pid) == ""
    child.wait()
    assert command_of(os.getpid()).startswith("python")
