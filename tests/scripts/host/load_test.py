"""How busy the machine is, on files that are made up."""

import pytest
from crossover_tool.host import load


def test_pressure_is_that_of_some_tasks_in_the_last_ten_seconds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told = {
        "/proc/pressure/cpu": "some avg10=1.50 avg60=9.00 total=1\nfull avg10=7.00 avg60=0 total=1",
        "/proc/pressure/io": "some avg10=0.00 avg60=0.00 total=1",
    }
    monkeypatch.setattr(load, "text", told.get)
    assert load.pressure() == {"cpu": 1.5, "io": 0.0}  # memory's file is missing


def test_stolen_ticks_are_a_share_of_all_but_those_of_guests(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # user nice system idle iowait irq softirq steal guest guest_nice
    looks = iter([[10, 0, 10, 80, 0, 0, 0, 0, 5, 0], [20, 0, 20, 140, 0, 0, 0, 20, 9, 9]])
    monkeypatch.setattr(load, "machine_ticks", lambda: next(looks))
    monkeypatch.setattr(load, "_others", dict)
    assert load.watch(0.0) == load.Watched(0.2, ())  # 20 of 100


def test_who_computes_is_named_the_busiest_first(monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = int(load.TICKS_A_SECOND)
    times = iter([0.0, 2.0])
    looks = iter([{1: 5, 2: 0, 3: 0}, {1: 5, 2: ticks, 3: 2 * ticks, 4: 99}])
    monkeypatch.setattr(load, "machine_ticks", list)
    monkeypatch.setattr(load, "_others", lambda: next(looks))
    monkeypatch.setattr(load, "text", {"/proc/3/comm": "browser"}.get)
    monkeypatch.setattr(load.time, "monotonic", lambda: next(times))
    found = load.watch(0.0)
    assert found.steal_share is None
    assert found.busy == (
        load.Busy(3, "browser", 1.0),
        load.Busy(2, "one that has ended", 0.5),
    )
