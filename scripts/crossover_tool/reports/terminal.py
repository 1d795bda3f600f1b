"""The ranked tables in the terminal."""

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from crossover_tool.analysis.cell import CellResult
from crossover_tool.analysis.decision_map import map_finding
from crossover_tool.analysis.finding import cell_finding, sweep_finding, sweep_sentences
from crossover_tool.analysis.report import Analysis
from crossover_tool.cli.output import titled
from crossover_tool.reports.notes import conditions, notes
from crossover_tool.reports.rows import HEADINGS, rows

LEFT_COLUMNS = ("contender", "bound by", "verdict")
NARROW = 128
"""Below this width the two interval columns are left out: a table that wraps cannot be read."""


def print_analysis(analysis: Analysis, console: Console) -> None:
    """Prints a table for every cell, the finding of every sweep, and how the machine behaved."""
    for group in analysis.groups:
        for result in group.cells:
            print_cell(result, console)
        if group.axis:
            console.print(titled(group.setting, sweep_finding(group)), highlight=False)
            for sentence in sweep_sentences(group):
                console.print(f"  {sentence}", highlight=False)
            console.print()
    for chart in analysis.maps:
        console.print(titled(f"{chart.setting}, a map", map_finding(chart)), highlight=False)
    for sentence in conditions(analysis):
        console.print(sentence, highlight=False, style="dim")


def print_cell(result: CellResult, console: Console) -> None:
    """Prints one cell's table and who is absent from it."""
    console.print(titled(result.cell.label, cell_finding(result)), highlight=False)
    left_out = ("interval", "its interval") if console.width < NARROW else ()
    table = Table(box=SIMPLE_HEAD, padding=(0, 1), pad_edge=False)
    for heading in HEADINGS:
        if heading not in left_out:
            table.add_column(
                heading, justify="left" if heading in LEFT_COLUMNS else "right", no_wrap=True
            )
    for row in rows(result):
        table.add_row(*(text for heading, text in zip(HEADINGS, row) if heading not in left_out))
    if result.ranked:
        console.print(table, highlight=False)
    for note in notes(result):
        console.print(f"  {note}", style="dim", highlight=False, markup=False)
    console.print()
