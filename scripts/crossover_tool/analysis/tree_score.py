"""The tree of a matrix beside the rules of thumb, each at kinds of work that it has not seen."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from crossover_tool.analysis.dumb_rules import POOL, RULES, Taken, taken
from crossover_tool.analysis.regret_matrix import Matrix, Question
from crossover_tool.analysis.traits import traits_of
from crossover_tool.analysis.tree_fit import Case, Leaf, Tree, choice_for, fit, leaves

LEAST_CASES, LEAST_FAMILIES = 6, 3
"""From fewer questions, or fewer kinds of work, nothing is learnt that holds for another."""


@dataclass(frozen=True)
class Score:
    """What taking advice costs over some questions. `typical` is the geometric mean of the regrets,
    `worst` the largest, `where` its question; `within`: at how many it lies within the margin, by
    the medians; `silent`: at how many what was taken has no figure; `near`: at how many the limit
    that was wanted was measured to within a factor of two, None where none was."""

    cases: int
    within: int
    typical: float
    worst: float
    where: str
    silent: int
    near: int | None = None


@dataclass(frozen=True)
class Advice:
    """The tree that is fitted to all questions; what such a tree costs at the kinds of work that it
    was not fitted to, one left out at a time; and what each rule of thumb costs at the same."""

    margin: float
    cases: tuple[Case, ...]
    tree: Tree
    left_out: Score
    rules: tuple[tuple[str, Score], ...]

    @cached_property
    def leaves(self) -> tuple[tuple[tuple[str, ...], Leaf, Score], ...]:
        """Each leaf with the conditions on the way to it and what it costs where it was fitted."""
        return tuple(
            (path, leaf, score([taken(case, leaf.choice) for case in leaf.cases], self.margin))
            for path, leaf in leaves(self.tree)
        )

    @property
    def best_rule(self) -> tuple[str, Score]:
        """The rule of thumb that costs least, typically."""
        return min(self.rules, key=lambda one: (one[1].typical, one[1].worst))

    @property
    def beats(self) -> bool:
        """Whether the tree costs less than every rule, typically, by more than the margin."""
        return self.left_out.typical * (1.0 + self.margin) < self.best_rule[1].typical


def advice(found: Matrix, cores: int) -> Advice | None:
    """The advice of a matrix on a machine of so many cores. Pure. None where there are too few
    questions, or kinds of work, to learn from."""
    cases = cases_of(found)
    families = list(dict.fromkeys(case.family for case in cases))
    if len(cases) < LEAST_CASES or len(families) < LEAST_FAMILIES:
        return None
    unseen: list[Taken] = []
    for family in families:
        tree = fit([case for case in cases if case.family != family], found.margin)
        theirs = [case for case in cases if case.family == family]
        unseen += [taken(case, choice_for(tree, case.traits)) for case in theirs]
    rules = [
        (rule.words, score([rule.take(case, cores) for case in cases], found.margin))
        for rule in RULES
    ]
    left_out = score(unseen, found.margin)
    return Advice(found.margin, cases, fit(cases, found.margin), left_out, tuple(rules))


def cases_of(found: Matrix) -> tuple[Case, ...]:
    """The questions that say something; a void one does not."""
    return tuple(
        Case(row.title, row.family, traits, known, _by_limit(row, found.rows))
        for row, traits in zip(found.rows, traits_of(found.rows))
        if (known := _known(row))
    )


def score(every: Sequence[Taken], margin: float) -> Score:
    """What was taken, together; at least one."""
    worst = max(every, key=lambda one: one.regret)
    near = [one.near for one in every if one.near is not None]
    return Score(
        len(every),
        sum(one.regret <= 1.0 + margin for one in every),
        math.exp(sum(math.log(one.regret) for one in every) / len(every)),
        worst.regret,
        worst.case.title,
        sum(one.silent for one in every),
        sum(near) if near else None,
    )


def _known(row: Question) -> dict[str, float]:
    """Choice -> regret, without those of a void cell."""
    return {c: one.regret.value for c, one in row.fields.items() if one.regret and not one.reason}


def _by_limit(row: Question, rows: Sequence[Question]) -> dict[int, float]:
    """Limit -> what a pool of threads takes with it over the best at `row`, from all questions
    about the same tasks. Latencies are compared within a question alone."""
    pool = row.fields.get(POOL)
    own = {pool.measured.limit: pool.regret.value} if pool and pool.regret and pool.measured else {}
    if row.metric != "makespan":
        return own
    best = min(m.makespan.median for one in row.fields.values() if (m := one.measured))
    found: dict[int, float] = {}
    for other in rows:
        there = other.fields.get(POOL)
        if _work(other) == _work(row) and there and there.measured and not there.reason:
            found[there.measured.limit] = max(1.0, there.measured.makespan.median / best)
    return {**found, **own}


def _work(row: Question) -> tuple[object, ...]:
    cell = row.cell.cell.canonical
    return cell.workload, cell.tasks, cell.params
