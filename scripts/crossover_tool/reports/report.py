"""The report of a run, in all its forms."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from crossover_tool.analysis.analyse import Analysis, analyse
from crossover_tool.names import refuse_unknown
from crossover_tool.reports.as_json import as_json
from crossover_tool.reports.folder import Written, write_report
from crossover_tool.reports.screen import Screen
from crossover_tool.reports.sections import Section, sections
from crossover_tool.reports.terminal import print_report
from crossover_tool.samples.reader import Results
from crossover_tool.samples.records import Sample


@dataclass(frozen=True)
class Report:
    """An analysis with its views, which every form shows alike; with the `results` that it is of,
    whose samples the page embeds."""

    analysis: Analysis
    results: Results | None = None

    @cached_property
    def sections(self) -> Section:
        return sections(self.analysis)

    def write(self, folder: Path) -> Written:
        """Writes report.md, report.html and charts into `folder`; says what it could not write."""
        return write_report(self.analysis, self.sections, folder, self.results)

    def as_json(self) -> dict[str, Any]:
        return as_json(self.analysis, self.sections)

    def print(self, screen: Screen, details: bool = False) -> None:
        """The answer; with `details` all tables and findings."""
        print_report(self.sections, screen, details)


def report_on(results: Results) -> Report:
    """The report of `results`. Pure: the same samples give the same report."""
    return Report(analyse(results), results)


def by_margin(results: Results, margin: float | None) -> Results:
    """The results as if they had been asked for with this margin; as they are without one."""
    if margin is None:
        return results
    protocol = replace(results.header.protocol, margin=margin)
    return replace(results, header=replace(results.header, protocol=protocol))


def narrowed(results: Results, by: Literal["kind", "language"], asked: Sequence[str]) -> Results:
    """The results of contenders of these kinds, or written in these languages, alone; of all without
    any. UsageError for one that nobody in them has."""

    def of(sample: Sample) -> str:
        return sample.measurement.kind if by == "kind" else sample.measurement.language

    refuse_unknown(by, asked, sorted({of(sample) for sample in results.samples}))
    if not asked:
        return results
    return replace(results, samples=tuple(one for one in results.samples if of(one) in asked))
