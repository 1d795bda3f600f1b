"""What a reader must know beside a cell's table, and beside the whole report."""

from crossover_tool.analysis.cell import CellResult
from crossover_tool.analysis.lag import asks_for_lag, lag_finding
from crossover_tool.analysis.probes import by_strategy, probe_sentence
from crossover_tool.analysis.report import Analysis
from crossover_tool.samples.records import Header
from crossover_tool.stats.verdict import Judgement, Verdict
from crossover_tool.units import show


FEWEST_STEPS = 100
"""A batch of so many steps of its clock is known to 1 %, half the margin of a verdict."""


def conditions(analysis: Analysis) -> list[str]:
    """A clause each on how the machine behaved: the noise floor, and how often others disturbed.
    Nothing where it is unknown."""
    found = []
    if any(cell.control for cell in analysis.cells):
        found.append(
            f"noise floor {analysis.noise_floor:.1%}: identical contenders differed by that (A/A)"
        )
    return [*found, *filter(None, [analysis.disturbance.sentence])]


def doctor(header: Header) -> str:
    """What the doctor found before the run, as a sentence; "" where nobody looked."""
    found = header.doctor
    if not found:
        return ""
    warnings = "; ".join(f"{warning.check}: {warning.seen}" for warning in found.warnings)
    floor = f"Before the run identical work differed by up to {found.noise.floor:.1%}"
    return f"{floor}; {f'what disturbed: {warnings}' if warnings else 'nothing stood in its way'}."


def notes(result: CellResult) -> list[str]:
    """A sentence each: who is absent and why, what is still open, how the A/A control went, whether
    the server decided, whether the place in a block did, what is too short for the clock, how long
    the small tasks took, and how late the loops were.
    """
    sentences = [f"{a.contender.name} {a.status}: {a.reason}" for a in result.absent]
    sentences += [
        *_open(result.models if result.models.rivals else result.judgement),
        *_control(result),
    ]
    if result.server_bound:
        shares = ", ".join(f"{m.contender.name} {m.server_share:.0%}" for m in result.server_bound)
        sentences.append(
            f"server-bound: the server was busy for much of the makespan ({shares}); contenders look more alike than they are"
        )
    sentences += [f"{m.contender.name}: {mark}" for m in result.ranked for mark in m.marks]
    sentences += _refused(result)
    sentences += [*_order(result), *_short(result)]
    if by_strategy(result):
        sentences.append(probe_sentence(result))
    if asks_for_lag(result):
        sentences.append(lag_finding(result))
    return sentences


def _refused(result: CellResult) -> list[str]:
    """Who wasted calls on a server that had no room, and how many a task."""
    wasted = [(m.contender.name, m.costs.refused) for m in result.ranked if m.costs.refused]
    if not wasted:
        return []
    tasks = result.cell.tasks
    shares = ", ".join(f"{name} {show.significant(refused / tasks)}" for name, refused in wasted)
    return [f"calls a task that the service refused: {shares}"]


def _open(judgement: Judgement) -> list[str]:
    """How many more blocks an unresolved cell asks for, as far as that can be told."""
    if judgement.verdict is not Verdict.UNRESOLVED or not judgement.rivals:
        return []
    if judgement.needed is None:
        return [
            "unresolved: the difference lies on the margin, more than a thousand blocks would not settle it"
        ]
    blocks = (
        "one more block" if judgement.needed == 1 else f"{show.count(judgement.needed)} more blocks"
    )
    return [f"unresolved: about {blocks} would settle it, if it goes on like this"]


def _order(result: CellResult) -> list[str]:
    what = {
        "first": "the first place of a block",
        "drift": "the last place of a block against the first",
    }
    return [
        f"order: {what[effect.kind]} changes a sample by {effect.effect:+.1%} ({effect.low:+.1%} to {effect.high:+.1%}); "
        "places are balanced over the blocks, so it widens the intervals and favours nobody"
        for effect in result.places
    ]


def _short(result: CellResult) -> list[str]:
    short = [m for m in result.ranked if m.makespan.median < FEWEST_STEPS * m.clock_step_ns]
    if not short:
        return []
    names = ", ".join(
        f"{m.contender.name} to {m.clock_step_ns / m.makespan.median:.0%}" for m in short
    )
    return [f"shorter than {FEWEST_STEPS} steps of the clock: known no better than {names}"]


def _control(result: CellResult) -> list[str]:
    control = result.control
    if control is None or control.high > 1e4:
        return []
    interval = f"{control.low:.3f} to {control.high:.3f}"
    return [f"A/A control: {control.contender} against itself {control.ratio:.3f} ({interval})"]
