"""The parsers in C++: each file of targets/ is a program of libFuzzer's in the build of the preset
`fuzz`."""

import re
import shutil
import subprocess
import time
from pathlib import Path

import preset_build
from fuzz.fuzzed import Fuzzed

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
BUILD = ROOT / "build" / "fuzz"
KEPT = HERE / "corpus"

LONGEST_INPUT = 4096
"""Bytes. No parser here is asked for more in one piece but in the tests of its own."""
LONGEST_S = 10
"""For one input, under sanitizers on a busy machine. What takes a square takes longer."""
MOST_MIB = 1024
"""The sanitizer itself holds up to 256 MiB of what was freed."""


def names(targets: Path = HERE / "targets") -> list[str]:
    """Of all targets that there are."""
    return sorted(path.stem for path in targets.glob("*.cpp"))


def build(jobs: int) -> str:
    """Builds them all; why they cannot be built here, "" when they are there."""
    if shutil.which("clang++") is None:
        return "there is no clang++: apt-get install clang libclang-rt-14-dev"
    BUILD.mkdir(parents=True, exist_ok=True)
    return preset_build.build("fuzz", jobs, BUILD / "crossover-build.log")


def fuzz(name: str, runs: int, seed: int, folder: Path = BUILD) -> Fuzzed:
    """Gives one target so many inputs, from its kept corpus and what earlier calls have added to
    it. An input that breaks something is kept in FOLDER/found/NAME."""
    grown, found = folder / "corpus" / name, folder / "found" / name
    for place in (grown, found):
        place.mkdir(parents=True, exist_ok=True)
    command = [
        str(folder / f"fuzz_{name}"),
        *(str(grown), str(KEPT / name)),
        *(f"-runs={runs}", f"-seed={seed}", f"-max_len={LONGEST_INPUT}"),
        *(f"-timeout={LONGEST_S}", f"-rss_limit_mb={MOST_MIB}"),
        *(f"-artifact_prefix={found}/", "-print_final_stats=1"),
    ]
    log = folder / f"fuzz_{name}.log"
    started = time.monotonic()
    with log.open("wb") as out:
        code = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=out, stderr=out).returncode
    elapsed_s = time.monotonic() - started
    said = log.read_text(encoding="utf-8", errors="replace")
    inputs = figure(said, "number_of_executed_units")
    broke = why(code, said, log)
    if not broke and inputs < runs:
        broke = f"took {inputs:,} of {runs:,} inputs; see {log}"
    return Fuzzed(f"fuzz_{name}", "cpp", inputs, elapsed_s, figure(said, "peak_rss_mb"), broke)


def figure(said: str, name: str) -> int:
    """A figure of libFuzzer's final statistics; 0 where it has none."""
    found = re.search(rf"stat::{name}:\s*(\d+)", said)
    return int(found[1]) if found else 0


def why(code: int, said: str, log: Path) -> str:
    """What broke, in libFuzzer's, a sanitizer's or a promise's words, and where the input is kept;
    "" when nothing did."""
    if code == 0:
        return ""
    words = re.search(r"broken promise: .*|ERROR: .*|runtime error: .*|terminate called.*", said)
    kept = re.search(r"Test unit written to (.*)", said)
    return f"{words[0] if words else f'exit code {code}'}; {kept[1] if kept else log}"
