"""A copy of the tree, to which a test adds what a contributor would add, and nothing else.

Most additions are made from something that is there, under another name: so they stay right when an
interface changes, and what is tested is that no list had to be told.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

SOURCE = Path(__file__).resolve().parents[2]


class CopiedTree:
    """A throw-away checkout in `folder`. `touched` lists the files that additions wrote."""

    def __init__(self, folder: Path) -> None:
        self.root = folder
        self.touched: list[str] = []
        listed = ["git", "-C", str(SOURCE), "ls-files", "-z", "--cached", "--others"]
        names = subprocess.run([*listed, "--exclude-standard"], capture_output=True, check=True)
        for name in names.stdout.decode().split("\0"):
            if name and not name.startswith("results/") and (SOURCE / name).is_file():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(SOURCE / name, folder / name)

    def write(self, name: str, text: str) -> None:
        """Adds a file, or writes an existing one anew."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        self.touched.append(name)

    def copy(self, source: str, target: str, words: Mapping[str, str]) -> None:
        """Adds `target`, a file or a folder, as `source` with other words in its text and names."""
        origin = self.root / source
        files = sorted(origin.rglob("*")) if origin.is_dir() else [origin]
        for path in files:
            if path.is_file():
                inside = _renamed(str(path.relative_to(origin)), words) if path != origin else ""
                place = str(Path(target) / inside) if inside else target
                self.write(place, _renamed(path.read_text(encoding="utf-8"), words))

    def change(self, name: str, before: str, after: str) -> None:
        """Replaces a text that occurs in an existing file."""
        text = (self.root / name).read_text(encoding="utf-8")
        assert before in text, f"{name} has no {before!r}"
        self.write(name, text.replace(before, after, 1))

    def build(self, engines: str) -> None:
        """Builds the bench of the copy with these engines and no tests."""
        environment = {
            **os.environ,
            "CCACHE_BASEDIR": str(self.root),
            "CCACHE_NOHASHDIR": "1",
        }
        common: dict[str, Any] = {"cwd": self.root, "env": environment, "text": True}
        configure = [f"-DCROSSOVER_ONLY_ENGINES={engines}", "-DCROSSOVER_TESTS=OFF"]
        for command in (
            ["cmake", "--preset", "release", *configure],
            ["cmake", "--build", "--preset", "release", "-j2", "--target", "crossover_bench"],
        ):
            done = subprocess.run(
                command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **common
            )
            assert done.returncode == 0, done.stdout[-6000:]

    def crossover(self, *arguments: str) -> str:
        """What the copy's command prints; it must succeed."""
        done = subprocess.run(
            [sys.executable, "-P", "-m", "crossover_tool", *arguments],
            cwd=self.root,
            env={**os.environ, "PYTHONPATH": str(self.root / "scripts")},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def listed(self) -> dict[str, Any]:
        """`crossover list --json` of the copy."""
        found: dict[str, Any] = json.loads(self.crossover("list", "--json"))
        return found

    def run(self, name: str, *arguments: str) -> Path:
        """A short run of the copy with a report; returns its folder."""
        folder = self.root / name
        few = ("--blocks", "3", "--no-retry", "--out", str(folder))
        self.crossover("run", *arguments, *few)
        return folder


def measured(folder: Path) -> set[str]:
    """The contenders of which a results folder holds a good sample."""
    lines = (folder / "samples.jsonl").read_text(encoding="utf-8").splitlines()
    samples = [json.loads(line) for line in lines]
    return {
        f"{record['measurement']['strategy']}/{record['measurement']['engine']}"
        for record in samples
        if record["kind"] == "sample" and record["measurement"]["status"] == "ok"
    }


def _renamed(text: str, words: Mapping[str, str]) -> str:
    for before, after in words.items():
        text = text.replace(before, after)
    return text
