"""`crossover serve`: one contender as an HTTP service of this machine, and its witness."""

import argparse
import json
import sys
from dataclasses import asdict

from crossover_tool.bench.binary import Bench
from crossover_tool.cli.output import print_json
from crossover_tool.cli.parser import Parser, offers, several, takes
from crossover_tool.cli.run_parameters import beside_options, parameters
from crossover_tool.cli.run_parser import OF_A_TASK
from crossover_tool.errors import ExitCode, UsageError
from crossover_tool.readable import warn
from crossover_tool.reports.screen import Screen
from crossover_tool.serving.offer import LIMIT, REQUESTS, Offer, one_place
from crossover_tool.serving.served import Served
from crossover_tool.serving.service import Service
from crossover_tool.suites import values
from crossover_tool.units import show

HELP = "serve one contender over HTTP on 127.0.0.1, for a load generator of yours"
EXAMPLES = """\
  crossover serve --workload request --param steps='tcp 2ms; cpu 100us'    30 s, on a port that it prints
  crossover serve --strategy thread_pool --engine std --workload tcp --wait 5ms --limit 16 --for 10s
  crossover serve --workload noop --queue 100 --port 8080                  503 beyond the limit and the queue
  crossover serve --witness                                                wrk beside the own generator, two minutes"""
LONGEST_MS = 3_600_000
MOST_PORT = 65_535
CELL_OPTIONS = ("wait", "bytes", "cpu", "limit")
WITNESSED = ("witness", "splice", "strategy", "engine", "seed", "json", "bench")
"""The options that mean something to the witness, whose service is its own."""


def main(arguments: list[str]) -> int:
    """Serves, and returns 0 when the time is over; 130 when it was interrupted, after its figures
    were printed; 5 where the witness contradicts. CrossoverErrors as they come."""
    options = _parser().parse(arguments)
    bench = Bench(options.bench)
    contender = f"{options.strategy}/{options.engine}"
    if options.witness:
        for option in _parser().unheeded(options, WITNESSED):
            raise UsageError(
                f"--witness and {option} exclude each other: it serves what it compares"
            )
        return _witness(options, bench, contender)
    if options.splice is not None:
        raise UsageError("--splice renews the witness's table in a page: give --witness as well")
    if options.workload is None:
        raise UsageError("which workload? write for example --workload request, or --witness")
    return _serve(options, _offer(options, bench, contender))


def _serve(options: argparse.Namespace, offer: Offer) -> int:
    """Serves until the time is over, or somebody ends it."""
    with Service(offer) as service:
        try:
            _tell_start(options, offer, service)
            served = service.wait()
        except KeyboardInterrupt:
            _tell(options, service.stop())
            raise
    _tell(options, served)
    # SIGTERM that was meant for the bench alone
    return ExitCode.INTERRUPTED if served.stopped else ExitCode.SUCCESS


def _tell_start(options: argparse.Namespace, offer: Offer, service: Service) -> None:
    if options.json:
        print(json.dumps({"port": service.port, "url": service.url}))
    else:
        short = offer.for_ms < 60_000
        lasts = (
            show.duration_us(offer.for_ms * 1e3)
            if short
            else show.long_duration_s(offer.for_ms / 1e3)
        )
        what = f"{offer.cell.setting}, limit {show.count(offer.cell.limit)}"
        print(f"{what}, under {offer.contender.name}: {service.url} for {lasts}")
    sys.stdout.flush()


def _tell(options: argparse.Namespace, served: Served) -> None:
    if options.json:
        print(json.dumps(asdict(served)))
    else:
        Screen().prose(served.sentence())


def _witness(options: argparse.Namespace, bench: Bench, contender: str) -> int:
    """Measures the comparison, prints it, and renews a page with it."""
    from crossover_tool.witness import witness_page  # brings numpy, which takes its time to import
    from crossover_tool.witness.comparison import compare

    rows = compare(bench, contender, options.seed, warn)
    if options.json:
        print_json({"rows": [row.as_json() for row in rows]})
    else:
        witness_page.show_on(Screen(), rows)
    broken = [row.sentence() for row in rows if row.state == "BROKEN"]
    if options.splice and not broken:
        witness_page.splice(rows, contender, options.splice)
    for sentence in broken:
        warn(f"error: {sentence}")
    return ExitCode.INVALID if broken else ExitCode.SUCCESS


def _offer(options: argparse.Namespace, bench: Bench, contender: str) -> Offer:
    """The service that was asked for. UsageError for what is unknown, malformed or out of reach."""
    catalog = bench.catalog([contender])
    params, texts = parameters(options, catalog.text_names())
    given = beside_options(options, CELL_OPTIONS, params)
    if "tasks" in given:
        raise UsageError("--param tasks is --requests here: so many are served at most")
    written = {"tasks": str(options.requests), **given}
    cell, who = one_place(options.workload, written, contender, catalog)
    catalog.check_texts(texts, [cell.workload])
    return Offer(
        bench=bench.path,
        cell=cell,
        contender=who,
        for_ms=vars(options)["for"],
        port=options.port,
        queue=options.queue,
        seed=options.seed,
        rates=bench.calibration().rates,
        texts=texts,
    )


def _for_ms(text: str) -> int:
    milliseconds = values.budget_us(text) // 1000
    if not 1 <= milliseconds <= LONGEST_MS:
        raise ValueError(f"{text!r} is outside 1ms to 1h: write for example 30s")
    return milliseconds


def _port(text: str) -> int:
    port = values.zero_or_more(text)
    if port > MOST_PORT:
        raise ValueError(f"{port} is no port: give 0 to {MOST_PORT:,}, 0 for any")
    return port


def _parser() -> Parser:
    parser = Parser(
        "crossover serve",
        "Serves one contender over HTTP on 127.0.0.1, bounded in time: each request is a task.",
        EXAMPLES,
    )
    offers(parser, {"--workload NAME": "what a request asks for", **OF_A_TASK})
    several(parser, "--param NAME=VALUE", "any other parameter")
    # what `run` has options for, and this verb --param
    parser.set_defaults(text=[], exec=None, url=None, dsn=None)
    takes(parser, "--strategy NAME", "(default: semaphore)", default="semaphore")
    takes(parser, "--engine NAME", "(default: asio)", default="asio")
    offers(
        parser,
        {
            "--limit N": f"tasks in flight: a number, or cores (default {LIMIT})",
            "--queue N": "requests that may stand in line before the limit; one more gets 503 "
            "(default: any number)",
        },
    )
    most = f"end after so many (default {REQUESTS:,})"
    takes(parser, "--requests N", most, default=str(REQUESTS))
    end = "end after this, at most 1h (default 30s)"
    takes(parser, "--for TIME", end, default="30s")
    takes(parser, "--port N", "(default 0: any that is free; it is printed)", default="0")
    takes(parser, "--seed S", "what all draws start from (default 1)", default="1")
    offers(
        parser,
        {
            "--witness": "serve a queue whose behaviour is known, let wrk and the own generator "
            "measure it, and hold both against theory",
            "--splice FILE.md": "with --witness: renew its table in this page, if all agree",
        },
    )
    parser.json("print JSON, when serving a line at its start and one at its end")
    parser.bench()
    parser.reads(requests=values.count, port=_port, queue=values.zero_or_more)
    parser.reads(seed=values.seed, **{"for": _for_ms})
    return parser
