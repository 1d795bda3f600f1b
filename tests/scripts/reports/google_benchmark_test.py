"""Results as Google Benchmark would have written them."""

from dataclasses import replace

from crossover_tool.reports.google_benchmark import google_benchmark
from crossover_tool.samples.reader import Results
from made_results import Json, cell, results

NAME = "timer/gather/asio/tasks:10/limit:10/over:refuse/wait_us:1000/iterations:1/manual_time"


def taken(*, groups: int = 1) -> Results:
    """Three blocks in which a batch takes 1, 2 and 9 ms."""
    spans = (1e6, 2e6, 9e6)

    def change(found: Json, block: int) -> Json:
        return {**found, "makespan_ns": [round(spans[block])], "cpu_user_ns": 3, "cpu_system_ns": 1}

    cells = [cell("timer", 10, 4, "", n, wait_us=1000, over="refuse") for n in range(groups)]
    return results(cells, ["gather/asio"], change)


def test_every_sample_is_a_repetition_under_the_benchs_name() -> None:
    """gather keeps no limit: its own is the number of tasks."""
    found = google_benchmark(taken(), medians=False)["benchmarks"]
    assert {entry["name"] for entry in found} == {NAME}
    assert [entry["real_time"] for entry in found] == [1.0, 2.0, 9.0]
    assert [entry["repetition_index"] for entry in found] == [0, 1, 2]
    assert found[0]["cpu_time"] == 4e-6 and found[0]["time_unit"] == "ms"


def test_medians_are_one_entry() -> None:
    (entry,) = google_benchmark(taken(), medians=True)["benchmarks"]
    assert (entry["real_time"], entry["repetitions"], entry["iterations"]) == (2.0, 1, 3)


def test_the_second_sample_of_a_control_is_no_repetition() -> None:
    made = taken()
    first, second, _ = made.samples
    spoilt = replace(made, samples=(first, replace(second, control=True)))
    assert len(google_benchmark(spoilt, medians=False)["benchmarks"]) == 1


def test_a_cell_in_two_tables_has_two_names() -> None:
    found = google_benchmark(taken(groups=2), medians=True)["benchmarks"]
    assert [entry["name"] for entry in found] == [NAME, f"{NAME}/group:1"]
    assert [entry["family_index"] for entry in found] == [0, 1]


def test_a_clock_that_follows_the_load_is_told() -> None:
    made = taken()
    governors = (None, "performance", "powersave")
    hosts = [replace(made.header.host, governor=one) for one in governors]
    headers = [replace(made.header, host=host) for host in hosts]
    told = [google_benchmark(replace(made, header=one), True)["context"] for one in headers]
    assert [one["cpu_scaling_enabled"] for one in told] == [False, False, True]
