"""Ranking: who is fastest on a cell, by how much, and how sure that is."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict

from crossover_tool.analysis.cell_result import CellResult
from crossover_tool.analysis.contender import Measured
from crossover_tool.analysis.finding import cell_finding
from crossover_tool.analysis.question import BY_LATENCY, is_by_latency
from crossover_tool.stats.verdict import Judgement, Standing, Verdict
from crossover_tool.units import show
from crossover_tool.units.finite import finite
from crossover_tool.views.view import Column, Table, View

COLUMNS = (
    Column("", 65),
    Column("contender", 100, right=False),
    Column("kind", 58, right=False),
    Column("makespan", 95),
    Column("interval", 40),
    Column("to best", 90),
    Column("its interval", 45),
    Column("CPU", 60),
    Column("memory", 55),
    Column("efficiency", 30),
    Column("bound by", 20, right=False),
    Column("verdict", 70, right=False),
)
LATENCY = Column("p99", 85)
"""Stands behind the makespan's interval where it decides."""

STANDINGS = {Standing.BEATEN: "slower", Standing.EQUAL: "tie", Standing.UNRESOLVED: "not separated"}
BOUNDLESS = 1e4
"""An interval that reaches so far says nothing, as with two blocks."""


class Ranking(View[CellResult]):
    """Every cell: its contenders by what decides, the best first, and who is absent."""

    name = "ranking"
    of = CellResult
    legend = """\
- **makespan**: the median over blocks of a batch's time, from its start until the last task is
  done. A block is every contender once, each in a fresh process. **interval**: the
  order-statistic interval of that median.
- **to best**: makespan over the best one's; where there is a column **p99**, the latency that 1
  request in 100, or 1 of the small tasks, exceeds, which decides there: also the verdict, the ranks
  and the A/A control are about it. **its interval**: of the paired log-ratio, with
  moderated variance, at the level at which it was judged: corrected over the report where it
  decides on a winner.
- **kind**: `best` is the best technique known to us, `documented` the library as its documentation
  shows it, `textbook` what most people would write, `mistake` what it says, `pattern` a `gather`
  with a pattern around it, which shows its price; a `baseline` is held against by goals and no
  choice.
- **CPU**: user and system time of a batch, children included, the server excluded. **memory**: peak
  above the idle process, children included.
- **efficiency**: the ideal (what physics allows at this limit) over the makespan. **bound by**: what
  sets that ideal: the wait of one task, the CPU, the limit (tasks come in rounds), the arrival of
  the last task, or the server where it was busy for most of the makespan.
- **verdict**: WINNER only where every rival's whole interval lies beyond the margin, at a level at
  which at most 5 % of reports hold a false winner; TIE where it lies inside; otherwise UNRESOLVED;
  VOID where a sample or the A/A control failed. The margin is 2 % or the noise floor; below six
  blocks a rival must lie 25 % behind.
- The first column is the rank. Rank 1 is shared by all that are not proven slower than the best; of
  the others, the next rank by all that are not proven slower than the best of these, and so on.
- **A/A control**: one contender ran twice in each block; the noise floor is by how much the two
  differ, as a median over the report."""

    def finding(self) -> str:
        return cell_finding(self.subject)

    def sentences(self) -> Sequence[str]:
        """Who is absent and why, what is still open, and how the A/A control went."""
        absent = [f"{a.contender.name} {a.status}: {a.reason}" for a in self.subject.absent]
        return [*absent, *_open(self._decisive()), *_control(self.subject)]

    def tables(self) -> Sequence[Table]:
        """One row a contender; baselines last, without a rank."""
        shown = [*self.subject.ranked, *self.subject.baselines]
        if not shown:
            return ()
        by_latency = is_by_latency(self.subject)
        columns = (*COLUMNS[:5], LATENCY, *COLUMNS[5:]) if by_latency else COLUMNS
        rows = [_row(self.subject, measured, by_latency) for measured in shown]
        return [Table(columns, tuple(rows))]

    def json(self) -> Mapping[str, object]:
        result = self.subject
        return {
            "verdict": result.judgement.verdict.value,
            "verdict_on": BY_LATENCY if is_by_latency(result) else "makespan",
            "reason": result.judgement.reason,
            "blocks_needed": self._decisive().needed,
            "control": finite(asdict(result.control)) if result.control else None,
            "strategies": {
                "verdict": result.front.verdict.value,
                "unbeaten": list(result.front.strategies),
            },
            "ideal_ns": result.ideal_ns,
            "contenders": [_json(result, measured) for measured in result.ranked],
            "baselines": [_figures(measured) for measured in result.baselines],
            "absent": [
                {"contender": a.contender.name, "status": a.status, "reason": a.reason}
                for a in result.absent
            ],
        }

    def _decisive(self) -> Judgement:
        """The verdict that settles the cell: among strategies, where there are two."""
        result = self.subject
        return result.strategies if result.strategies.rivals else result.judgement


def _row(result: CellResult, measured: Measured, by_latency: bool) -> tuple[str, ...]:
    makespan, rival = measured.makespan, result.rival(measured.contender)
    interval = f"{show.duration_ns(makespan.low)} to {show.duration_ns(makespan.high)}"
    against = ""
    if rival and rival.blocks > 1:
        against = f"{show.ratio(rival.low)} to {show.ratio(rival.high)}"
    if rival and rival.high > BOUNDLESS:
        against = "unknown"
    return (
        str(result.ranks.get(measured.contender.name, "")),
        measured.contender.name,
        measured.kind,
        show.duration_ns(makespan.median),
        interval if makespan.count > 1 else "",
        *([_p99(measured)] if by_latency else []),
        show.ratio(result.ratio(measured)) if result.ranked else "",
        against,
        show.duration_ns(measured.cpu.median),
        show.size_bytes(measured.memory.median),
        "" if measured.efficiency is None else f"{measured.efficiency:.3f}",
        measured.bound,
        _standing(result, measured),
    )


def _p99(measured: Measured) -> str:
    return show.duration_ns(measured.decides_median) if measured.p99_by_block else ""


def _standing(result: CellResult, measured: Measured) -> str:
    if measured in result.baselines:
        return "baseline"
    rival = result.rival(measured.contender)
    return STANDINGS[rival.standing] if rival else result.judgement.verdict.value


def _open(judgement: Judgement) -> list[str]:
    """How many more blocks an unresolved cell asks for, as far as that can be told."""
    if judgement.verdict is not Verdict.UNRESOLVED or not judgement.rivals:
        return []
    if judgement.needed is None:
        return [
            "unresolved: the difference lies on the margin, "
            "more than a thousand blocks would not settle it"
        ]
    more = f"{show.count(judgement.needed)} more blocks"
    blocks = "one more block" if judgement.needed == 1 else more
    return [f"unresolved: about {blocks} would settle it, if it goes on like this"]


def _control(result: CellResult) -> list[str]:
    control = result.control
    if control is None or control.high > BOUNDLESS:
        return []
    interval = f"{control.low:.3f} to {control.high:.3f}"
    return [f"A/A control: {control.contender} against itself {control.ratio:.3f} ({interval})"]


def _json(result: CellResult, measured: Measured) -> dict[str, object]:
    rival = result.rival(measured.contender)
    return {
        **_figures(measured),
        "rank": result.ranks[measured.contender.name],
        "ratio": result.ratio(measured),
        "ratio_interval": finite({"low": rival.low, "high": rival.high}) if rival else None,
        "standing": rival.standing.value if rival else "leader",
    }


def _figures(measured: Measured) -> dict[str, object]:
    return {
        "contender": measured.contender.name,
        "kind": measured.kind,
        "makespan_ns": asdict(measured.makespan),
        "cpu_ns": measured.cpu.median,
        "memory_bytes": measured.memory.median,
        "bytes_per_task": measured.bytes_per_task,
        "efficiency": measured.efficiency,
        "ideal_ns": measured.ideal_ns,
        "bound": measured.bound,
        "latency_p50_ns": measured.latency_p50_ns,
        "latency_p99_ns": measured.latency_p99_ns,
        "max_in_flight": measured.max_in_flight,
        "context_switches": measured.switches,
        "marks": list(measured.marks),
        **asdict(measured.costs),
    }
