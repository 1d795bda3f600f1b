"""What one parser came to, and how that is told."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from marked_table import markdown


@dataclass(frozen=True)
class Fuzzed:
    """A parser that was given so many inputs. `broke` says what broke and where the input is kept;
    it is "" where nothing did. `peak_mib` is the most memory of a process, 0 where nobody looked.
    """

    target: str
    language: str
    inputs: int
    elapsed_s: float
    peak_mib: int = 0
    broke: str = ""


def table(done: Sequence[Fuzzed], skipped: dict[str, str]) -> list[str]:
    """A line a parser, in the order of their names."""
    lines = [f"{'parser':<52} {'inputs':>9} {'seconds':>8} {'MiB':>5}"]
    for one in sorted(done, key=lambda each: (each.language, each.target)):
        figures = f"{one.inputs:>9,} {one.elapsed_s:>8.1f} {one.peak_mib or '':>5}"
        lines.append(f"{one.target:<52} {figures}  {one.broke or 'nothing broke'}")
    return lines + [f"{name}: skipped: {why}" for name, why in sorted(skipped.items())]


def document(seed: int, done: Sequence[Fuzzed], skipped: dict[str, str]) -> dict[str, Any]:
    """What the table has, and the seed that gives the same inputs again, as --json has it."""
    return {"seed": seed, "skipped": skipped, "fuzzed": [asdict(one) for one in done]}


HEAD = ("parser", "language", "inputs", "inputs a second", "MiB", "what broke")


def body(documents: Sequence[dict[str, Any]]) -> str:
    """The table for a page: of each parser the run with most inputs."""
    most: dict[str, dict[str, Any]] = {}
    for one in (each for found in documents for each in found["fuzzed"]):
        if one["inputs"] >= most.get(one["target"], one)["inputs"]:
            most[one["target"]] = one
    order = sorted(most.values(), key=lambda one: (one["language"], one["target"]))
    return markdown(HEAD, map(_row, order))


def _row(one: dict[str, Any]) -> tuple[object, ...]:
    speed = round(one["inputs"] / max(one["elapsed_s"], 1e-9))
    broke = one["broke"] or "nothing"
    name = f"`{one['target']}`"
    return name, one["language"], one["inputs"], speed, one["peak_mib"] or "", broke
