"""Lines and tables on a terminal, or in a pipe: as they are, whatever letters they hold."""

import os
import sys
from dataclasses import replace
from typing import Any

from rich.console import Console
from rich.text import Text

from crossover_tool.readable import on_one_line, wrapped
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
        piped: dict[str, Any] = {"width": plain, "color_system": None}
        look = {} if sys.stdout.isatty() else piped
        self._console = Console(markup=False, emoji=False, **look)
        self.width = self._console.width

    def line(self, text: str = "", style: str = "") -> None:
        """One line, however long."""
        self._print(Text(on_one_line(text), style=style))

    def prose(self, text: str, style: str = "", indent: str = "") -> None:
        """A sentence, wrapped between words."""
        self.hanging(indent, text, style)

    def hanging(self, bullet: str, text: str, style: str = "") -> None:
        """A sentence behind a bullet, wrapped, its other lines under the first one's text."""
        for part in wrapped(on_one_line(text), max(20, self.width - len(bullet))):
            self._print(Text(bullet + part, style=style))
            bullet = " " * len(bullet)

    def headed(self, heading: str, text: str) -> None:
        """`HEADING: text`, wrapped, with the heading in bold."""
        heading, text = on_one_line(heading), on_one_line(text)
        left = len(heading)
        for part in wrapped(f"{heading}: {text}", self.width):
            shown = Text(part)
            shown.stylize("bold", 0, max(0, left))
            left -= len(part) + 1
            self._print(shown)

    def table(self, table: Table) -> None:
        """A table in the columns that fit."""
        clean = tuple(tuple(on_one_line(text) for text in row) for row in table.rows)
        told = replace(table, rows=clean)
        if table.title:
            self.prose(table.title, "bold")
        for line in lines(told, self.width):
            shown = Text(line.text, style=line.style)
            for start, end, style in line.spans:
                shown.stylize(style, start, end)
            self._print(shown)

    def _print(self, text: Text) -> None:
        self._console.print(text, soft_wrap=True, highlight=False)
