"""The gallery: a picture of each kind that a run has, with what it says."""

from collections.abc import Iterator
from pathlib import Path

from crossover_tool.reports.markdown import escaped, picture
from crossover_tool.reports.sections import Section
from crossover_tool.views.view import Chart


def gallery(report: Section, link: Path) -> str:
    """The pictures in Markdown, each below the name of its view; those of a `link`ed folder."""
    parts = []
    for view, name, part, chart in chosen(report):
        about = "" if part is report else f"{escaped(part.title)}. "
        parts += [
            f"### {view.replace('_', ' ').capitalize()}",
            picture((link / "charts" / name).as_posix(), chart),
            f"{about}{escaped(chart.words.finding)}.",
        ]
    return "\n\n".join(parts) if parts else "(no chart)"


def chosen(report: Section) -> Iterator[tuple[str, str, Section, Chart]]:
    """The view, file's name, part and chart of each picture: every one of the whole run, and of the
    views of its parts those where most cells are swept."""
    seen: dict[str, tuple[int, str, Section, Chart]] = {}
    for part in report.walk():
        for one in part.shown:
            for number, (name, chart) in enumerate(one.charts.items()):
                kind = f"{one.view}{number or ''}"
                known = seen.get(kind)
                if known is None or len(part.below) > known[0]:
                    seen[kind] = (len(part.below), name, part, chart)
    yield from ((kind.rstrip("0123456789"), *found[1:]) for kind, found in seen.items())
