"""docs/examples: the complete example is built as a user's file is, gives right digests under every
strategy, and is what the tutorial shows. Files that are no workloads are refused in one line, with the
messages of the compiler that the suite is built with.

WORD_COUNT_BENCH is the bench that CMake made of the example, CXX the compiler.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "docs" / "examples" / "word_count.hpp"
sys.path.insert(0, str(ROOT / "scripts"))

from crossover_tool.bench.compiler_output import trouble  # noqa: E402
from crossover_tool.samples import schema  # noqa: E402


def bench(*arguments: str) -> str:
    command = [os.environ["WORD_COUNT_BENCH"], *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout


def test_it_is_alone_in_its_bench_and_runs_under_every_strategy(tmp_path: Path) -> None:
    listed = json.loads(bench("--list"))
    assert [workload["name"] for workload in listed["workloads"]] == ["word_count"]
    out = tmp_path / "samples.jsonl"
    contenders = [f"--contender={name}" for name in ("sequential/std", "thread_pool/std")]
    bench(
        "--cell=word_count/tasks:9/limit:2/words:50",
        *contenders,
        "--batches=1",
        f"--samples_out={out}",
    )
    samples = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [sample["strategy"] for sample in samples] == ["sequential", "thread_pool"]
    assert {sample["status"] for sample in samples} == {"ok"}
    assert len({sample["digest"] for sample in samples}) == 1
    probe = {
        "kind": "sample",
        "block": 0,
        "order": 0,
        "cell": 0,
        "elapsed_s": 0,
        "started": "2000-01-01T00:00:00Z",
    }
    assert [schema.problem({**probe, "measurement": sample}) for sample in samples] == ["", ""]


def test_what_is_sized_in_time_has_a_rate_in_it() -> None:
    assert json.loads(bench("--calibrate"))["rates"]["sha256"] > 0


def test_the_tutorial_shows_the_file_as_it_is() -> None:
    text = (ROOT / "docs" / "YOUR_WORKLOAD.md").read_text(encoding="utf-8")
    assert f"```cpp\n{EXAMPLE.read_text(encoding='utf-8')}```\n" in text


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("in(text_)", "in(txt_)", "word_count.hpp:{line}: 'txt_' was not declared in this scope"),
        (
            "expected(",
            "expects(",
            "word_count.hpp: word_count is no workload yet: `w.expected(i)` is missing",
        ),
        ("#include <set>", "#include <sett>", "word_count.hpp:{line}: "),
    ],
)
def test_a_mistake_in_it_is_told_in_one_line(
    tmp_path: Path, before: str, after: str, says: str
) -> None:
    wrong = tmp_path / "word_count.hpp"
    text = EXAMPLE.read_text(encoding="utf-8").replace(before, after, 1)
    wrong.write_text(text, encoding="utf-8")
    line = 1 + [after in one for one in text.splitlines()].index(True)
    asked = (ROOT / "bench" / "catalog" / "own_workload.cpp.in").read_text(encoding="utf-8")
    source = tmp_path / "own_workload.cpp"
    source.write_text(
        asked.replace("@WORKLOAD_INCLUDES@", f'#include "{wrong}"').replace(
            "@OWN_WORKLOAD@", "word_count"
        ),
        encoding="utf-8",
    )
    command = [os.environ["CXX"], "-std=c++20", "-fsyntax-only", f"-I{ROOT}", str(source)]
    said = subprocess.run(
        command,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
    )
    assert said.returncode != 0
    told = trouble(said.stderr.splitlines(), wrong)
    wanted = says.format(line=line)
    if "clang" in os.environ["CXX"]:
        wanted = wanted.replace("'txt_' was not declared in this scope", "")
    assert wanted in told, f"{told}\n{said.stderr}"
