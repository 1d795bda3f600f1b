"""The Pareto front of a question over time, CPU and memory: the choices that none is proven to
dominate."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import permutations

from crossover_tool.analysis.choice import choice_of
from crossover_tool.analysis.contender import Measured
from crossover_tool.analysis.regret_data import COSTS, series_of
from crossover_tool.analysis.regret_matrix import Matrix, Question
from crossover_tool.stats.evidence import MIN_BLOCKS
from crossover_tool.stats.lateness import against
from crossover_tool.stats.regret import luck
from crossover_tool.stats.spending import PAIR
from crossover_tool.stats.spread import Scatter, Series, scatter

LEVEL = PAIR
"""Of all that is said about the questions of a matrix together."""


@dataclass(frozen=True)
class Dominance:
    """`better` is proven to take less of each of `less` than `worse` and, within the margin, no
    more of anything."""

    better: str
    worse: str
    less: tuple[str, ...]


@dataclass(frozen=True)
class Front:
    """The choices that are not dominated, and who is and why; of several reasons the first; by
    which metrics."""

    choices: tuple[str, ...]
    dominated: tuple[Dominance, ...]
    metrics: tuple[str, ...]


def fronts(found: Matrix) -> tuple[Front, ...]:
    """The front of every question, in the matrix's order. At most LEVEL of matrices call a choice
    dominated that is not."""
    level = LEVEL / max(1, len(found.rows))
    return tuple(pareto_front(row, found.margin, level) for row in found.rows)


def pareto_front(row: Question, margin: float, level: float = LEVEL) -> Front:
    """The front of a question, all of it at `level`. Pure. Metrics are those that were measured of
    all its choices."""
    present = {c: one.measured for c, one in row.fields.items() if one.measured and not one.reason}
    metrics = _metrics(present)
    scatters = {name: scatter(list(rows.values())) for name, rows in metrics.items()}
    pairs = list(permutations(present, 2))
    each = 2.0 * level / max(1, len(pairs) * len(metrics))  # one end of an interval is looked at
    engines = Counter(choice_of(one.contender) for one in row.cell.ranked)
    found: dict[str, Dominance] = {}
    for better, worse in pairs:
        late = present[worse].late, present[better].late
        level_here = each / luck(engines[better])
        less = _less(metrics, scatters, (better, worse), late, margin, level_here)
        if less and worse not in found:
            found[worse] = Dominance(better, worse, less)
    kept = tuple(choice for choice in present if choice not in found)
    return Front(kept, tuple(found.values()), tuple(metrics))


def _metrics(present: Mapping[str, Measured]) -> dict[str, Mapping[str, Series]]:
    """Metric -> choice -> its figures by block, of those metrics that all choices have."""
    time: dict[str, Series] = {choice: one.by_block for choice, one in present.items()}
    others = {
        cost: {choice: series_of(one, cost) for choice, one in present.items()} for cost in COSTS
    }
    return {name: rows for name, rows in {"makespan": time, **others}.items() if all(rows.values())}


def _less(
    metrics: Mapping[str, Mapping[str, Series]],
    scatters: Mapping[str, Scatter],
    pair: tuple[str, str],
    late: tuple[Collection[int], Collection[int]],
    margin: float,
    level: float,
) -> tuple[str, ...]:
    """Of what the first of a pair is proven to take less by more than the margin; empty where it is
    not proven to take no more of the rest. `late`: of the second and of the first."""
    better, worse = pair
    less = []
    for name, rows in metrics.items():
        found = against(rows[worse], rows[better], late, scatters[name])
        if found.count < MIN_BLOCKS:
            return ()
        low, _ = found.least.interval(level)
        if low > 1.0 + margin:
            less.append(name)
        elif low < 1.0 / (1.0 + margin):
            return ()
    return tuple(less)
