"""What the doctor found, as it goes into every result: so that a reader knows under which
conditions a run was made."""

from dataclasses import dataclass

from crossover_tool.host.checks import examine
from crossover_tool.host.noise_floor import Noise
from crossover_tool.host.survey import Survey


@dataclass(frozen=True)
class Caution:
    """A check that was not well, and what was seen."""

    check: str
    seen: str


@dataclass(frozen=True)
class Doctor:
    """The noise floor of the machine, and every check that was not well."""

    noise: Noise
    warnings: tuple[Caution, ...] = ()


def summary(survey: Survey) -> Doctor:
    """What `survey` says to the readers of a result.

    Processes are counted, not named: results are published, and what else runs on a machine is
    nobody's business.
    """
    warnings = [
        Caution(one.check, _busy(survey) if one.check == "other processes" else one.seen)
        for one in examine(survey)
        if not one.ok
    ]
    noise = survey.noise
    rounded = Noise(round(noise.floor, 4), noise.windows, round(noise.seconds, 2))
    return Doctor(rounded, tuple(warnings))


def _busy(survey: Survey) -> str:
    share = sum(busy.share for busy in survey.busy)
    return f"{len(survey.busy)} above 10 % of a core, {share:.0%} of a core together"
