"""`crossover doctor`: what will spoil a run on this machine, and what to do about it."""

import importlib.metadata
import platform
import sys
from dataclasses import asdict

from crossover_tool.analysis.analyse import described
from crossover_tool.bench.binary import Bench
from crossover_tool.bench.work_check import examine_work
from crossover_tool.cli.output import print_json
from crossover_tool.cli.parser import Parser, takes
from crossover_tool.errors import MissingError
from crossover_tool.host.survey import survey
from crossover_tool.host.checks import Finding, examine
from crossover_tool.paths import BENCH
from crossover_tool.reports.screen import Screen
from crossover_tool.suites import values
from crossover_tool.units import show
from crossover_tool.views.view import Column, Table

HELP = "say what will spoil a run on this machine"
EXAMPLES = """\
  crossover doctor                a table of checks, and below it advice where one fails
  crossover doctor --seconds 60   the noise floor over a minute
  crossover doctor --json         the same for a script"""
LIBRARIES = ("matplotlib", "rich", "jsonschema")


def main(arguments: list[str]) -> int:
    """Prints the checks; exit code 0 whatever they say: a busy machine is a warning, not an
    error."""
    parser = Parser(
        "crossover doctor",
        "What will spoil a run on this machine, and its noise floor: by how much identical work differs.",
        EXAMPLES,
    )
    parser.json()
    takes(parser, "--seconds N", "how long to measure the noise floor (default 5)", default="5")
    parser.reads(seconds=values.count)
    options = parser.parse(arguments)
    seen = survey(float(options.seconds))
    findings = [*examine(seen), *_of_the_bench()]
    python = {
        "executable": sys.executable,
        "version": platform.python_version(),
        "libraries": _libraries(),
    }
    if options.json:
        print_json(
            {
                "host": asdict(seen.host),
                "python": python,
                "noise": asdict(seen.noise),
                "checks": [asdict(finding) for finding in findings],
            }
        )
        return 0
    screen = Screen()
    screen.prose(described(seen.host, _compiler()), "bold")
    libraries = ", ".join(f"{name} {version}" for name, version in _libraries().items())
    screen.prose(f"Python {python['version']} ({sys.executable}): {libraries}")
    screen.line()
    print_findings(findings, screen)
    return 0


def _libraries() -> dict[str, str]:
    return {name: importlib.metadata.version(name) for name in LIBRARIES}


def _compiler() -> str:
    try:
        return Bench(BENCH).info().compiler
    except MissingError:
        return "the bench binary is not built yet"


def _of_the_bench() -> list[Finding]:
    """What the bench says of its computations; nothing when it is not built yet."""
    try:
        return examine_work(Bench(BENCH).calibration())
    except MissingError:
        return []


def print_findings(findings: list[Finding], screen: Screen) -> None:
    """A row a check, then what to do about each that is not well."""
    columns = (
        Column("", 80, right=False),
        Column("check", 100, right=False),
        Column("seen", 90, right=False, wraps=True),
    )
    rows = tuple(("ok" if one.ok else "warning", one.check, one.seen) for one in findings)
    styles = tuple("" if one.ok else "yellow" for one in findings)
    screen.table(Table(columns, rows, styles=styles))
    screen.line()
    for finding in findings:
        if finding.advice:
            screen.hanging("- ", f"{finding.check}: {finding.advice}")
    warnings = sum(not finding.ok for finding in findings)
    well = "nothing stands in the way of a run"
    screen.prose(show.counted(warnings, "warning") if warnings else well)
