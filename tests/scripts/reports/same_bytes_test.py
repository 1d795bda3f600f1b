"""The same samples give the same bytes, whatever order a process hashes its words in."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, frozen
from made_results import cell, write_results

MS = 1e6
SPANS = {
    "sequential/std": 40.0,
    "gather/asio": 1.0,
    "gather/asio_cores": 1.02,
    "thread_pool/ring": 1.1,
}


def swept(folder: Path) -> Path:
    """Samples with a map and a sweep, three kinds of work and noise."""
    cells = [cell("tcp", 1000, n, "limit", 0, wait_us=5000, bytes=64) for n in (1, 8, 64)]
    cells += [
        cell("mixed", 200, n, "map", 1, work_us=2000, wait_share_pct=share)
        for n in (2, 16)
        for share in (0, 50, 100)
    ]
    cells += [cell("timer", 10, 10, "", 2, wait_us=1000)]

    def span(where: dict[str, object], name: str, block: int) -> float:
        place = len(str(where)) + list(SPANS).index(name)
        return SPANS[name] * 10 * MS * (1.0 + 0.01 * ((block * 7 + place) % 5))

    write_results(folder, cells, tuple(SPANS), 6, span)
    return folder / "samples.jsonl"


def report_of(samples: Path, out: Path, seed: str) -> dict[str, bytes]:
    """Every file of a report that a process of its own makes."""
    command = [
        sys.executable,
        str(ROOT / "scripts" / "start_module.py"),
        "crossover_tool",
        "report",
    ]
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    done = subprocess.run(
        [*command, str(samples), "--out", str(out)], env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return {str(one.relative_to(out)): one.read_bytes() for one in out.rglob("*") if one.is_file()}


@pytest.mark.parametrize("made", [False, True], ids=["frozen", "swept"])
def test_the_same_samples_give_the_same_bytes(made: bool, tmp_path: Path) -> None:
    samples = swept(tmp_path / "swept") if made else frozen()
    first, second = (report_of(samples, tmp_path / seed, seed) for seed in ("1", "2"))
    assert {"report.md", "report.html"} < set(first)
    assert any(name.endswith("-dark.png") for name in first)
    assert [name for name in sorted({*first, *second}) if first.get(name) != second.get(name)] == []
