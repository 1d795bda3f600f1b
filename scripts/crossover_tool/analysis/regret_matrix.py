"""The regret matrix: what each choice costs at each question, and what follows from it.

Everything that shows the answer (terminal, page, charts, JSON) draws from a `Matrix` and reckons
nothing itself.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from crossover_tool.analysis.analyse import Analysis
from crossover_tool.analysis.cell_result import CellResult
from crossover_tool.analysis.choice import CHOSEN, choice_of, in_order
from crossover_tool.analysis.contender import Measured
from crossover_tool.analysis.deciding import needed, regrets_by_interim
from crossover_tool.analysis.decision import Decision, decide
from crossover_tool.analysis.field_words import Silence, silence_of
from crossover_tool.analysis.guarantee import Guarantee, Seen, Sufficient, guarantee, sufficient
from crossover_tool.analysis.question import BY_LATENCY, is_by_latency, share_of_waiting, title_of
from crossover_tool.analysis.regret_data import chosen, cost_regrets, undecided
from crossover_tool.stats.regret import Class, Regret
from crossover_tool.stats.verdict import Verdict


@dataclass(frozen=True)
class Field:
    """A choice at a question: its regret by its best engine, and that engine's regrets of `cpu`,
    `memory` (a task's) and `p99` (of the latency, where there are tasks whose latency matters).

    `regret` is None where nothing was measured: `reason` then says why it cannot run, failed or was late, and
    is "" where it was not asked to, and `status` is the samples'. Where the whole cell is void the regret is open, and `reason`
    says why. `needed`: about how many more blocks would decide an open one, None where no number
    of them would: its regret lies on the margin.
    """

    choice: str
    regret: Regret | None
    reason: str = ""
    measured: Measured | None = None
    costs: Mapping[str, Regret] = field(default_factory=dict)
    needed: int | None = None
    status: str = ""

    @property
    def silence(self) -> Silence | None:
        """Why there is no figure; None where there is one."""
        return None if self.regret else silence_of(self.status)

    @property
    def proven(self) -> Class | None:
        """Good enough, behind or open; None where nothing was measured."""
        return self.regret.proven if self.regret else None

    @property
    def is_good(self) -> bool:
        return self.proven is Class.GOOD


@dataclass(frozen=True)
class Question:
    """A row: the question in a few words, the share of a task's time in which it waits (0 to 1;
    None where that cannot be told), a field a choice, and what follows."""

    cell: CellResult
    title: str
    share_of_waiting: float | None
    fields: Mapping[str, Field]
    decision: Decision

    @property
    def metric(self) -> str:
        """What regret is of: `makespan`, or `p99` where there are tasks whose latency matters."""
        return BY_LATENCY if is_by_latency(self.cell) else "makespan"

    @property
    def family(self) -> str:
        """The kind of work that it asks about."""
        return self.cell.family or self.cell.cell.workload

    @property
    def good(self) -> tuple[str, ...]:
        """The choices that are proven good enough here."""
        return tuple(choice for choice, one in self.fields.items() if one.is_good)

    @property
    def open(self) -> tuple[str, ...]:
        """The choices of which neither is proven."""
        return tuple(c for c, one in self.fields.items() if one.proven is Class.OPEN)


@dataclass(frozen=True)
class Matrix:
    """Questions by falling share of waiting, and the choices across.

    `margin` is the regret that does not matter (0.05: 5 %), `kinds` those of the contenders that
    were let in. `guarantees` has one for each choice; `smallest` the set of one, of two and of
    three choices that leaves the fewest questions without one that is good enough, as far as a
    larger one is better. At most 5 % of matrices hold a false "good enough" or "behind".
    """

    margin: float
    kinds: tuple[str, ...]
    choices: tuple[str, ...]
    rows: tuple[Question, ...]
    guarantees: Mapping[str, Guarantee]
    smallest: tuple[Sufficient, ...]

    @property
    def fields(self) -> tuple[Field, ...]:
        """Every field in which something was measured."""
        return tuple(one for row in self.rows for one in row.fields.values() if one.regret)

    def silences(self, choice: str) -> list[Silence | None]:
        """Why a choice has no figure, of each question that asked it; None where it has one."""
        return [row.fields[choice].silence for row in self.rows if choice in row.fields]

    @property
    def open_share(self) -> float:
        """The share of those that are open; 0 where there is none."""
        found = self.fields
        return sum(one.proven is Class.OPEN for one in found) / len(found) if found else 0.0


def matrix(
    analysis: Analysis, margin: float | None = None, kinds: Collection[str] = CHOSEN
) -> Matrix:
    """The matrix among contenders of `kinds`, by the margin that the run was made with unless
    another is given. Pure, and worked out once for each. It has no rows where no cell has two
    choices."""
    held = analysis.header.protocol.margin if margin is None else margin
    asked = (matrix, held, tuple(kinds))
    if asked not in analysis.worked_out:
        analysis.worked_out[asked] = _matrix(analysis, held, kinds)
    found: Matrix = analysis.worked_out[asked]
    return found


def _matrix(analysis: Analysis, held: float, kinds: Collection[str]) -> Matrix:
    rows = _questions(analysis, held, kinds)
    rows.sort(key=lambda row: 1.0 if row.share_of_waiting is None else -row.share_of_waiting)
    choices = in_order({choice for row in rows for choice in row.fields})
    seen = [_seen(row) for row in rows]
    return Matrix(
        held,
        tuple(kinds),
        choices,
        tuple(rows),
        {choice: guarantee(choice, seen) for choice in choices},
        sufficient(choices, seen),
    )


def _questions(analysis: Analysis, margin: float, kinds: Collection[str]) -> list[Question]:
    """The cells in which there is a choice. What they say holds together over all of them."""
    cells = [result for result in analysis.cells if _is_question(result, kinds)]
    who = {
        one.number: {m.contender.name for m in one.ranked if _may_be_chosen(m, kinds)}
        for one in cells
    }
    void = [one.number for one in cells if _is_void(one)]
    found = regrets_by_interim(analysis.interims, who, margin, void)
    claims = sum(len(row) for row in found.values())
    engines = [_engines(result, found[result.number], kinds) for result in cells]
    priced = [{} if _is_void(result) else one for result, one in zip(cells, engines)]
    fields = []
    for result, mine, costs in zip(cells, engines, cost_regrets(priced, margin)):
        number = result.number
        data = chosen(analysis.interims[-1].cells[number], who[number])
        wanted = needed(data, found[number], margin, claims)
        fields.append(_fields(result, found[number], mine, costs, wanted))
    good = [{c: mine[c] for c in row if row[c].is_good} for row, mine in zip(fields, engines)]
    return [
        Question(result, title_of(result), share_of_waiting(result), row, decision)
        for result, row, decision in zip(cells, fields, decide(good, margin))
    ]


def _is_void(result: CellResult) -> bool:
    return result.front.verdict is Verdict.VOID


def _is_question(result: CellResult, kinds: Collection[str]) -> bool:
    return len({choice_of(m.contender) for m in result.ranked if _may_be_chosen(m, kinds)}) > 1


def _may_be_chosen(one: Measured, kinds: Collection[str]) -> bool:
    return one.kind in kinds and one.answers


def _engines(
    result: CellResult, found: Mapping[str, Regret], kinds: Collection[str]
) -> dict[str, Measured]:
    """Choice -> the engine that stands for it at a question."""
    measured = {m.contender.name: m for m in result.ranked if _may_be_chosen(m, kinds)}
    judged = undecided(tuple(measured.values())) if _is_void(result) else found
    return {choice: measured[one.contender] for choice, one in judged.items()}


def _fields(
    result: CellResult,
    found: Mapping[str, Regret],
    engines: Mapping[str, Measured],
    costs: Mapping[str, Mapping[str, Regret]],
    wanted: Mapping[str, int | None],
) -> dict[str, Field]:
    """Every choice that was asked at a question, in their order."""
    void = result.strategies.reason if _is_void(result) else ""
    judged = undecided(tuple(engines.values())) if void else found
    fields = _absent(result)
    for choice, one in judged.items():
        more = wanted.get(choice) if one.proven is Class.OPEN else None
        fields[choice] = Field(choice, one, void, engines[choice], costs.get(choice, {}), more)
    return {choice: fields[choice] for choice in in_order(fields)}


def _absent(result: CellResult) -> dict[str, Field]:
    """The choices that were asked and have no figure, with the first reason for it."""
    found: dict[str, Field] = {}
    for one in result.absent:
        choice = choice_of(one.contender)
        found.setdefault(choice, Field(choice, None, one.reason or one.status, status=one.status))
    return found


def _seen(row: Question) -> Seen:
    known = {choice: one.regret for choice, one in row.fields.items() if one.regret}
    return Seen(row.title, known, tuple(set(row.fields) - set(known)))
