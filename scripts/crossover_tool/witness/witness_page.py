"""The comparison as a table: on a screen, and in a page between its marks."""

from collections.abc import Sequence
from pathlib import Path

from crossover_tool.host import facts
from crossover_tool.reports.markdown import markdown_table
from crossover_tool.reports.marked_page import filled, renew, replaced
from crossover_tool.reports.screen import Screen
from crossover_tool.views.view import Column, Table
from crossover_tool.witness.row import Row

MARK = "witness:table"
HEADINGS = (
    *("load generator", "load", "answers/s", "theory", "p50 ms", "theory"),
    *("p99 ms", "theory", "p99 ms at the service"),
)


def show_on(screen: Screen, rows: Sequence[Row]) -> None:
    columns = tuple(Column(name, right=place > 1) for place, name in enumerate((*HEADINGS, "")))
    texts = tuple((*_texts(row), row.state) for row in rows)
    styles = tuple("red" if row.state == "BROKEN" else "" for row in rows)
    screen.table(Table(columns, texts, styles=styles))
    for sentence in sentences(rows):
        screen.prose(sentence)


def sentences(rows: Sequence[Row]) -> list[str]:
    """What the lines come to, in words: where both agree, and where they must not."""
    found = []
    calm = [row for row in rows if row.share <= 0.55 and row.measured.p99_ms is not None]
    if {row.generator for row in calm} == {"wrk", "crossover"}:
        low, high = (f(row.measured.p99_ms or 0.0 for row in calm) for f in (min, max))
        found.append(f"Up to half of the capacity both see a p99 of {low:.1f} to {high:.1f} ms.")
    waiting = [row for row in rows if row.generator == "wrk" and row.share > 0.99]
    arriving = [row for row in rows if row.generator == "crossover" and row.measured.p99_ms]
    if waiting and arriving:
        least, most = waiting[0], arriving[-1]
        found.append(
            f"wrk's {least.load} get {least.measured.rate:.0f} answers a second, all that "
            f"there are, and see a p99 of {least.measured.p99_ms:.1f} ms, since they ask no more "
            f"while they wait; of requests that arrive at {most.load}, whoever waits, it is "
            f"{most.measured.p99_ms:.1f} ms."
        )
    return found


def markdown(rows: Sequence[Row], contender: str) -> str:
    """The table, what it comes to, and what machine it was."""
    columns = tuple(Column(name, right=False) for name in HEADINGS)
    table = markdown_table(Table(columns, tuple(map(_texts, rows))))
    said = " ".join(sentences(rows))
    made = f"{contender} on {facts.cpu_model()}, {facts.usable_cores()} cores, wrk beside it."
    return f"{table}\n\n{filled(f'{said} Measured with {made}')}"


def splice(rows: Sequence[Row], contender: str, into: Path) -> None:
    """Renews the page `into`. ResultsError when it cannot be read or written, or lacks the mark."""
    body = markdown(rows, contender)
    renew(into, lambda text: replaced(text, MARK, body, "no place for the witness", into))


def _texts(row: Row) -> tuple[str, ...]:
    seen, said = row.measured, row.theory
    rates, middles = (seen.rate, said.rate), (seen.p50_ms, said.p50_ms)
    own = None if seen.p99_ms is None else row.service.p99_ms
    figures = (*rates, *middles, seen.p99_ms, said.p99_ms, own)
    return (row.generator, row.load, *map(_text, figures))


def _text(value: float | None) -> str:
    return "saturated" if value is None else f"{value:.1f}"
