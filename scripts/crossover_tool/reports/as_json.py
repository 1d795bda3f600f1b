"""A report as JSON, for scripts."""

from typing import Any

from crossover_tool.analysis.analyse import Analysis
from crossover_tool.reports.sections import Section


def as_json(analysis: Analysis, report: Section) -> dict[str, Any]:
    """The run, its groups and maps, their cells: each with its finding, those of all its views,
    their sentences, and what the views add."""
    return {
        "suite": analysis.header.suite.name,
        "status": analysis.status,
        "samples": analysis.samples,
        "warnings": list(analysis.warnings),
        **_section(report),
        "groups": [_section(part) for part in report.parts("groups")],
        "maps": [_section(part) for part in report.parts("maps")],
    }


def _section(part: Section) -> dict[str, Any]:
    document: dict[str, Any] = {
        **part.about,
        "finding": part.finding,
        "findings": dict(part.findings),
        "sentences": list(part.sentences),
    }
    for one in part.shown:
        twice = document.keys() & one.json.keys()
        assert not twice, f"two views of a part write {', '.join(twice)}"
        document.update(one.json)
    if part.kind == "groups":
        document["cells"] = [_section(cell) for cell in part.below]
    return document
