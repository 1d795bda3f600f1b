"""A picture of each kind that a run has."""

from pathlib import Path

from crossover_tool.charts.frame import Words
from crossover_tool.reports.gallery import chosen, gallery
from crossover_tool.reports.sections import Section, Shown
from crossover_tool.views.view import Chart


def shown(view: str, *names: str) -> Shown:
    charts = {name: Chart("", Words(f"{name} wins", "", ()), lambda words: None) for name in names}
    return Shown(view, "", (), charts, (), {}, "")


CELL = Section("cells", "c", {}, ())
SMALL = Section("groups", "small", {}, (shown("makespan", "s"),), (CELL,))
LARGE = Section("groups", "large", {}, (shown("makespan", "l"),), (CELL, CELL))
RUN = Section("run", "quick", {}, (shown("matrix_picture", "m", "m2"),), (SMALL, LARGE))


def test_of_a_kind_the_sweep_with_the_most_cells_is_shown() -> None:
    assert [(view, name, part.title) for view, name, part, _ in chosen(RUN)] == [
        ("matrix_picture", "m", "quick"),
        ("matrix_picture", "m2", "quick"),  # every one of the whole run
        ("makespan", "l", "large"),
    ]


def test_a_picture_stands_below_its_view_with_what_it_says() -> None:
    text = gallery(RUN, Path("results/quick"))
    assert "### Matrix picture\n\n![m wins](results/quick/charts/m.png)\n\nm wins." in text
    assert text.endswith("large. l wins.")
    assert gallery(CELL, Path("x")) == "(no chart)"
