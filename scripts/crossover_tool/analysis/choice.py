"""Choices: what a person decides between. A strategy is one, and so is the same on all cores."""

from collections.abc import Collection

from crossover_tool.cell import Contender

ALL_CORES = " on all cores"
CORES_ENGINE = "_cores"
"""An engine so called runs one loop a core: who takes it takes another program, whose tasks may
race, and not another library."""

ORDER = (
    "sequential",
    "gather",
    "gather" + ALL_CORES,
    "semaphore",
    "semaphore" + ALL_CORES,
    "offload",
    "thread_pool",
    "process_pool",
)
"""As the columns of a matrix stand; others follow by name."""

CHOSEN = ("best", "documented", "textbook")
"""The kinds of contenders that somebody may sensibly choose: a mistake and a pattern are none."""


def choice_of(contender: Contender) -> str:
    """The choice that a contender stands for: `gather`, `gather on all cores`."""
    on_all = contender.engine.endswith(CORES_ENGINE)
    return contender.strategy + (ALL_CORES if on_all else "")


def strategy_of(choice: str) -> str:
    """The strategy of a choice, whose colour it has."""
    return choice.removesuffix(ALL_CORES)


def on_all_cores(choice: str) -> bool:
    """Whether a choice is a strategy with a loop on every core: drawn hollow beside the other."""
    return choice.endswith(ALL_CORES)


def in_order(choices: Collection[str]) -> tuple[str, ...]:
    """Choices as columns: those of one loop before those of threads, those before processes."""

    def place(choice: str) -> tuple[int, str]:
        return (ORDER.index(choice) if choice in ORDER else len(ORDER), choice)

    return tuple(sorted(set(choices), key=place))
