"""Under which conditions a run was made."""

from dataclasses import replace

from crossover_tool.analysis.analyse import Analysis, analyse
from crossover_tool.analysis.interference_count import InterferenceCount
from crossover_tool.host.noise_floor import Noise
from crossover_tool.host.summary import Caution, Doctor
from crossover_tool.stats.control import Control
from made_results import cell, results
from shown import by_view, parts


def plain() -> Analysis:
    made = analyse(results([cell("timer", 9, 9, wait_us=1000)], ["gather/asio"]))
    return replace(made, header=replace(made.header, doctor=None))


def said(analysis: Analysis) -> tuple[str, ...]:
    return by_view(parts(analysis, "run")[0])["conditions"].sentences


def test_what_nobody_knows_is_not_told() -> None:
    assert said(plain()) == ()


def test_a_noise_floor_is_told_where_somebody_ran_twice() -> None:
    made = replace(plain(), noise_floor=0.013)
    twice = replace(made.cells[0], control=Control("gather/asio", 1.0, 0.9, 1.1, False))
    (floor,) = said(replace(made, cells=(twice,)))
    assert floor == "noise floor 1.3%: identical contenders differed by that (A/A)"


def test_what_the_doctor_and_the_watch_saw_is_told() -> None:
    made = replace(plain(), interference=InterferenceCount(4))
    assert said(made) == ("none of 4 blocks was disturbed by others",)
    doctor = Doctor(Noise(0.02, 20, 1.0), (Caution("load", "3.0 on 2 cores"),))
    (_, seen) = said(replace(made, header=replace(made.header, doctor=doctor)))
    assert seen == (
        "before the run identical work differed by up to 2.0%; what disturbed: load: 3.0 on 2 cores"
    )
    quiet = replace(doctor, warnings=())
    (_, seen) = said(replace(made, header=replace(made.header, doctor=quiet)))
    assert seen.endswith("; nothing stood in its way")
