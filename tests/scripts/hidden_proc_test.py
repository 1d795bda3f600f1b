"""A /proc of which a container shows only the processes, or in which files are empty."""

import subprocess
import sys
from pathlib import Path

import pytest
from conftest import FAKE, environment, lines_of

HIDE = {
    "only processes": "mount -t proc -o subset=pid proc /proc",
    "empty files": "for f in stat meminfo loadavg cpuinfo vmstat; do mount --bind /dev/null /proc/$f || exit; done",
}


@pytest.mark.parametrize("how", HIDE)
def test_a_run_and_the_doctor_do_without(tmp_path: Path, how: str) -> None:
    tried = subprocess.run(["unshare", "-m", "sh", "-c", HIDE[how]], capture_output=True)
    if tried.returncode != 0:
        pytest.skip("this user may not mount a /proc of its own")
    python = f"'{sys.executable}' -m crossover_tool"
    few = f"--bench '{FAKE}' --workload timer --tasks 4 --contender sequential/std --blocks 1"
    script = f"{HIDE[how]}; {python} doctor --seconds 1 && {python} run {few} --no-report --out o"
    result = subprocess.run(
        ["unshare", "-m", "sh", "-c", script],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=environment(),
        timeout=120,
    )
    assert result.returncode == 0, result.stderr
    assert lines_of(tmp_path / "o" / "samples.jsonl")[-1]["status"] == "complete"
