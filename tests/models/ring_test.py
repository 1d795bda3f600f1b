"""Has spin go through all orders of the steps of the ring's model, and shows that it would find a
broken protocol. Skipped where spin is not installed."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

MODEL = Path(__file__).with_name("ring.pml")
BROKEN = re.findall(r"^ \*   ([A-Z_]+) ", MODEL.read_text(encoding="utf-8"), re.MULTILINE)
FOUND = re.compile(r"errors: (\d+)")
STATES = re.compile(r"(\d+) states, stored")

pytestmark = pytest.mark.skipif(shutil.which("spin") is None, reason="spin is not installed")


def check(folder: Path, *defines: str) -> str:
    """What the checker of the model says, when it has seen all orders or an error."""
    subprocess.run(
        ["spin", "-a", *(f"-D{name}" for name in defines), MODEL], cwd=folder, check=True
    )
    command = ["cc", "-O2", "-w", "-DSAFETY", "-DCOLLAPSE", "-o", "pan", "pan.c"]
    subprocess.run(command, cwd=folder, check=True)
    run = ["./pan", "-m100000"]
    return subprocess.run(run, cwd=folder, check=True, capture_output=True, text=True).stdout


def errors(said: str) -> int:
    match = FOUND.search(said)
    assert match is not None, said
    return int(match.group(1))


def test_no_order_of_steps_breaks_the_ring(tmp_path: Path) -> None:
    said = check(tmp_path)
    assert errors(said) == 0, said
    assert "max search depth too small" not in said, "not all orders were seen"
    states = STATES.search(said)
    assert states is not None and int(states.group(1)) > 100_000, "next to nothing was looked at"


@pytest.mark.parametrize("claim", BROKEN)
def test_a_broken_protocol_is_found_out(tmp_path: Path, claim: str) -> None:
    assert errors(check(tmp_path, claim)) == 1


def test_every_claim_has_a_broken_variant() -> None:
    used = set(re.findall(r"^#ifn?def ([A-Z_]+)", MODEL.read_text(encoding="utf-8"), re.MULTILINE))
    assert used == set(BROKEN) and len(BROKEN) == 4
