"""Going on with a run that stopped: what it was asked for, what it has, and whether this is still
the same experiment."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from crossover_tool.errors import ResultsError
from crossover_tool.host.host import Host
from crossover_tool.host.identity import host_changes
from crossover_tool.paths import shown
from crossover_tool.plan.schedule import Slot, Where
from crossover_tool.running.ledger import Before
from crossover_tool.samples.reader import Results
from crossover_tool.samples.records import Header
from crossover_tool.suite import Suite
from crossover_tool.texts import resumed


def asked_for(results: Results, texts: Mapping[str, str] = {}) -> Suite:
    """The suite that the header describes, with the `texts` that are given again because a secret
    of theirs was not kept.

    ResultsError when an older version wrote it, which did not keep everything; UsageError for texts
    as `resumed`.
    """
    header = results.header
    noted = any(planned.contenders for planned in header.suite.cells)
    if not noted or header.binaries is None:
        lacks = "who was to be measured" if not noted else "the programs that it measured"
        raise ResultsError(
            f"{shown(results.path)} was written by crossover {header.version}, which did not note "
            f"{lacks}: it cannot be resumed"
        )
    kept = resumed(header.suite.texts, header.texts_hidden, texts)
    return replace(header.suite, texts=kept)


def refuse_changes(results: Results, host: Host, binaries: Mapping[str, str]) -> None:
    """ResultsError when host or binaries make a resumed run another experiment than the one that
    the results are of."""
    found = changes(results.header, host, binaries)
    if found:
        raise ResultsError(
            f"cannot resume {shown(results.path.parent)}, start a new run instead: {'; '.join(found)}"
        )


def changes(header: Header, host: Host, binaries: Mapping[str, str]) -> list[str]:
    """A clause for everything that differs from what `header` describes."""
    found = host_changes(header.host, host)
    recorded = header.binaries or {}
    for name in sorted({*recorded, *binaries}):
        before, after = recorded.get(name, "none"), binaries.get(name, "none")
        if before != after:
            found.append(f"the binary {name} was {before[:12]} (sha256) and is {after[:12]}")
    return found


def sort_out(results: Results, planned: Mapping[Where, Sequence[Slot]]) -> Before:
    """What counts of a stopped run; `planned` gives the samples of every block that it began."""
    taken: dict[Where, Counter[str]] = {}
    for sample in results.samples:
        where = Where(sample.cell, sample.block)
        taken.setdefault(where, Counter())[sample.contender.name] += 1
    wanted = {
        where: Counter(slot.contender.name for slot in slots) for where, slots in planned.items()
    }
    whole = {where for where, names in wanted.items() if taken[where] >= names}
    left_out = [
        sample.order
        for sample in results.samples
        if (where := Where(sample.cell, sample.block)) not in whole
        and sample.contender.name in wanted.get(where, ())
    ]
    return Before(
        lines=results.lines,
        samples=tuple(sample for sample in results.samples if sample.order not in left_out),
        whole=frozenset(whole),
        left_out=tuple(left_out),
        blocks=results.blocks,
        interims=results.interims,
        spent_s=results.spent_s,
    )
