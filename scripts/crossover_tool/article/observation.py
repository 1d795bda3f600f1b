"""What observations found, and the file that holds it."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from crossover_tool.atomic import write_result
from crossover_tool.errors import ResultsError
from crossover_tool.paths import shown
from crossover_tool.stats.median import Interval, median_interval

NAME = "observations.json"
VERSION = 1


@dataclass(frozen=True)
class Observed:
    """An experiment in one language, each figure with a value a repetition; `skipped` says why
    there are none."""

    name: str
    language: str
    figures: Mapping[str, tuple[float, ...]]
    skipped: str = ""

    def interval(self, figure: str) -> Interval:
        """The median of a figure, with its interval. ResultsError where it was not told."""
        if figure not in self.figures:
            raise ResultsError(f"the observation {self.name} in {self.language} has no {figure}")
        return median_interval(self.figures[figure])


@dataclass(frozen=True)
class Observations:
    """All that was observed at one time on one machine."""

    started: str
    machine: str
    observed: tuple[Observed, ...]

    def of(self, name: str, language: str) -> Observed | None:
        """An experiment in a language; None where nobody made it."""
        found = (o for o in self.observed if (o.name, o.language) == (name, language))
        return next(found, None)


def write(found: Observations, folder: Path) -> None:
    """Writes them into `folder`. ResultsError when that cannot be."""
    text = json.dumps({"crossover_observations": VERSION, **asdict(found)}, indent=1)
    write_result(folder / NAME, f"{text}\n")


def read(folder: Path) -> Observations:
    """Those in `folder`. ResultsError when they cannot be read, or are of another version."""
    path = folder / NAME
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        if document["crossover_observations"] != VERSION:
            raise ValueError(f"version {document['crossover_observations']}")
        observed = tuple(_observed(one) for one in document["observed"])
        return Observations(document["started"], document["machine"], observed)
    except OSError as error:
        raise ResultsError(
            f"cannot read {shown(path)}: {error.strerror}; crossover article makes it"
        ) from error
    except (KeyError, TypeError, ValueError) as error:
        raise ResultsError(f"{shown(path)} holds no observations ({error!r})") from error


def _observed(one: Mapping[str, Any]) -> Observed:
    figures = {name: tuple(map(float, values)) for name, values in one["figures"].items()}
    return Observed(one["name"], one["language"], figures, one["skipped"])
