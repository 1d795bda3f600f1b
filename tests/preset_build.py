"""A build of a CMake preset, for the suites that are run by hand."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def build(preset: str, jobs: int, log: Path) -> str:
    """Builds all of a preset, with so many jobs; why that failed, "" when it is built. What the
    build says goes into `log`."""
    steps = (
        ["cmake", "--preset", preset],
        ["cmake", "--build", "--preset", preset, "-j", str(jobs)],
    )
    with log.open("wb") as out:
        for step in steps:
            if subprocess.run(step, cwd=ROOT, stdout=out, stderr=out).returncode != 0:
                return f"the build failed; the whole log is {log}"
    return ""
