"""Lines and tables on a terminal, or in a pipe: as they are, whatever letters they hold."""

import os
import sys
import textwrap

from rich.console import Console
from rich.text import Text

from crossover_tool.readable import on_one_line
from crossover_tool.reports.fit import lines
from crossover_tool.views.view import Table

PLAIN_WIDTH = 150
"""The width where there is no terminal and COLUMNS does not say: a pipe scrolls."""


class Screen:
    """Standard output. Text is never taken for markup; control characters become visible; colours
    are for terminals, and obey NO_COLOR."""

    def __init__(self) -> None:
        told = os.environ.get("COLUMNS", "")
        plain = int(told) if told.isdigit() and int(told) else PLAIN_WIDTH
        tty = sys.stdout.isatty()
        self._console = Console() if tty else Console(width=plain, color_system=None)
        self.width = self._console.width

    def line(self, text: str = "", style: str = "") -> None:
        """One line, however long."""
        self._print(Text(on_one_line(text), style=style))

    def prose(self, text: str, style: str = "", indent: str = "") -> None:
        """A sentence, wrapped between words."""
        room = max(20, self.width - len(indent))
        for part in _wrap(on_one_line(text), room):
            self._print(Text(indent + part, style=style))

    def headed(self, heading: str, text: str) -> None:
        """`HEADING: text`, wrapped, with the heading in bold."""
        heading, text = on_one_line(heading), on_one_line(text)
        left = len(heading)
        for part in _wrap(f"{heading}: {text}", self.width):
            shown = Text(part)
            shown.stylize("bold", 0, max(0, left))
            left -= len(part) + 1
            self._print(shown)

    def table(self, table: Table) -> None:
        """A table in the columns that fit."""
        clean = tuple(tuple(on_one_line(text) for text in row) for row in table.rows)
        told = Table(table.columns, clean, table.title, table.styles, table.details)
        if table.title:
            self.prose(table.title, "bold")
        for text, style in lines(told, self.width):
            self._print(Text(text, style=style))

    def _print(self, text: Text) -> None:
        self._console.print(text, soft_wrap=True, highlight=False)


def _wrap(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False) or [""]
