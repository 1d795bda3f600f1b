"""From results to everything that is shown of them."""

from dataclasses import replace

from crossover_tool.analysis.analyse import analyse, described
from crossover_tool.host.host import Host
from made_goals import goal
from made_results import cell, results

CELLS = [
    *(cell("timer", count, count, "tasks", wait_us=1000) for count in (10, 100)),
    cell("noop", 5, 5, "", 1),
]


def test_cells_that_make_a_sweep_are_one_group() -> None:
    found = analyse(results(CELLS, ["gather/asio"]))
    assert [[one.number for one in group.cells] for group in found.groups] == [[0, 1], [2]]
    assert (found.samples, found.status) == (9, "complete")


def test_a_cell_that_goals_are_held_on_is_in_no_chart() -> None:
    made = results(CELLS, ["gather/asio"])
    suite = replace(made.header.suite, goals=(replace(goal(1.0), cell=2, baseline="ideal"),))
    found = analyse(replace(made, header=replace(made.header, suite=suite)))
    assert [len(group.cells) for group in found.groups] == [2]
    assert len(found.cells) == 3 and found.goals is not None


def test_a_cell_without_a_sample_is_not_there() -> None:
    made = results(CELLS, ["gather/asio"])
    few = replace(made, samples=tuple(one for one in made.samples if one.cell != 1))
    assert [one.number for one in analyse(few).cells] == [0, 2]


def test_a_block_takes_what_its_samples_took() -> None:
    """A tenth of a second each, of two contenders."""
    found = analyse(results(CELLS[2:], ["gather/asio", "gather/libuv"]))
    assert round(found.block_s[0], 6) == 0.2


def test_a_machine_is_described_in_one_line() -> None:
    host = Host("Xeon", 1, "Linux 6.1", "Debian 12", "KVM")
    assert described(host, "gcc 12") == "Xeon, 1 core (KVM), Debian 12, Linux 6.1, gcc 12"
    assert described(replace(host, cores=2, virtualisation=None), "g").startswith("Xeon, 2 cores, ")
