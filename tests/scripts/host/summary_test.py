"""What the doctor found, as results keep it: nobody is named."""

from crossover_tool.host.host import Host
from crossover_tool.host.load import Busy
from crossover_tool.host.noise_floor import Noise
from crossover_tool.host.summary import Caution, summary
from crossover_tool.host.survey import Survey

QUIET = Host(
    *("cpu", 4, "k", "os", None),
    memory_available_bytes=8 << 30,
    limits={"descriptors": None, "processes": None},
)


def seen(*busy: Busy, floor: float = 0.01) -> Survey:
    return Survey(QUIET, busy, Noise(floor, 20, 1.0))


def test_processes_are_counted_and_none_is_named() -> None:
    found = summary(seen(Busy(4711, "secret", 0.9), Busy(4712, "secrets", 0.4)))
    counted = "2 above 10 % of a core, 130% of a core together"
    assert found.warnings == (Caution("other processes", counted),)


def test_what_is_well_is_no_caution() -> None:
    assert summary(seen()).warnings == ()
    (noisy,) = summary(seen(floor=0.2)).warnings
    assert noisy.check == "noise floor"


def test_the_floor_is_rounded_to_what_it_is_known_to() -> None:
    survey = Survey(QUIET, (), Noise(0.0123456, 20, 1.0049))
    assert summary(survey).noise == Noise(0.0123, 20, 1.0)
