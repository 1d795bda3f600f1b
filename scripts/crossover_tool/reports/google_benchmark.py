"""Results in the JSON of Google Benchmark, for its compare.py and for CI actions that read it.

The fields are those of its 1.7 JSON reporter. compare.py takes entries of one name as repetitions
(and runs its U test on them); github-action-benchmark takes each entry as a series by its name, so
it wants one a name: the medians. Names and unit are those that the bench itself registers, or
compare.py would not join an exported file with one of --benchmark_out.
"""

from collections.abc import Iterator
from statistics import median
from typing import Any

from crossover_tool.grouped import grouped
from crossover_tool.samples.reader import Results
from crossover_tool.samples.records import Header, Measurement


NS_PER_MS = 1e6


def google_benchmark(results: Results, medians: bool) -> dict[str, Any]:
    """The document: every good sample as a repetition, or only their medians.

    The second sample of the A/A control is none: a contender that ran twice in each block would
    have twice the repetitions of the others.
    """
    header = results.header
    good = [sample for sample in results.samples if sample.ok and not sample.control]
    families = grouped(good, lambda sample: (sample.cell, sample.contender.name))
    entries: list[dict[str, Any]] = []
    taken: set[str] = set()
    for index, ((cell, _), samples) in enumerate(sorted(families.items(), key=lambda one: one[0])):
        measurements = [sample.measurement for sample in samples]
        name = _name(measurements[0])
        if name in taken:
            name = f"{name}/group:{header.suite.cells[cell].group}"
        taken.add(name)
        entries += _entries(name, index, measurements, medians)
    return {"context": _context(header), "benchmarks": entries}


def _name(measurement: Measurement) -> str:
    """As the bench registers the pair (bench/catalog/select.cpp): with the contender's own limit,
    and every parameter in the order of their names."""
    cell = measurement.cell
    params = "".join(f"/{name}:{value}" for name, value in sorted(cell.params))
    contender = measurement.contender.name
    shape = f"tasks:{cell.tasks}/limit:{measurement.limit}"
    return f"{cell.workload}/{contender}/{shape}{params}/iterations:1/manual_time"


def _entries(
    name: str, index: int, measurements: list[Measurement], medians: bool
) -> Iterator[dict[str, Any]]:
    threads = int(measurements[0].figure("peak_threads") or 1)
    rows = [(m.sample_ns, m.cpu_ns, len(m.makespan_ns)) for m in measurements]
    if medians:
        times, cpus, batches = zip(*rows)
        rows = [(median(times), median(cpus), sum(batches))]
    for repetition, (real, cpu, iterations) in enumerate(rows):
        yield {
            "name": name,
            "family_index": index,
            "per_family_instance_index": 0,
            "run_name": name,
            "run_type": "iteration",
            "repetitions": len(rows),
            "repetition_index": repetition,
            "threads": threads,
            "iterations": iterations,
            "real_time": real / NS_PER_MS,
            "cpu_time": cpu / NS_PER_MS,
            "time_unit": "ms",
        }


def _context(header: Header) -> dict[str, Any]:
    host = header.host
    return {
        "date": header.started.replace("Z", "+00:00"),
        "host_name": host.cpu_model,
        "executable": "crossover_bench",
        "num_cpus": host.cores,
        "mhz_per_cpu": 0,
        "cpu_scaling_enabled": host.governor not in (None, "performance"),
        "caches": [],
        "load_avg": list(host.load_average),
        "library_build_type": "release" if header.build.build_type == "Release" else "debug",
        "crossover_version": header.version,
        "crossover_suite": header.suite.name,
    }
