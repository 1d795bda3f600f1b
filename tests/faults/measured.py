"""What came of the faults that were injected, for a page of docs/."""

import signal
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from crossover_tool.reports.marked_page import filled
from marked_table import markdown

HEAD = ("fault", "injected", "met something", "exit codes", "longest", "latest", "broken")


def body(documents: Sequence[dict[str, Any]]) -> str:
    """The sentence over the table, and the table, from what --json has written."""
    done = [one for document in documents for one in document["injections"]]
    kinds = sorted({one["fault"] for one in done})
    table = markdown(HEAD, (row([one for one in done if one["fault"] == kind]) for kind in kinds))
    return f"{filled(sentence(documents, done))}\n\n{table}"


def sentence(documents: Sequence[dict[str, Any]], done: Sequence[dict[str, Any]]) -> str:
    """How many in all, from which seeds, how many broke a promise, and what could not be done."""
    seeds = ", ".join(str(document["seed"]) for document in documents)
    hung = sum(one["outcome"]["exit_code"] is None for one in done)
    bad = sum(bool(one["broken"]) for one in done)
    skipped = sorted({name for document in documents for name in document["not_injected"]})
    left_out = f" Not injected there: {', '.join(skipped)}." if skipped else ""
    minutes = sum(document["elapsed_s"] for document in documents) / 60
    return (
        f"{len(done):,} injections in {minutes:.0f} min, seed{'s' if len(documents) > 1 else ''} "
        f"{seeds}: {hung} hung, {bad} broke a promise.{left_out} *Longest* is from start to end; *latest* is against the "
        "moment by which it had to end, where 5 s are granted."
    )


def row(done: Sequence[dict[str, Any]]) -> tuple[object, ...]:
    """One fault's line."""
    late_s = max(one["outcome"]["elapsed_s"] - one["expected"]["within_s"] for one in done)
    return (
        done[0]["fault"],
        len(done),
        sum(one["met"] for one in done),
        codes(one["outcome"]["exit_code"] for one in done),
        f"{max(one['outcome']['elapsed_s'] for one in done):.1f} s",
        f"{late_s:+.1f} s" if late_s > 0 else "in time",
        sum(bool(one["broken"]) for one in done),
    )


def codes(seen: Iterable[int | None]) -> str:
    """`3: 40, SIGKILL: 2`, most of them first."""
    counts = Counter(name_of(code) for code in seen)
    return ", ".join(f"{name}: {count:,}" for name, count in counts.most_common())


def name_of(code: int | None) -> str:
    """As a person knows it: a signal by its name."""
    if code is None:
        return "none"
    return signal.Signals(-code).name if code < 0 else str(code)
