"""A table in the columns of a terminal: what does not fit is left out, and no figure is ever
cut."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from crossover_tool.readable import wrapped
from crossover_tool.views.view import Column, Table

ALWAYS = 2
"""So many columns stay however narrow it is: a name and a figure; their line is longer then."""


@dataclass(frozen=True)
class Line:
    """A line of a table with its style, and parts of it (from, to) that have their own."""

    text: str
    style: str = ""
    spans: tuple[tuple[int, int, str], ...] = ()


def fitted(table: Table, width: int) -> list[int]:
    """Which columns are shown, in their order: the weightiest that stand in `width` letters."""
    wide = [_width(table, at) for at in range(len(table.columns))]
    ranking = sorted(range(len(table.columns)), key=lambda at: -table.columns[at].weight)
    kept: list[int] = []
    used = -table.gap
    for at in ranking:
        if not any(row[at] for row in table.rows):
            continue
        if len(kept) < ALWAYS or used + table.gap + wide[at] <= width:
            kept.append(at)
            used += table.gap + wide[at]
    return sorted(kept)


def lines(table: Table, width: int) -> list[Line]:
    """The table's lines: headings, a rule, and the rows."""
    kept = fitted(table, width)
    columns = [table.columns[at] for at in kept]
    widths = _widths(table, kept, width)
    row_of = _Row(columns, widths, table.gap)
    found = [Line(text, "bold") for text, _ in row_of.lines([one.heading for one in columns])]
    found.append(Line("─" * (sum(widths) + table.gap * (len(widths) - 1)), "dim"))
    for number, row in enumerate(table.rows):
        style = table.styles[number] if table.styles else ""
        own = [table.marks[number][at] for at in kept] if table.marks else []
        texts = [row[at] for at in kept]
        for text, places in row_of.lines(texts, own):
            found.append(Line(text, style, places))
    return found


def _width(table: Table, at: int) -> int:
    """What a column needs; prose wraps, and needs no more than its least."""
    texts = [*table.columns[at].heading.split("\n"), *(row[at] for row in table.rows)]
    widest = max(cell_len(text) for text in texts)
    column = table.columns[at]
    return min(widest, column.least) if column.wraps else widest


def _widths(table: Table, kept: Sequence[int], width: int) -> list[int]:
    """What each column gets; one of prose takes what the others leave, as far as it has a use."""
    found = [_width(table, at) for at in kept]
    for place, at in enumerate(kept):
        if table.columns[at].wraps:
            left = width - sum(found) - table.gap * (len(found) - 1)
            most = max(cell_len(row[at]) for row in table.rows)
            found[place] = max(found[place], min(most, found[place] + left))
    return found


@dataclass(frozen=True)
class _Row:
    """How a row is laid out."""

    columns: Sequence[Column]
    widths: Sequence[int]
    gap: int

    def lines(
        self, texts: Sequence[str], styles: Sequence[str] = ()
    ) -> Iterator[tuple[str, tuple[tuple[int, int, str], ...]]]:
        """Its lines, more than one where prose wraps, each with the places of styles."""
        parts = [
            wrapped(text, width, break_long_words=True) if column.wraps else text.split("\n")
            for text, column, width in zip(texts, self.columns, self.widths)
        ]
        for number in range(max(len(part) for part in parts)):
            row = [part[number] if number < len(part) else "" for part in parts]
            yield self._line(row), tuple(self._places(row, styles))

    def _line(self, texts: Sequence[str]) -> str:
        padded = (
            _padded(text, width, column.right)
            for text, column, width in zip(texts, self.columns, self.widths)
        )
        return (" " * self.gap).join(padded).rstrip()

    def _places(
        self, texts: Sequence[str], styles: Sequence[str]
    ) -> Iterator[tuple[int, int, str]]:
        at = 0
        for text, width, style in zip(texts, self.widths, styles):
            if text and style:
                yield at, at + max(width, len(text)), style
            at += max(width, len(text)) + self.gap


def _padded(text: str, width: int, right: bool) -> str:
    room = " " * max(0, width - cell_len(text))
    return room + text if right else text + room
