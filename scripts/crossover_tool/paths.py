"""Where things are, whatever the working directory."""

from datetime import datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SUITES = ROOT / "scripts" / "suites"
SCHEMAS = ROOT / "scripts" / "schema"
RESULTS = ROOT / "results"
BUILD = ROOT / "build" / "release"
BENCH = BUILD / "crossover_bench"
SAMPLES_NAME = "samples.jsonl"


def results_folder(suite: str, started: datetime, parent: Path = RESULTS) -> Path:
    """The folder of a run: `<UTC date-time>-<suite>`, with a number added when it is taken."""
    base = parent / f"{started:%Y%m%dT%H%M%SZ}-{suite}"
    folder, number = base, 2
    while folder.exists():
        folder, number = base.with_name(f"{base.name}-{number}"), number + 1
    return folder


def shown(path: Path) -> str:
    """`path` relative to the working directory when it lies below it, as a person would type it."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except (
        ValueError,
        OSError,
        RuntimeError,
    ):  # elsewhere, in a folder that is gone, a link to itself
        return str(path)
