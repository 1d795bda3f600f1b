"""One run from its first line to its last: opened afresh or resumed, ended whole or interrupted."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from crossover_tool.analysis.deciding import failing
from crossover_tool.bench.binary import Bench
from crossover_tool.bench.catalog import Catalog
from crossover_tool.bench.fingerprint import fingerprints
from crossover_tool.errors import InvalidError
from crossover_tool.host.checks import examine
from crossover_tool.host.summary import summary
from crossover_tool.host.survey import Survey, survey
from crossover_tool.interrupt import interruptible
from crossover_tool.paths import shown
from crossover_tool.plan.entrants import Entrants
from crossover_tool.plan.schedule import Where
from crossover_tool.plan.slo import parse_slo
from crossover_tool.readable import on_one_line, warn
from crossover_tool.running.budget import Budget
from crossover_tool.running.capacity_search import CapacitySearch
from crossover_tool.running.crossover_search import CrossoverSearch
from crossover_tool.running.display import Display, display
from crossover_tool.running.interim import LedgerProgress
from crossover_tool.running.ledger import Before, Ledger, Outcome, leaving_after
from crossover_tool.running.policy import FixedBlocks, Policy
from crossover_tool.running.resume import asked_for, refuse_changes, sort_out
from crossover_tool.running.retry import MOST_SHARE, OF_A_BUDGET, Retries
from crossover_tool.running.runner import Limits, Runner
from crossover_tool.running.sampler import Sampler
from crossover_tool.samples.codec import now
from crossover_tool.samples.reader import Results, read
from crossover_tool.samples.records import End, Header, Protocol, Resume
from crossover_tool.samples.writer import SampleWriter
from crossover_tool.services.needed import servers_for
from crossover_tool.suite import Suite
from crossover_tool.texts import kept, kept_notice
from crossover_tool.units import show
from crossover_tool.version import version


@dataclass(frozen=True)
class Asked:
    """What is to be run: the suite with its texts, the seed of its order, and how it goes on.
    `workload_file` names the file of a workload of the user's own."""

    suite: Suite
    seed: int
    protocol: Protocol
    workload_file: str | None = None


class Interrupted(Exception):
    """The run was interrupted; `samples` are kept, None where it had not begun."""

    def __init__(self, samples: int | None) -> None:
        super().__init__()
        self.samples = samples


def begin(bench: Bench, catalog: Catalog, asked: Asked, folder: Path) -> Outcome:
    """Runs into `folder`, which holds no samples yet. Interrupted when it was, CrossoverErrors for
    what prevents it."""
    with interruptible(), SampleWriter(folder) as writer:
        try:
            seen = survey()
            _warn(seen)
            header = _header(bench, asked, seen)
            run = _Run(bench, catalog, header, asked.suite)
            writer.append(header)
            return run.carry_out(writer)
        except BaseException as error:
            if writer.count == 0:  # nothing to go on with, and nothing in the way of another try
                writer.path.unlink()
            if isinstance(error, KeyboardInterrupt):
                raise Interrupted(_interrupted(writer)) from None
            raise


def go_on(bench: Bench, folder: Path, texts: Mapping[str, str]) -> Outcome | None:
    """Takes what is missing in `folder`, with the `texts` that are given again; None when nothing
    is. Interrupted as `begin`; ResultsError when binary or host changed, or another run writes
    there."""
    with interruptible(), SampleWriter(folder, resume=True) as writer:
        results = read(folder)
        if results.status == "complete":
            return None
        suite = asked_for(results, texts)
        try:
            seen = survey()
            refuse_changes(
                results, seen.host, fingerprints(bench.path, suite, bench.programs(suite))
            )
            _warn(seen)
            run = _Run(bench, bench.catalog(suite.names), results.header, suite)
            return run.carry_out(writer, results, seen)
        except KeyboardInterrupt:
            raise Interrupted(_interrupted(writer)) from None


def _warn(seen: Survey) -> None:
    """A line for every check of the machine that is not well."""
    for finding in examine(seen):
        if not finding.ok:
            warn(f"warning: {finding.check}: {finding.seen}: {finding.advice}")


def _header(bench: Bench, asked: Asked, seen: Survey) -> Header:
    """The first line. InvalidError where a computation of the suite is optimised away."""
    suite = asked.suite
    calibration = bench.calibration()
    for sentence in calibration.unworked(planned.cell.workload for planned in suite.cells):
        raise InvalidError(sentence)
    texts, hidden = kept(suite.texts)
    return Header(
        version=version(),
        suite=replace(suite, texts=texts),
        seed=asked.seed,
        started=now(),
        host=seen.host,
        build=bench.info(),
        protocol=asked.protocol,
        rates=calibration.rates,
        scaling=calibration.scaling,
        binaries=fingerprints(bench.path, suite, bench.programs(suite)),
        doctor=summary(seen),
        texts_hidden=hidden,
        workload_file=asked.workload_file,
    )


def _interrupted(writer: SampleWriter) -> int | None:
    """Ends the file; None where nothing was written. What was there before stays a run that can be
    resumed."""
    if writer.count == 0:
        return None
    writer.append(End(now(), writer.samples, "interrupted"))
    return writer.samples


class _Run:
    """A run that `header` describes; `suite` is the header's with its secrets."""

    def __init__(self, bench: Bench, catalog: Catalog, header: Header, suite: Suite) -> None:
        self._bench, self._catalog, self._header, self._suite = bench, catalog, header, suite
        self._pairs = bench.plan(suite, header.rates, header.seed)

    def carry_out(
        self, writer: SampleWriter, results: Results | None = None, seen: Survey | None = None
    ) -> Outcome:
        """Takes the samples that are missing, all where there are no `results`, and ends the
        file."""
        suite, header = self._suite, self._header
        with servers_for(suite, self._bench.path) as lacking:
            entrants = Entrants(suite, self._catalog, self._pairs, header.seed, lacking)
            before = Before()
            if results and seen:
                before = _before(results, entrants)
                self._note_resumption(writer, before, seen)
            _announce(header, entrants, before, writer.path.parent)
            ledger = Ledger(suite, writer, before)
            with display() as live:
                self._take(entrants, ledger, before, live)
        writer.append(End(now(), writer.samples, "complete"))
        return ledger.outcome

    def _note_resumption(self, writer: SampleWriter, before: Before, seen: Survey) -> None:
        writer.repair()
        writer.samples = before.lines
        noted = (before.lines, before.left_out, seen.host, summary(seen), before.spent_s)
        writer.append(Resume(now(), *noted))

    def _take(self, entrants: Entrants, ledger: Ledger, before: Before, live: Display) -> None:
        protocol = self._header.protocol
        again = sum(bool(block.left_out) for block in before.blocks)
        share = OF_A_BUDGET if protocol.thrifty else MOST_SHARE
        retries = Retries(len(before.blocks) - again, again, share) if protocol.retry else None
        bench, header, suite = self._bench, self._header, self._suite
        slo = protocol.search.slo if protocol.search else ""
        sampler = Sampler(
            *(bench.path, header.rates, suite.texts, bench.programs(suite), header.seed),
            slo_us=parse_slo(slo).below_us if slo else 0,
        )
        limits = Limits(protocol.sample_timeout_s, retries, protocol.thrifty)
        runner = Runner(entrants, sampler, ledger, live, limits)
        runner.run(self._policy(runner, ledger, live))

    def _policy(self, runner: Runner, ledger: Ledger, live: Display) -> Policy:
        suite, protocol = self._suite, self._header.protocol
        if protocol.search:
            if protocol.search.slo:
                return CapacitySearch(suite, protocol.search, protocol.margin, ledger, live.problem)
            return CrossoverSearch(suite, protocol.search, ledger, live.problem)
        if protocol.budget_s is None:
            return FixedBlocks(suite, self._header.seed)
        cost_s, margin = runner.cost_s, protocol.margin
        progress = LedgerProgress(len(suite.cells), ledger, cost_s, margin, protocol.budget_s)
        least = protocol.least_blocks
        return Budget(len(suite.cells), self._header.seed, protocol.budget_s, progress, least)


def _before(results: Results, entrants: Entrants) -> Before:
    begun: dict[Where, int] = {}
    for sample in results.samples:
        begun.setdefault(Where(sample.cell, sample.block), sample.order)
    planned = {}
    for where, first in begun.items():
        gone = leaving_after(results.interims, where.cell, first)
        failed = {*gone.failing}
        if results.header.protocol.thrifty:
            before = (sample for sample in results.samples if sample.order < first)
            failed |= {one.contender for one in failing(before, [where.cell])}
        planned[where] = entrants.block(where, gone.behind, failed)
    return sort_out(results, planned)


def _announce(header: Header, entrants: Entrants, before: Before, folder: Path) -> None:
    """Says on standard error what is going to happen."""
    suite, protocol = header.suite, header.protocol
    slots = [
        (where, slot)
        for where in FixedBlocks(suite, header.seed).blocks()
        for slot in entrants.block(where)
    ]
    resumed = before.lines > 0
    if protocol.search:
        plan = "the search goes on" if resumed else "as many samples as it takes"
    elif protocol.budget_s is not None:
        left = show.long_duration_s(max(0.0, protocol.budget_s - before.spent_s))
        most = "at most" if protocol.least_blocks == 1 else "about"
        plan = f"{left} of its budget are left" if resumed else f"{most} {left}"
    else:
        missing = sum(where not in before.whole for where, _ in slots)
        planned = show.counted(len(slots), "sample")
        left = f"{show.count(missing)} of {planned} are missing"
        plan = left if resumed else show.counted(missing, "sample")
    goals = f"{show.counted(len(suite.goals), 'goal')}, " if suite.goals else ""
    cells = show.counted(len(suite.cells), "cell")
    what = plan if resumed else f"{goals}{cells}, {plan}, seed {header.seed}"
    line = on_one_line(f"{suite.name}: {what}, into {shown(folder)}")
    print(line, file=sys.stderr, flush=True)
    if suite.texts and not resumed:
        warn(kept_notice(suite.texts))
