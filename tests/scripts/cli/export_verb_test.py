"""`crossover export`: the JSON of Google Benchmark, with the fields that its readers ask for."""

import json
from collections import Counter
from pathlib import Path
from statistics import median

from conftest import FAKE, Command, frozen, lines_of, only_error, samples_of

# what the JSON reporter of Google Benchmark 1.7.1 writes for an iteration, but for user counters
FIELDS = {
    "name", "family_index", "per_family_instance_index", "run_name", "run_type", "repetitions",
    "repetition_index", "threads", "iterations", "real_time", "cpu_time", "time_unit",
}  # fmt: skip
CONTEXT = {
    "date", "host_name", "executable", "num_cpus", "mhz_per_cpu", "cpu_scaling_enabled", "caches", "load_avg",
    "library_build_type",
}  # fmt: skip


def test_every_good_sample_is_a_repetition(crossover: Command) -> None:
    document = json.loads(crossover("export", frozen()).stdout)
    assert CONTEXT <= set(document["context"])
    assert all(set(entry) == FIELDS for entry in document["benchmarks"])
    good = [s for s in lines_of(frozen())[1:-1] if s["measurement"]["status"] == "ok"]
    assert len(document["benchmarks"]) == len(good)
    name = "timer/gather/libuv/tasks:10/limit:10/wait_us:50000/iterations:1/manual_time"
    entries = [entry for entry in document["benchmarks"] if entry["name"] == name]
    assert [entry["repetition_index"] for entry in entries] == [0, 1, 2, 3]
    assert all(entry["repetitions"] == 4 and entry["run_type"] == "iteration" for entry in entries)
    samples = [
        s["measurement"] for s in good if s["cell"] == 1 and s["measurement"]["engine"] == "libuv"
    ]
    assert [entry["real_time"] for entry in entries] == [
        median(m["makespan_ns"]) / 1e6 for m in samples
    ]
    assert entries[0]["cpu_time"] == (samples[0]["cpu_user_ns"] + samples[0]["cpu_system_ns"]) / 1e6
    assert {entry["time_unit"] for entry in document["benchmarks"]} == {"ms"}


def test_medians_come_once_a_name(crossover: Command, tmp_path: Path) -> None:
    everything = json.loads(crossover("export", frozen()).stdout)["benchmarks"]
    result = crossover("export", frozen(), "--medians", "--out", "m.json")
    assert (result.returncode, result.stdout) == (0, "")
    medians = json.loads((tmp_path / "m.json").read_text())["benchmarks"]
    names = [entry["name"] for entry in medians]
    assert len(names) == len(set(names))
    assert set(names) == {entry["name"] for entry in everything}
    for entry in medians:
        times = [e["real_time"] for e in everything if e["name"] == entry["name"]]
        assert abs(entry["real_time"] - median(times)) < 1e-9


def test_neither_a_twin_nor_a_repeated_block_is_a_repetition(
    crossover: Command, tmp_path: Path
) -> None:
    """A run as it is written today: in each block one contender runs twice, and here one block was
    taken again."""
    run = (
        "--workload",
        "timer",
        "--tasks",
        "10",
        "--blocks",
        "3",
        "--contender",
        "gather/*",
        "--no-retry",
    )
    assert crossover("run", "--bench", FAKE, *run, "--seed", "5", "--out", "o").returncode == 0
    path = tmp_path / "o" / "samples.jsonl"
    assert sum(sample.get("control", False) for sample in samples_of(path)) == 3
    repetitions = Counter(
        e["name"] for e in json.loads(crossover("export", "o").stdout)["benchmarks"]
    )
    assert len(repetitions) == 7 and set(repetitions.values()) == {3}
    *lines, end = lines_of(path)
    disturbed = next(line for line in lines if line["kind"] == "block")
    orders = [s["order"] for s in samples_of(path) if s["block"] == disturbed["block"]]
    disturbed["left_out"] = orders
    path.write_text("".join(json.dumps(line) + "\n" for line in [*lines, end]))
    left = Counter(e["name"] for e in json.loads(crossover("export", "o").stdout)["benchmarks"])
    assert set(left.values()) == {2}


def test_an_unwritable_place_is_one_sentence(crossover: Command) -> None:
    result = crossover("export", frozen(), "--out", "/proc/nowhere/x.json")
    assert result.returncode == 4
    assert "/proc/nowhere/x.json" in only_error(result)
