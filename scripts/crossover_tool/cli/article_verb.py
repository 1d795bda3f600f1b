"""`crossover article`: every statement of docs/ARTICLE.md measured, in Python and in C++."""

import argparse
from collections.abc import Mapping
from datetime import datetime, timezone
from pathlib import Path

from crossover_tool.analysis.analyse import Analysis, analyse, machine
from crossover_tool.article import article_page, observation, observe
from crossover_tool.article.language_facts import Facts
from crossover_tool.article.observation import Observations
from crossover_tool.article.statements import STATEMENTS
from crossover_tool.cli import run_verb
from crossover_tool.cli.output import print_json
from crossover_tool.cli.parser import Parser, several, takes
from crossover_tool.errors import ExitCode
from crossover_tool.host import facts as host_facts
from crossover_tool.paths import results_folder, shown
from crossover_tool.readable import warn
from crossover_tool.reports.report import narrowed
from crossover_tool.samples.codec import now
from crossover_tool.samples.reader import Results, read
from crossover_tool.suites.values import count

HELP = "measure every statement of docs/ARTICLE.md, in Python and in C++"
REPETITIONS = 6
"""The least at which the range of all values is an interval of 95 %."""
EXAMPLES = """\
  crossover article                                      the suite article, then the observations
  crossover article --only fire_and_forget               one observation, in every language
  crossover article results/article --splice docs/ARTICLE.md   renews the page from results"""


def main(arguments: list[str]) -> int:
    """Measures, or reads what was measured, and prints the sentences. The exit code of the suite's
    run where that failed; MissingError, SampleError and ResultsError as they come."""
    options = _parser().parse(arguments)
    if options.only:
        return _observe_some(options)
    folder = options.results
    if folder is None:
        folder = results_folder("article", datetime.now(timezone.utc))
        code = run_verb.main(["--suite", "article", "--out", str(folder)])
        if code != ExitCode.SUCCESS:
            return code
    if not (folder / observation.NAME).is_file():
        observation.write(_observations(options), folder)
    facts, made = facts_in(folder)
    for statement in STATEMENTS:
        print(*article_page.sentences(statement, facts), sep="\n")
    if options.splice:
        article_page.splice(facts, made, options.splice)
    print(f"results: {shown(folder)}")
    return ExitCode.SUCCESS


def facts_in(folder: Path) -> tuple[Mapping[str, Facts], str]:
    """What the results in `folder` say in each language, and where and when they were made.
    ResultsError where they cannot be read."""
    results, found = read(folder), observation.read(folder)
    facts = {
        language: Facts(language, found, _analysed(results, language))
        for language in article_page.LANGUAGES
    }
    header = results.header
    return facts, f"Measured {header.started[:10]}: {machine(header)}."


def _analysed(results: Results, language: str) -> Analysis | None:
    there = {sample.measurement.language for sample in results.samples}
    return analyse(narrowed(results, "language", (language,))) if language in there else None


def _observe_some(options: argparse.Namespace) -> int:
    """One line a figure, or all as JSON; nothing is written."""
    found = _observations(options)
    if options.json:
        print_json({"observed": [{**vars(one)} for one in found.observed]})
        return ExitCode.SUCCESS
    for one in found.observed:
        for figure in one.figures:
            at = one.interval(figure)
            print(
                f"{one.name} in {one.language}: {figure} {at.median:.6g} "
                f"[{at.low:.6g}, {at.high:.6g}] of {at.count}"
            )
        if one.skipped:
            print(f"{one.name} in {one.language}: skipped: {one.skipped}")
    return ExitCode.SUCCESS


def _observations(options: argparse.Namespace) -> Observations:
    """Builds the experiments in C++ and makes all that were asked for."""
    observe.build()
    started = now()
    found = observe.observe(
        observe.experiments(tuple(options.only)),
        options.repetitions,
        lambda one: warn(f"{one.name} in {one.language}"),
    )
    machine = f"{host_facts.cpu_model()}, {host_facts.usable_cores()} cores"
    return Observations(started, machine, found)


def _parser() -> Parser:
    parser = Parser(
        "crossover article", "The article's statements as measured sentences.", EXAMPLES
    )
    what = "results of the suite article: measure the observations alone, where they are missing"
    parser.add_argument("results", type=Path, nargs="?", metavar="DIR", help=what)
    what = "make this observation alone and print its figures; may be repeated"
    several(parser, "--only NAME", what)
    often = f"how often each observation is made (default {REPETITIONS}; those that take long: 3)"
    takes(parser, "--repetitions N", often, default=str(REPETITIONS))
    takes(parser, "--splice FILE.md", "also renew the figures in this page")
    parser.json("with --only: print JSON")
    parser.reads(repetitions=count)
    return parser
