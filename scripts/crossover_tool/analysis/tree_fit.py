"""A tree of at most three conditions on the work, fitted to the questions that were measured.

The search is exhaustive: of all trees the one that costs least over its questions, by the logarithm
of the regret of what its leaves take. A regret within the margin costs nothing, since the reader
does not mind it, and each condition costs as much as the margin at one question, so that none
stands there for nothing. The best tree of the whole is made of the best trees of its two halves,
whatever the condition between them.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Union

from crossover_tool.analysis.choice import in_order
from crossover_tool.analysis.traits import CONDITIONS, Condition, Traits

MOST_CONDITIONS = 3
"""A tree with more nobody keeps in mind."""


@dataclass(frozen=True)
class Case:
    """A question as a tree sees it. `regrets`: choice -> what it costs there, over the best; a
    choice without a figure, which cannot run there, fails, or was not asked, is not among them.
    `by_limit`: the same of a pool of threads, by the limits that it was measured with on this
    work."""

    title: str
    family: str
    traits: Traits
    regrets: Mapping[str, float]
    by_limit: Mapping[int, float] = field(default_factory=dict)

    def charged(self, choice: str) -> float:
        """What taking `choice` costs. Without a figure it is the worst that was measured: to wait
        on a loop for what can only block is to do one after another."""
        return self.regrets.get(choice, max(self.regrets.values()))


@dataclass(frozen=True)
class Leaf:
    """What to take, and the questions that it is taken from."""

    choice: str
    cases: tuple[Case, ...]


@dataclass(frozen=True)
class Branch:
    """A condition, and what follows where it holds and where it does not."""

    condition: Condition
    yes: "Tree"
    no: "Tree"


Tree = Union[Leaf, Branch]

Cost = tuple[float, int, float]
"""What a tree costs, with its conditions; how many they are; what it costs with regrets within the
margin counted. Compared in this order."""

DIGITS = 9
"""Costs are compared to so many: sums in another order must not decide."""


def fit(cases: Sequence[Case], margin: float, conditions: int = MOST_CONDITIONS) -> Tree:
    """The best tree for `cases`, of which there is at least one. Pure and deterministic."""
    return _Search(cases, margin).best(tuple(range(len(cases))), conditions)[1]


def choice_for(tree: Tree, traits: Traits) -> str:
    while isinstance(tree, Branch):
        tree = tree.yes if tree.condition.holds(traits) else tree.no
    return tree.choice


def leaves(tree: Tree, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Leaf]]:
    """Its leaves, each with the conditions on the way to it."""
    if isinstance(tree, Leaf):
        yield path, tree
    else:
        yield from leaves(tree.yes, (*path, tree.condition.yes))
        yield from leaves(tree.no, (*path, tree.condition.no))


def conditions_of(tree: Tree) -> int:
    return 0 if isinstance(tree, Leaf) else 1 + conditions_of(tree.yes) + conditions_of(tree.no)


class _Search:
    """The best tree of every part of the cases, each worked out once."""

    def __init__(self, cases: Sequence[Case], margin: float) -> None:
        self._cases = cases
        self._price = math.log1p(margin)
        self._choices = in_order({choice for case in cases for choice in case.regrets})
        self._costs = {c: [math.log(case.charged(c)) for case in cases] for c in self._choices}
        self._found: dict[tuple[tuple[int, ...], int], tuple[Cost, Tree]] = {}

    def best(self, places: tuple[int, ...], conditions: int) -> tuple[Cost, Tree]:
        """The best tree for the cases at these places with at most so many conditions."""
        if (places, conditions) not in self._found:
            self._found[places, conditions] = self._search(places, conditions)
        return self._found[places, conditions]

    def _search(self, places: tuple[int, ...], conditions: int) -> tuple[Cost, Tree]:
        found = self._leaf(places)
        for condition in CONDITIONS if conditions else ():
            yes = tuple(at for at in places if condition.holds(self._cases[at].traits))
            no = tuple(at for at in places if at not in yes)
            for of_yes in range(conditions if yes and no else 0):
                left, right = self.best(yes, of_yes), self.best(no, conditions - 1 - of_yes)
                cost = self._together(left[0], right[0])
                if cost < found[0]:
                    found = cost, Branch(condition, left[1], right[1])
        return found

    def _together(self, one: Cost, other: Cost) -> Cost:
        minded = round(one[0] + other[0] + self._price, DIGITS)
        return minded, one[1] + other[1] + 1, round(one[2] + other[2], DIGITS)

    def _leaf(self, places: tuple[int, ...]) -> tuple[Cost, Tree]:
        cost, choice = min(
            ((self._cost(choice, places), choice) for choice in self._choices),
            key=lambda one: (one[0], self._choices.index(one[1])),
        )
        return cost, Leaf(choice, tuple(self._cases[at] for at in places))

    def _cost(self, choice: str, places: Sequence[int]) -> Cost:
        costs = [self._costs[choice][at] for at in places]
        minded = sum(one for one in costs if one > self._price)
        return round(minded, DIGITS), 0, round(sum(costs), DIGITS)
