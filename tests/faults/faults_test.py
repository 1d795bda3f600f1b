"""The suite sees what it is there to see: a bench with a planted breach does not pass."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from random import Random

import pytest

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parents[1] / "scripts")]
from faults import __main__ as command  # noqa: E402
from faults.fault import play  # noqa: E402
from faults.kinds.descriptors_refused import DescriptorsRefused  # noqa: E402
from faults.outcome import Expectation, Outcome, broken  # noqa: E402
from faults.registry import all_faults  # noqa: E402
from faults.scene import Scene, World  # noqa: E402
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


def test_the_time_bounds_the_suite() -> None:
    started = time.monotonic()
    asked = ["--bench", str(PLANTED), "--only", "descriptors", "--seconds", "1", "--seed", "1"]
    assert command.main(asked) == 0
    assert time.monotonic() - started < 30
