"""`python3 -m fuzz.python_slice FILE NAME INPUTS SEED`: gives one property so many random inputs.

Hypothesis turns random bytes into an input and does not remember it (`fuzz_one_input`). Each is
tried with neighbours: the same with one place changed, which takes a parser's time and none of
hypothesis. One that breaks the property is made small by hypothesis and told; the exit code is then
1. Standard output ends with how many were tried, none of them twice in a row, and the most memory
that took. Those that a property has as `@example` are of the ordinary tests.
"""

from __future__ import annotations

import functools
import importlib.util
import os
import random
import resource
import signal
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from types import FrameType, ModuleType
from typing import Any

from hypothesis import Phase, settings
from hypothesis.database import InMemoryExampleDatabase

LONGEST_S = 20.0
"""For an input and its neighbours, of which each takes microseconds. What backtracks for ever is
interrupted."""
MOST_BYTES = 2000
"""Of randomness for an input. What is drawn beyond them ends it, and it does not count."""
NEIGHBOURS = 19
ODD = "\0\n\t \"'\\%$&;=/[]{}-+.0é\u202e\U0001f600"
FAILURES = (Exception, SystemExit, GeneratorExit)
"""What hypothesis takes for a failure."""


class TooLong(BaseException):
    """An input takes for ever. No Exception, so that no parser takes it for an error of its own."""


def main(file: str, name: str, inputs: int, seed: int) -> int:
    """Tries them; returns 1 when one broke the property."""
    os.environ.setdefault("CROSSOVER_FUZZ_INPUTS", str(inputs))
    module = _loaded(Path(file))
    found = getattr(module, name)
    alone = name in getattr(module, "ALONE", ())
    tried = Tried(found.hypothesis.inner_test, getattr(module, "WORDS", ()), alone)
    found.hypothesis.inner_test = tried.with_neighbours()
    before = signal.signal(signal.SIGALRM, _too_long)
    draw = random.Random(seed)
    drawn = 0
    try:
        while tried.inputs < inputs and drawn <= inputs:
            found.hypothesis.fuzz_one_input(draw.randbytes(MOST_BYTES))
            drawn += 1
        return 0
    except TooLong as broke:
        print(f"TooLong: {broke}")
        return 1
    except FAILURES as broke:
        _make_small(found, broke)
        return 1
    finally:
        signal.signal(signal.SIGALRM, before)
        print(f"{tried.inputs} inputs\n{_peak_mib()} MiB", flush=True)


def _make_small(found: Callable[[], None], broke: BaseException) -> None:
    """Hypothesis tries what is in the database again, and then smaller ones."""
    try:
        found()
    except (*FAILURES, TooLong) as small:
        broke = small
    traceback.print_exception(broke, file=sys.stdout)


class Tried:
    """A property, the words that its inputs are changed by, and how many it was given."""

    def __init__(self, inner: Callable[..., None], words: Sequence[str], alone: bool) -> None:
        self._inner = inner
        self._words = words
        self._neighbours = 0 if alone else NEIGHBOURS
        self.inputs = 0

    def with_neighbours(self) -> Callable[..., None]:
        """The property for an input and its neighbours, which follow from the input alone: so that
        hypothesis can make one small that only a neighbour breaks."""

        @functools.wraps(self._inner)
        def tried(**given: Any) -> None:
            signal.setitimer(signal.ITIMER_REAL, LONGEST_S)
            try:
                self._try(given)
                draw = random.Random(repr(given))
                for _ in range(self._neighbours):
                    place = draw.choice(list(given))
                    changed = neighbour(given[place], self._words, draw)
                    if changed != given[place]:  # else it was tried
                        self._try({**given, place: changed})
            finally:
                signal.setitimer(signal.ITIMER_REAL, 0)

        return tried

    def _try(self, given: dict[str, Any]) -> None:
        self.inputs += 1
        try:
            self._inner(**given)
        except (*FAILURES, TooLong):
            print(f"broken by {[*given.values()]!r}", flush=True)
            raise


def neighbour(value: Any, words: Sequence[str], draw: random.Random) -> Any:
    """A text, bytes or a list of them with one place changed; what else there is, as it is."""
    if isinstance(value, list):
        return _other_list(value, words, draw)
    if not isinstance(value, (str, bytes)):
        return value
    start = draw.randrange(len(value) + 1)
    end = min(len(value), start + draw.randrange(5))
    piece: Any = draw.choice(("", draw.choice(ODD), draw.choice(words or ODD)))
    put = piece.encode() if isinstance(value, bytes) else piece
    return value[:start] + draw.choice((put, put, value[start:end] * 2)) + value[end:]


def _other_list(value: list[Any], words: Sequence[str], draw: random.Random) -> list[Any]:
    at = draw.randrange(len(value) + 1)
    if at == len(value):
        return [*value, draw.choice(words or ODD)]
    changed = neighbour(value[at], words, draw)
    put = draw.choice(([], [changed], [changed], [value[at]] * 2))
    return [*value[:at], *put, *value[at + 1 :]]


def _loaded(file: Path) -> ModuleType:
    settings.register_profile(
        "slice", database=InMemoryExampleDatabase(), phases=(Phase.reuse, Phase.shrink)
    )
    settings.load_profile("slice")
    spec = importlib.util.spec_from_file_location(file.stem, file)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def _peak_mib() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10


def _too_long(_signal: int, _frame: FrameType | None) -> None:
    raise TooLong(f"one input took longer than {LONGEST_S:.0f} s")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])))
