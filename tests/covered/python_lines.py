"""The scripts: their tests with Python's `coverage`, in every process that they start."""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from covered.figures import Lines

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build" / "release"
TESTS = ("--tests-regex", "^scripts[.]|^house[.]|^fuzzed|^examples|^bench_binary|^program_overhead")


def unavailable() -> str:
    """Why it cannot be done here; "" when it can."""
    if importlib.util.find_spec("coverage") is None:
        return (
            f"the module coverage is missing in {sys.executable}: apt-get install python3-coverage, "
            "or leave the scripts out with --only and a room in C++"
        )
    if not (BUILD / "CTestTestfile.cmake").is_file():
        return f"there is no build in {BUILD}: scripts/crossover test makes one"
    return ""


def run_tests(jobs: int, folder: Path, log: Path) -> str:
    """Runs them, with their counts in FOLDER; ctest's closing words."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "site").mkdir(parents=True)
    (folder / "site" / "sitecustomize.py").write_text(
        "import coverage\ncoverage.process_startup()\n", encoding="utf-8"
    )
    settings = folder / "coveragerc"
    settings.write_text(
        f"[run]\nparallel = True\nsigterm = True\ndata_file = {folder}/counts\n"
        f"source = {ROOT}/scripts/crossover_tool\n",
        encoding="utf-8",
    )
    environment = {
        **os.environ,
        "COVERAGE_PROCESS_START": str(settings),
        "PYTHONPATH": str(folder / "site"),
    }
    command = ["ctest", "--test-dir", str(BUILD), "-j", str(jobs), "--timeout", "900", *TESTS]
    with log.open("wb") as out:
        subprocess.run(command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, env=environment)
    told = [
        line
        for line in log.read_text(encoding="utf-8", errors="replace").splitlines()
        if "tests passed" in line
    ]
    return told[-1] if told else f"no test was run; see {log}"


def lines(folder: Path) -> Lines:
    """What the tests have run: the counts of all processes together."""
    answer = folder / "lines.json"
    rc = f"--rcfile={folder}/coveragerc"
    for step in (["combine", rc, "--quiet"], ["json", rc, "--quiet", "-o", str(answer)]):
        subprocess.run([sys.executable, "-m", "coverage", *step], cwd=folder, check=True)
    files = json.loads(answer.read_text(encoding="utf-8"))["files"]
    return {os.path.relpath(folder / name, ROOT): lines_of(one) for name, one in files.items()}


def lines_of(one: dict[str, list[int]]) -> dict[int, bool]:
    """One file of coverage's report."""
    return {n: True for n in one["executed_lines"]} | {n: False for n in one["missing_lines"]}
