"""A table in the columns of a terminal: what does not fit is left out, and nothing is ever cut."""

import textwrap
from collections.abc import Iterator, Sequence

from rich.cells import cell_len

from crossover_tool.views.view import Column, Table

GAP = 2
ALWAYS = 2
"""So many columns stay however narrow it is: a name and a figure; their line is longer then."""
LEAST_PROSE = 24
"""A column of prose with fewer letters a line cannot be read."""


def fitted(table: Table, width: int) -> list[int]:
    """Which columns are shown, in their order: the weightiest that stand in `width` letters."""
    wide = [_width(table, at) for at in range(len(table.columns))]
    ranking = sorted(range(len(table.columns)), key=lambda at: -table.columns[at].weight)
    kept: list[int] = []
    used = -GAP
    for at in ranking:
        if not any(row[at] for row in table.rows):
            continue
        if len(kept) < ALWAYS or used + GAP + wide[at] <= width:
            kept.append(at)
            used += GAP + wide[at]
    return sorted(kept)


def lines(table: Table, width: int) -> list[tuple[str, str]]:
    """The table's lines with their styles: headings, a rule, and the rows."""
    kept = fitted(table, width)
    columns = [table.columns[at] for at in kept]
    widths = _widths(table, kept, width)
    found = [(_line([one.heading for one in columns], columns, widths), "bold")]
    found.append(("─" * (sum(widths) + GAP * (len(widths) - 1)), "dim"))
    for number, row in enumerate(table.rows):
        style = table.styles[number] if table.styles else ""
        texts = [row[at] for at in kept]
        found += [(line, style) for line in _wrapped(texts, columns, widths)]
    return found


def _width(table: Table, at: int) -> int:
    """What a column needs; prose wraps, and needs no more than can be read."""
    texts = [table.columns[at].heading, *(row[at] for row in table.rows)]
    widest = max(cell_len(text) for text in texts)
    return min(widest, LEAST_PROSE) if table.columns[at].wraps else widest


def _widths(table: Table, kept: Sequence[int], width: int) -> list[int]:
    """What each column gets; one of prose takes what the others leave, as far as it has a use."""
    found = [_width(table, at) for at in kept]
    for place, at in enumerate(kept):
        if table.columns[at].wraps:
            left = width - sum(found) - GAP * (len(found) - 1)
            most = max(cell_len(row[at]) for row in table.rows)
            found[place] = max(found[place], min(most, found[place] + left))
    return found


def _wrapped(
    texts: Sequence[str], columns: Sequence[Column], widths: Sequence[int]
) -> Iterator[str]:
    """The lines of a row: more than one where prose wraps."""
    parts = [
        textwrap.wrap(text, width) or [""] if column.wraps else [text]
        for text, column, width in zip(texts, columns, widths)
    ]
    for number in range(max(len(part) for part in parts)):
        row = [part[number] if number < len(part) else "" for part in parts]
        yield _line(row, columns, widths)


def _line(texts: Sequence[str], columns: Sequence[Column], widths: Sequence[int]) -> str:
    return (
        (" " * GAP)
        .join(
            _padded(text, width, column.right)
            for text, column, width in zip(texts, columns, widths)
        )
        .rstrip()
    )


def _padded(text: str, width: int, right: bool) -> str:
    room = " " * max(0, width - cell_len(text))
    return room + text if right else text + room
