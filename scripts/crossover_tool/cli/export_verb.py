"""`crossover export`: the samples of a run in a format that other tools read."""

import json
from pathlib import Path

from crossover_tool.atomic import write_result
from crossover_tool.cli.output import print_json
from crossover_tool.cli.parser import Parser, offers
from crossover_tool.reports.google_benchmark import google_benchmark
from crossover_tool.samples.reader import read_aloud

HELP = "write the samples of a run in a format that other tools read"
EXAMPLES = """\
  crossover export results/before --out before.json      then, with after.json made likewise, Google Benchmark's
                                                         compare.py benchmarks before.json after.json
  crossover export results/after --medians --out b.json  for github-action-benchmark (tool: googlecpp)"""
FORMATS = ("google-benchmark",)


def main(arguments: list[str]) -> int:
    """Writes the export. ResultsError for samples that cannot be read and files that cannot be
    written."""
    parser = Parser(
        "crossover export",
        "The samples in another tool's format: each good sample is a repetition.",
        EXAMPLES,
    )
    parser.add_argument(
        "results", type=Path, metavar="DIR|samples.jsonl", help="a results folder or its samples"
    )
    parser.add_argument("--format", choices=FORMATS, default=FORMATS[0], help="the format")
    offers(
        parser,
        {
            "--medians": "one entry a name: the median over blocks, for trend charts",
            "--out FILE.json": "where to (default: standard output)",
        },
    )
    options = parser.parse(arguments)
    results = read_aloud(options.results)
    document = google_benchmark(results, options.medians)
    if options.out is None:
        print_json(document)
        return 0
    write_result(options.out, json.dumps(document, indent=2, allow_nan=False) + "\n")
    return 0
