"""The end of a run on one screen: at most LINES lines, from 60 letters of width on."""

from collections.abc import Sequence

from crossover_tool.reports.fit import fitted, lines
from crossover_tool.readable import wrapped
from crossover_tool.reports.screen import Screen
from crossover_tool.views.view import Brief, Table

LINES = 25
"""A terminal of the usual height shows so many, and the prompt."""

PATHS = 2
"""Lines that follow: where the page is, and the report."""

SENTENCES, FEWEST = 3, 2
"""So many sentences have room before more rows do, the last one among them; the fewest where that
shows every kind of work."""

BULLET = "- "


def print_brief(brief: Brief, screen: Screen) -> None:
    """The tables in as many rows as leave room, then the sentences as far as there is any; the
    last one, which says what is open, always."""
    tables = _fitting(brief, screen.width)
    for table in tables:
        screen.table(table)
    for note in _notes(brief, tables, screen.width):
        screen.prose(note, "dim")
    screen.line()
    room = LINES - PATHS - _taken(brief, tables, screen.width)
    for sentence in chosen(brief.sentences, room, screen.width):
        screen.hanging(BULLET, sentence)


def _notes(brief: Brief, tables: Sequence[Table], width: int) -> list[str]:
    """What stands between the tables and the sentences: what the marks mean, and who has no column
    here."""
    return [brief.heading, *left_out(tables, width)]


def _taken(brief: Brief, tables: Sequence[Table], width: int) -> int:
    """The lines above the sentences, with the empty one."""
    notes = sum(len(wrapped(note, width)) for note in _notes(brief, tables, width))
    return sum(len(lines(table, width)) for table in tables) + notes + 1


def _fitting(brief: Brief, width: int) -> Sequence[Table]:
    """The tables with the most rows that leave room for the sentences that there are to be."""
    rows = _rows(brief, width, SENTENCES)
    if rows < brief.kinds:
        tight = _rows(brief, width, FEWEST)
        rows = tight if tight >= brief.kinds else rows
    return brief.tables(width, rows)


def _rows(brief: Brief, width: int, sentences: int) -> int:
    """How many rows leave room for so many sentences; at least one."""
    told = [*brief.sentences[:-1][: sentences - 1], *brief.sentences[-1:]]
    room = LINES - PATHS - sum(len(wrapped(one, width - len(BULLET))) for one in told)
    fitting = (
        rows
        for rows in range(LINES, 1, -1)
        if _taken(brief, brief.tables(width, rows), width) <= room
    )
    return next(fitting, 1)


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
    found = []
    for table in tables:
        kept = fitted(table, width)
        names = [c.heading for at, c in enumerate(table.columns) if at not in kept]
        if names:
            shown = ", ".join(name.replace("-\n", "").replace("\n", " ") for name in names)
            found.append(f"no room for {shown}: see --details or a wider terminal")
    return found
