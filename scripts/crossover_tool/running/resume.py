"""Going on with a run that stopped: what it was asked for, what it has, and whether this is still
the same experiment."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from crossover_tool.cell import Cell, Contender
from crossover_tool.errors import ResultsError
from crossover_tool.host.identity import host_changes
from crossover_tool.paths import shown
from crossover_tool.plan.schedule import Slot
from crossover_tool.samples.reader import Results
from crossover_tool.samples.records import Record
from crossover_tool.suites.suite import PlannedCell, Suite
from crossover_tool.texts import resumed


@dataclass(frozen=True)
class Before:
    """What a stopped run left: how many sample lines, those that still count, the (cell, block)
    pairs that are whole, and the orders of samples in a block that was cut in half: it is taken
    again as a whole, since its contenders must meet in the same minutes. Also its records of blocks
    and looks, and the seconds that it took."""

    lines: int = 0
    samples: tuple[Record, ...] = ()
    whole: frozenset[tuple[int, int]] = frozenset()
    left_out: tuple[int, ...] = ()
    blocks: tuple[Record, ...] = ()
    looks: tuple[Record, ...] = ()
    spent_s: float = 0.0


def asked_for(results: Results, texts: Mapping[str, str] = {}) -> Suite:
    """The suite that the header describes, with the `texts` that are given again because a secret
    of theirs was not kept.

    ResultsError when an older version wrote it, which did not keep everything; UsageError for texts
    as `resumed`.
    """
    cells = []
    for described in results.header["cells"]:
        if "contenders" not in described:
            version = results.header["version"]
            raise ResultsError(
                f"{shown(results.path)} was written by crossover {version}, which did not note who was to be measured: "
                "it cannot be resumed"
            )
        cells.append(
            PlannedCell(
                cell=Cell(
                    described["workload"],
                    described["tasks"],
                    described["limit"],
                    tuple(described["params"].items()),
                ),
                contenders=tuple(Contender.parse(name) for name in described["contenders"]),
                blocks=described["blocks"],
                max_sample_us=described["max_sample_us"],
                group=described["group"],
                chart=described["chart"],
                batches=described.get("batches", 1),
            )
        )
    header = results.header
    kept = resumed(header.get("texts", {}), header.get("texts_hidden", ()), texts)
    return Suite(header["suite"], "", header["blocks"], tuple(cells), texts=kept)


def changes(header: Record, host: Record, binaries: Mapping[str, str]) -> list[str]:
    """A clause for everything that makes a resumed run another experiment than the one that
    `header` describes."""
    found = host_changes(header["host"], host)
    recorded = header.get("binaries", {})
    for name in sorted({*recorded, *binaries}):
        before, after = recorded.get(name, "none"), binaries.get(name, "none")
        if before != after:
            found.append(f"the binary {name} was {before[:12]} (sha256) and is {after[:12]}")
    return found


def sort_out(results: Results, block_of: Callable[[int, int], list[Slot]]) -> Before:
    """What counts of a stopped run; `block_of` gives the samples that the plan has for a cell's
    block."""
    taken: dict[tuple[int, int], Counter[str]] = {}
    for sample in results.samples:
        taken.setdefault((sample["cell"], sample["block"]), Counter())[_name(sample)] += 1
    planned = {place: Counter(slot.contender.name for slot in block_of(*place)) for place in taken}
    whole = {place for place, names in planned.items() if taken.get(place, Counter()) >= names}
    halves = {place: names for place, names in planned.items() if place not in whole}
    left_out = [
        sample["order"]
        for sample in results.samples
        if _name(sample) in halves.get((sample["cell"], sample["block"]), ())
    ]
    counting = tuple(sample for sample in results.samples if sample["order"] not in left_out)
    kept = (results.blocks, results.looks, results.spent_s)
    return Before(results.lines, counting, frozenset(whole), tuple(left_out), *kept)


def _name(sample: Record) -> str:
    measurement = sample["measurement"]
    return f"{measurement['strategy']}/{measurement['engine']}"
