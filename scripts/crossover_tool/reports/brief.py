"""The end of a run on one screen: at most LINES lines, whatever the width."""

from collections.abc import Sequence

from crossover_tool.reports.fit import fitted, lines
from crossover_tool.reports.screen import Screen, wrapped
from crossover_tool.views.view import Brief, Table

LINES = 25
"""A terminal of the usual height shows so many, and the prompt."""

AROUND = 4
"""Lines that are not the matrix or a sentence: what the marks mean, an empty one, who has no column
here, and the report's path."""

LEAST_ROOM = 9
"""For sentences: the first three take so many at 60 letters."""

BULLET = "- "


def print_brief(brief: Brief, screen: Screen) -> None:
    """The tables in as many rows as leave room, then the sentences as far as there is any; the
    last one, which says what is open, always."""
    tables = _fitting(brief, screen.width)
    used = sum(len(lines(table, screen.width)) for table in tables)
    for table in tables:
        screen.table(table)
    screen.prose(brief.heading, "dim")
    for sentence in left_out(tables, screen.width):
        screen.prose(sentence, "dim")
    screen.line()
    for sentence in chosen(brief.sentences, LINES - AROUND - used, screen.width):
        screen.hanging(BULLET, sentence)


def _fitting(brief: Brief, width: int) -> Sequence[Table]:
    """The tables with the most rows that leave LEAST_ROOM."""
    room = LINES - AROUND - LEAST_ROOM
    for rows in range(room, 0, -1):
        tables = brief.tables(width, rows)
        if sum(len(lines(table, width)) for table in tables) <= room:
            break
    return tables


def chosen(sentences: Sequence[str], room: int, width: int) -> list[str]:
    """Those that stand in `room` lines: the last one, and of the others as many as fit, from the
    first on."""
    if not sentences:
        return []
    *others, last = sentences
    left = room - len(wrapped(last, width - len(BULLET)))
    kept: list[str] = []
    for sentence in others:
        left -= len(wrapped(sentence, width - len(BULLET)))
        if left < 0:
            break
        kept.append(sentence)
    return [*kept, last]


def left_out(tables: Sequence[Table], width: int) -> list[str]:
    """Which columns had no room."""
    found = []
    for table in tables:
        kept = fitted(table, width)
        names = [c.heading for at, c in enumerate(table.columns) if at not in kept]
        if names:
            shown = ", ".join(name.replace("-\n", "").replace("\n", " ") for name in names)
            found.append(f"no room for {shown}: see --details or a wider terminal")
    return found
