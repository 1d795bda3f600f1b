"""A cell in which the server decided says so."""

import json
from pathlib import Path

import pytest
from conftest import frozen
from crossover_tool.analysis.analyse import analyse
from crossover_tool.samples.reader import read
from shown import by_view, parts


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("share, told", [(0.4, False), (0.9, True)])
def test_a_busy_server_is_told(share: float, told: bool, threads: int, tmp_path: Path) -> None:
    """Of its threads no more are busy than there are tasks in flight."""
    lines = [json.loads(line) for line in frozen().read_text().splitlines()]
    for line in lines:
        measurement = line.get("measurement", {})
        if measurement.get("status") == "ok":
            at_once = min(threads, measurement["limit"])
            busy = int(share * at_once * min(measurement["makespan_ns"]))
            measurement["server"] = {
                "requests": 1,
                "peak_concurrency": 1,
                "cpu_ns": busy,
                "threads": threads,
            }
    samples = tmp_path / "samples.jsonl"
    samples.write_text("".join(json.dumps(line) + "\n" for line in lines))
    cells = [
        part for part in parts(analyse(read(samples)), "cells") if by_view(part)["ranking"].tables
    ]
    assert cells
    assert all(any("server-bound" in note for note in part.sentences) == told for part in cells)
