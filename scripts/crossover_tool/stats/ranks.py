"""Ranks that carry ties, all the way down: who is not proven slower than the best of a group shares
that group's rank."""

from collections.abc import Collection, Mapping

from crossover_tool.stats.evidence import CellData, leader_of, p_slower
from crossover_tool.stats.holm import holm
from crossover_tool.stats.spending import STANDINGS
from crossover_tool.stats.spread import moderated, scatter


def ranks(
    data: CellData, beaten: Collection[str], share: float, margin: float
) -> Mapping[str, int]:
    """Contender -> rank. `beaten`: those that the verdict calls slower than the leader; all others
    share the first rank.

    Of those that are left, the one with the lowest median heads the next group. It is joined by all
    that are not proven slower than the head by more than the margin, at the rate at which a cell's
    rivals are judged (STANDINGS, Holm's procedure over those that are left, `share` of it at this
    analysis). And so on. Compared with the head and not with the neighbour above: a chain of
    neighbours that are near to one another may reach from the first to one that is proven far
    behind.

    A rank is one more than the number of contenders in the groups before: 1, 1, 3. As with the
    leader (subset selection, Gupta 1965), the best of those that are left is outside the group in
    at most 5 % of cells.
    """
    left = {name: series for name, series in data.makespans.items() if name in beaten}
    found = {name: 1 for name in data.makespans if name not in beaten}
    cell = scatter([*data.makespans.values(), *([data.control] if data.control else [])])
    while left:
        head = leader_of(left)
        p_values = {
            name: p_slower(moderated(series, left[head], cell), margin)
            for name, series in left.items()
            if name != head
        }
        steps = holm(p_values, STANDINGS * share) if share > 0.0 else {}
        group = [
            name for name in left if name == head or name not in steps or not steps[name].rejected
        ]
        rank = 1 + len(found)
        for name in group:
            found[name] = rank
            del left[name]
    return found
