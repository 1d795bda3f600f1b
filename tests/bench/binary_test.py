"""The bench binary from end to end: what it prints, what it writes, and how it ends."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))
from crossover_tool.reports.google_benchmark import google_benchmark  # noqa: E402
from crossover_tool.samples import codec  # noqa: E402
from crossover_tool.samples.reader import Results, read  # noqa: E402
from crossover_tool.samples.records import Sample  # noqa: E402
from crossover_tool.suite import PlannedCell  # noqa: E402

BENCH = os.environ.get("CROSSOVER_BENCH", "")
QUICK = ("--batches=1", "--rate=sha256=1000")


def run(
    *arguments: str, limit: str = "", environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Runs the binary; `limit` is a shell line before it, such as `ulimit -n 100`."""
    line = f'{limit}; exec "$0" "$@"' if limit else 'exec "$0" "$@"'
    return subprocess.run(
        ["sh", "-c", line, BENCH, *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, **(environment or {})},
        check=False,
    )


def refusal(result: subprocess.CompletedProcess[str], code: int) -> str:
    """The one sentence on standard error with which the binary ended."""
    assert result.returncode == code, result.stderr
    lines = [
        line for line in result.stderr.splitlines() if line.startswith("crossover_bench: error: ")
    ]
    assert len(lines) == 1, result.stderr
    assert "terminate called" not in result.stderr
    return lines[0]


def samples_in(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text().splitlines()]


ANSWERS = """\
#!/usr/bin/python3
import json
entry = {"strategy": "gather", "kind": "best", "workloads": ["noop"]}
told = {"protocol": 2, "engine": "mine", "library": "l", "version": "1", "language": "python"}
input()
print(json.dumps({**told, "contenders": [entry]}), flush=True)
input()
"""


@pytest.mark.parametrize("asked", [["--list"], ["--plan", "--cell=timer/tasks:1"]])
def test_a_program_whose_path_is_no_text_is_listed(tmp_path: Path, asked: list[str]) -> None:
    folder = tmp_path / os.fsdecode(b"odd\xff")
    folder.mkdir()
    (folder / "mine").write_text(ANSWERS, encoding="utf-8")
    (folder / "mine").chmod(0o755)
    result = run(*asked, f"--program={folder}/mine")
    assert result.returncode == 0, result.stderr
    assert "gather" in result.stdout and "mine" in result.stdout


def test_list_is_json_and_nothing_else() -> None:
    result = run("--list")
    assert result.returncode == 0
    assert result.stderr == ""
    listed = json.loads(result.stdout)
    assert {"noop", "timer", "tcp", "sha256", "mixed"} <= {w["name"] for w in listed["workloads"]}
    for workload in listed["workloads"]:
        assert set(workload) == {"name", "summary", "wait", "params"}
        for parameter in workload["params"]:
            if parameter["unit"] in ("text", "written"):
                assert set(parameter) - {"unsaid"} == {"name", "unit", "default", "summary"}
                continue
            assert set(parameter) - {"choices", "unsaid"} == {
                "name",
                "unit",
                "default",
                "min",
                "max",
                "summary",
            }
            assert parameter["unit"] in ("us", "bytes", "count", "percent", "choice")
            assert parameter["min"] <= parameter["default"] <= parameter["max"]
    names = [(c["strategy"], c["engine"]) for c in listed["contenders"]]
    assert len(names) == len(set(names))
    assert {("sequential", "std"), ("process_pool", "posix")} <= set(names)
    for skipped in listed["pairs_skipped"]:
        assert skipped["reason"]


def test_info_is_json() -> None:
    info = json.loads(run("--info").stdout)
    assert re.fullmatch(r"\d+\.\d+\.\d+", info["version"])
    assert re.match(r"(gcc|clang) \d+", info["compiler"])
    assert info["build_type"]
    assert "-O" in info["flags"] or info["build_type"] == "Debug"
    assert {"benchmark", "openssl"} <= set(info["libraries"])


def test_calibration_gives_a_rate() -> None:
    answer = json.loads(run("--calibrate").stdout)
    assert (
        answer["rates"]["sha256"] > 1
    )  # bytes per microsecond; any machine does more than a megabyte a second
    assert set(answer["scaling"]) == set(answer["rates"])
    for name, ratio in answer["scaling"].items():
        assert (
            ratio > 1.5
        ), f"twice the work of {name}"  # 1.8 is asked for before a run; a test may meet a busy machine


def test_help_tells_our_own_flags() -> None:
    result = run("--help")
    assert result.returncode == 0
    for flag in ("--cell", "--contender", "--samples_out", "--benchmark_"):
        assert flag in result.stdout


def test_a_run_writes_a_sample_for_each_contender(tmp_path: Path) -> None:
    out = tmp_path / "samples.jsonl"
    result = run("--cell=timer/tasks:4/limit:2/wait_us:500", f"--samples_out={out}", *QUICK)
    assert result.returncode == 0, result.stderr
    listed = json.loads(run("--list").stdout)
    samples = samples_in(out)
    expected = {(c["strategy"], c["engine"]) for c in listed["contenders"] if not c["skipped"]}
    assert {(s["strategy"], s["engine"]) for s in samples} == expected
    for sample in samples:
        assert sample["status"] == "ok", sample
        assert sample["cell"] == {
            "workload": "timer",
            "tasks": 4,
            "limit": 2,
            "params": {"wait_us": 500},
        }
        assert 0 < sample["efficiency"] <= 1
        assert sample["max_in_flight"] <= sample["limit"]


def test_names_say_everything() -> None:
    result = run(
        "--cell=tcp/tasks:10/limit:3/wait_us:5000", "--contender=*/asio", "--benchmark_list_tests"
    )
    assert result.returncode == 0, result.stderr
    names = result.stdout.split()
    for name in (
        "tcp/gather/asio/tasks:10/limit:10/bytes:64/wait_us:5000",
        "tcp/semaphore/asio/tasks:10/limit:3/bytes:64/wait_us:5000",
    ):
        assert any(n.startswith(name) for n in names), names


def test_list_with_cells_shows_what_would_run() -> None:
    asked = (
        "--cell=tcp/tasks:10/limit:3/wait_us:5000",
        "--cell=noop/tasks:5",
        "--contender=*/asio",
    )
    listed = json.loads(run("--list", *asked).stdout)["pairs"]
    names = [pair["name"] for pair in listed if not pair["skipped"]]
    registered = run(*asked, "--benchmark_list_tests").stdout.split()
    assert [line.removesuffix("/iterations:1/manual_time") for line in registered] == [
        p["name"] for p in listed
    ]
    assert "tcp/semaphore/asio/tasks:10/limit:3/bytes:64/wait_us:5000" in names
    assert all("asio" in name for name in names)


def test_list_shows_which_pairs_will_be_skipped() -> None:
    asked = ("--list", "--cell=timer/tasks:2000/limit:2000", "--contender=thread_pool/*")
    listed = json.loads(run(*asked).stdout)["pairs"]
    skipped = {f"{pair['strategy']}/{pair['engine']}": pair["skipped"] for pair in listed}
    assert "1024 threads" in skipped["thread_pool/libuv"]
    assert skipped["thread_pool/std"] == ""


def test_list_names_the_nearest_contender() -> None:
    assert "no contender matches" in refusal(
        run("--list", "--cell=noop/tasks:5", "--contender=gather/asi"), 2
    )


def test_google_benchmarks_own_output_loads(tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    result = run(
        "--cell=noop/tasks:100",
        "--cell=timer/tasks:5/wait_us:1000",
        "--contender=gather/*",
        f"--benchmark_out={out}",
        "--benchmark_out_format=json",
        *QUICK,
    )
    assert result.returncode == 0, result.stderr
    loaded = json.loads(out.read_text())
    workloads = [benchmark["name"].split("/gather/")[0] for benchmark in loaded["benchmarks"]]
    assert set(workloads) == {"noop", "timer"}
    for workload, benchmark in zip(workloads, loaded["benchmarks"]):
        assert benchmark["real_time"] > 0
        if workload == "timer":
            assert 0 < benchmark["efficiency"] <= 1
        else:
            assert "efficiency" not in benchmark  # without an ideal there is none


def test_a_filter_of_google_benchmark_selects(tmp_path: Path) -> None:
    out = tmp_path / "samples.jsonl"
    result = run(
        "--cell=noop/tasks:10", "--benchmark_filter=sequential", f"--samples_out={out}", *QUICK
    )
    assert result.returncode == 0, result.stderr
    assert [s["strategy"] for s in samples_in(out)] == ["sequential"]


@pytest.mark.parametrize(
    ("flag", "parts"),
    [
        (
            "--benchmark_fitler=noop",
            ["--benchmark_fitler=noop", "did you mean --benchmark_filter?"],
        ),
        ("--benchmark_filter=zzz", ["zzz", "selects none", "noop/"]),
        ("--benchmark_filter=-noop", ["-noop", "selects none"]),
        ("--benchmark_filter=gather[", ["gather[", "regular expression"]),
    ],
)
def test_a_flag_that_selects_nothing_empties_no_file(
    flag: str, parts: list[str], tmp_path: Path
) -> None:
    out = tmp_path / "before.json"
    out.write_text("of yesterday")
    sentence = refusal(run("--cell=noop/tasks:1", flag, f"--benchmark_out={out}", *QUICK), 2)
    for part in parts:
        assert part in sentence
    assert out.read_text() == "of yesterday"


def test_counters_tell_what_a_sample_tells(tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    result = run(
        "--cell=tcp/tasks:8/limit:2/wait_us:500",
        "--contender=thread_pool/std",
        f"--benchmark_out={out}",
        *QUICK,
    )
    assert result.returncode == 0, result.stderr
    (counters,) = json.loads(out.read_text())["benchmarks"]
    assert counters["server_requests"] == 8 and counters["server_peak_concurrency"] == 2
    assert counters["server_cpu_s"] >= 0 and counters["peak_fds"] > 2
    latency = [counters[f"latency_{which}_s"] for which in ("p50", "p90", "p99", "p999", "max")]
    assert 0.0005 <= latency[0] and latency == sorted(latency)
    assert counters["start_delay_p50_s"] <= counters["start_delay_p99_s"]


def test_the_committed_table_of_metrics_is_the_benchs() -> None:
    committed = ROOT / "scripts/schema/metrics.json"
    printed = run("--metrics").stdout
    assert (
        committed.read_text(encoding="utf-8") == printed
    ), "make it anew: build/release/crossover_bench --metrics > scripts/schema/metrics.json"
    assert json.loads(run("--list").stdout)["metrics"] == json.loads(printed)


def test_every_metric_is_a_field_of_a_sample(tmp_path: Path) -> None:
    out = tmp_path / "s.jsonl"
    cell = "--cell=tcp/tasks:8/limit:2/wait_us:500"
    assert run(cell, "--contender=thread_pool/std", f"--samples_out={out}", *QUICK).returncode == 0
    (sample,) = samples_in(out)
    for metric in json.loads(run("--metrics").stdout):
        assert metric["unit"] in ("ns", "bytes", "count", "ratio") and metric["what"]
        assert metric["better"] in ("less", "more", "")
        place = sample
        for part in metric["name"].split("."):
            assert part in place, metric["name"]
            place = place[part]


@pytest.mark.parametrize(
    "variable",
    ["FILTER=nothing", "LIST_TESTS=true", "REPETITIONS=3", "FORMAT=nonsense", "MIN_TIME=-1"],
)
def test_variables_meant_for_google_benchmark_change_nothing(tmp_path: Path, variable: str) -> None:
    out = tmp_path / "s.jsonl"
    name, _, value = variable.partition("=")
    result = run(
        "--cell=noop/tasks:8",
        "--contender=sequential/std",
        f"--samples_out={out}",
        *QUICK,
        environment={f"BENCHMARK_{name}": value, "BENCHMARK_OUT": str(tmp_path / "foreign.json")},
    )
    assert result.returncode == 0, result.stderr
    assert [sample["status"] for sample in samples_in(out)] == ["ok"]
    assert not (tmp_path / "foreign.json").exists()


def test_a_plan_is_json_lines_and_starts_no_server(tmp_path: Path) -> None:
    cells = ("--cell=tcp/tasks:1000/limit:64", "--cell=exec/tasks:10")
    result = run("--plan", *cells, environment={"CROSSOVER_SERVER": "/nowhere"})
    assert result.returncode == 0 and result.stderr == ""
    plan = [json.loads(line) for line in result.stdout.splitlines()]
    listed = json.loads(run("--list").stdout)["contenders"]
    assert len(plan) == len(cells) * len(listed)
    kinds = {(c["strategy"], c["engine"]): c["kind"] for c in listed}
    for pair in plan:
        assert pair["status"] == ("skipped" if pair["reason"] else "ok")
        assert pair["kind"] == kinds[pair["strategy"], pair["engine"]]
        assert pair["language"] == "cpp"
    limits = {pair["strategy"]: pair["limit"] for pair in plan if pair["cell"]["workload"] == "tcp"}
    assert limits["sequential"] == 1 and limits["thread_per_task"] == 1000
    assert limits["thread_pool"] == 64


def test_a_plan_counts_descriptors_against_this_machine() -> None:
    cell = "--cell=tcp/tasks:1000/limit:8"
    result = run(
        "--plan", cell, "--contender=thread_p*/std", limit="ulimit -Sn 500; ulimit -Hn 500"
    )
    reasons = {p["strategy"]: p["reason"] for p in map(json.loads, result.stdout.splitlines())}
    assert reasons["thread_pool"] == ""
    assert "1064 descriptors" in reasons["thread_per_task"] and "500" in reasons["thread_per_task"]


def exported(samples: list[dict]) -> dict:
    """Samples as `crossover export` writes them."""
    header = read(ROOT / "tests/scripts/data/frozen/samples.jsonl").header
    measured = [codec.measurement(sample) for sample in samples]
    cells = tuple(PlannedCell(one.cell, (), blocks=1) for one in measured)
    records = tuple(Sample(0, at, at, one) for at, one in enumerate(measured))
    suite = replace(header.suite, cells=cells)
    return google_benchmark(
        Results(Path("made-up"), replace(header, suite=suite), records, "complete"), False
    )


def test_an_export_joins_with_what_the_bench_writes(tmp_path: Path) -> None:
    cells = ("--cell=noop/tasks:100/limit:4", "--cell=shared_counter/tasks:10/limit:2")
    written, samples = tmp_path / "written.json", tmp_path / "samples.jsonl"
    asked = (*cells, "--contender=*/std", *QUICK)
    result = run(*asked, f"--benchmark_out={written}", f"--samples_out={samples}")
    assert result.returncode == 0, result.stderr
    ours = exported([sample for sample in samples_in(samples) if sample["status"] == "ok"])
    theirs = [
        entry
        for entry in json.loads(written.read_text())["benchmarks"]
        if "error_occurred" not in entry
    ]
    assert {e["name"]: e["real_time"] for e in ours["benchmarks"]} == pytest.approx(
        {e["name"]: e["real_time"] for e in theirs}
    )
    assert {e["time_unit"] for e in [*theirs, *ours["benchmarks"]]} == {"ms"}


def stand_in_for_scipy(folder: Path) -> Path:
    """Two functions that compare.py imports and that are not what is tested: SciPy is large, and
    conflicts on some systems."""
    (folder / "scipy").mkdir(exist_ok=True)
    (folder / "scipy/__init__.py").touch()
    (folder / "scipy/stats.py").write_text(
        "import numpy\n"
        "def gmean(values):\n"
        "    return numpy.exp(numpy.mean(numpy.log(numpy.maximum(numpy.array(values), 1e-30)), axis=0))\n"
        "def mannwhitneyu(*samples, **how):\n"
        "    return 0, 1\n"
    )
    return folder


def test_google_benchmarks_own_compare_reads_both(tmp_path: Path) -> None:
    tool = Path(os.environ.get("CROSSOVER_COMPARE_PY", "/usr/share/benchmark/compare.py"))
    if not tool.is_file():
        pytest.skip(
            f"there is no {tool}: install libbenchmark-tools, or name it in CROSSOVER_COMPARE_PY"
        )
    before, after, export = (
        tmp_path / name for name in ("before.json", "after.json", "export.json")
    )
    samples = tmp_path / "samples.jsonl"
    for out in (before, after):
        samples.unlink(missing_ok=True)
        result = run(
            "--cell=noop/tasks:1000",
            "--contender=*/std",
            f"--benchmark_out={out}",
            f"--samples_out={samples}",
            *QUICK,
        )
        assert result.returncode == 0, result.stderr
    export.write_text(json.dumps(exported(samples_in(samples))))
    for old, new in ((before, after), (before, export)):
        compared = subprocess.run(
            ["/usr/bin/python3", tool, "--no-color", "benchmarks", old, new],
            env={**os.environ, "PYTHONPATH": str(stand_in_for_scipy(tmp_path))},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert compared.returncode == 0, compared.stderr
        for strategy in ("sequential", "thread_pool"):
            assert re.search(
                rf"^noop/{strategy}/std/\S+ +[+-]\d", compared.stdout, re.M
            ), compared.stdout


@pytest.mark.parametrize("calls", ["all(tcp 200us x 2)", "quorum(2, tcp 1ms exponential x 4)"])
@pytest.mark.parametrize("contender", ["sequential/std", "gather/asio", "process_pool/posix"])
def test_requests_at_a_rate_tell_how_late_they_are(
    tmp_path: Path, contender: str, calls: str
) -> None:
    out = tmp_path / "samples.jsonl"
    steps = f"steps:tcp 500us lognormal(1); cpu 20us; {calls}"
    result = run(
        f"--cell=request/tasks:200/limit:4/rate:400/{steps}",
        f"--contender={contender}",
        f"--samples_out={out}",
        "--batches=1",
        "--slo_us=2000000",  # a generator that is late on a busy machine is no matter here
    )
    assert result.returncode == 0, result.stderr
    (sample,) = samples_in(out)
    assert sample["cell"]["params"]["steps"] == steps.partition(":")[2]
    took = sample["request_latency_ns"]
    assert 500_000 <= took["p50"] <= took["p90"] <= took["p99"] <= took["max"]
    assert sample["latency_ns"]["max"] <= took["max"]
    assert 0 < sample["achieved_rate"] < 800
    assert sample["ideal_bound"] in ("arrival", "wait", "limit")
    # Of a quorum a loop makes all calls, and who blocks those that it needs.
    all_calls = "quorum" in calls and contender == "gather/asio"
    assert sample["server"]["requests"] == (1000 if all_calls else 600)
    assert (sample["server"]["withdrawn"] > 0) == all_calls
    assert (sample["refused"], sample["failed"]) == (0, 0)


@pytest.mark.parametrize(
    ("arguments", "parts"),
    [
        (["--cell=tpc/tasks:1"], ["tpc", "did you mean tcp"]),
        (["--cell=noop/tasks:-3"], ["tasks", "-3"]),
        (["--cell=noop/tasks:many"], ["tasks", "many"]),
        (["--cell=noop/tasks:99999999999999999999999"], ["tasks"]),
        (["--cell=noop/tasks:1/limit:0"], ["limit", "0"]),
        (["--cell=timer/tasks:1/wait_us:5ms"], ["wait_us", "5ms"]),
        (
            ["--cell=noop/tasks:1", "--contender=gather/asoi"],
            ["gather/asoi", "did you mean gather/asio"],
        ),
        (["--sell=noop/tasks:1"], ["--sell", "did you mean --cell"]),
        (["--cell=noop/tasks:9/rate:2000000"], ["rate", "2000000", "1000000"]),
        (
            ["--cell=noop/tasks:9/rate:10/arrivals:often"],
            ["'often'", "poisson, constant or bursts"],
        ),
        (["--cell=noop/tasks:9/rate:10/queue:-2"], ["queue", "-2", "-1 to 1000000"]),
        (["--cell=noop/tasks:9/queue:5"], ["queue of 5 and no rate", "add /rate:N"]),
        (["--cell=timer/tasks:9/wait_shape:lognormal(7)"], ["'lognormal(7)'", "from 0 to 3"]),
        (["--cell=timer/tasks:9/wait_shape:gauss"], ["'gauss'", "lognormal(S)"]),
        (["--cell=request/tasks:9/steps:tcp 2ms; disk 1ms"], ["step 2", "'disk 1ms'", "tcp 2ms"]),
        (["--cell=request/tasks:9", "--slo_us=0"], ["slo_us", "0"]),
        ([], ["--cell"]),
    ],
)
def test_bad_input_is_one_sentence(arguments: list[str], parts: list[str]) -> None:
    sentence = refusal(run(*arguments), 2)
    for part in parts:
        assert part in sentence


def test_an_unwritable_samples_file_is_code_4(tmp_path: Path) -> None:
    path = tmp_path / "no" / "folder" / "samples.jsonl"
    sentence = refusal(run("--cell=noop/tasks:1", f"--samples_out={path}"), 4)
    assert str(path) in sentence
    refusal(
        run("--cell=noop/tasks:1", "--contender=sequential/std", "--samples_out=/dev/full", *QUICK),
        4,
    )


def test_a_server_that_is_not_there_is_code_3() -> None:
    result = run(
        "--cell=tcp/tasks:1",
        "--contender=gather/asio",
        *QUICK,
        environment={"CROSSOVER_SERVER": "/nonexistent"},
    )
    assert "/nonexistent" in refusal(result, 3)


@pytest.mark.parametrize(
    "contender", ["gather/asio", "gather/libuv", "gather/asio_awaitable", "thread_pool/std"]
)
def test_a_descriptor_limit_that_is_too_low_is_code_7(contender: str) -> None:
    listed = json.loads(run("--list").stdout)
    if contender not in [
        f"{c['strategy']}/{c['engine']}" for c in listed["contenders"] if not c["skipped"]
    ]:
        pytest.skip(f"{contender} was not built")
    result = run("--cell=tcp/tasks:500", f"--contender={contender}", *QUICK, limit="ulimit -n 100")
    sentence = refusal(result, 7)
    assert "100" in sentence and "500" in sentence and "ulimit -n" in sentence


def test_a_skipped_pair_is_no_error(tmp_path: Path) -> None:
    listed = json.loads(run("--list").stdout)
    if ("thread_pool", "libuv") not in [
        (c["strategy"], c["engine"]) for c in listed["contenders"] if not c["skipped"]
    ]:
        pytest.skip("thread_pool/libuv was not built")
    out = tmp_path / "samples.jsonl"
    result = run("--cell=noop/tasks:5000", "--contender=thread_pool/libuv", f"--samples_out={out}")
    assert result.returncode == 0, result.stderr
    (sample,) = samples_in(out)
    assert sample["status"] == "skipped"
    assert "1024" in sample["reason"]


def test_a_failed_sample_keeps_the_others(tmp_path: Path) -> None:
    out = tmp_path / "samples.jsonl"
    result = run(
        "--cell=tcp/tasks:1",
        "--cell=noop/tasks:1",
        "--contender=sequential/std",
        f"--samples_out={out}",
        *QUICK,
        environment={"CROSSOVER_SERVER": "/nonexistent"},
    )
    assert result.returncode == 3
    assert sorted(s["status"] for s in samples_in(out)) == ["error", "ok"]


def test_no_process_outlives_it(tmp_path: Path) -> None:
    """Workers and servers hold the pipe of standard output open: were one left, this would wait for
    it."""
    result = run("--cell=tcp/tasks:8/limit:4", "--contender=process_pool/*", *QUICK)
    assert result.returncode == 0, result.stderr


def test_a_command_that_cannot_run_is_refused_before_anything_runs() -> None:
    for ask in ((), ("--list",)):
        result = run("--cell=exec/tasks:4", "--text=command=no_such_program {i}", *ask, *QUICK)
        assert "there is no program 'no_such_program' on PATH" in refusal(result, 2)
        assert result.stdout == ""


def test_commands_are_run_and_their_cpu_time_is_counted(tmp_path: Path) -> None:
    out = tmp_path / "samples.jsonl"
    busy = "sh -c 'i=0; while [ $i -lt 5000 ]; do i=$((i+1)); done'"
    who = ("sequential/std", "gather/*", "thread_pool/std", "process_pool/*", "fork_per_task/*")
    asked = (
        *(f"--contender={name}" for name in who),
        f"--text=command={busy}",
        f"--samples_out={out}",
    )
    result = run("--cell=exec/tasks:4/limit:2", *asked, *QUICK)
    assert result.returncode == 0, result.stderr
    taken = samples_in(out)
    assert len(taken) >= 5
    used = {f"{s['strategy']}/{s['engine']}": s["cpu_user_ns"] + s["cpu_system_ns"] for s in taken}
    assert min(used.values()) > 0.3 * max(used.values()), used


def test_a_command_that_fails_is_an_error_that_names_it(tmp_path: Path) -> None:
    out = tmp_path / "samples.jsonl"
    asked = ("--contender=sequential/std", "--text=command=test {i} -ne 2", f"--samples_out={out}")
    result = run("--cell=exec/tasks:4", *asked, *QUICK)
    assert "the command of task 2, 'test 2 -ne 2', ended with status 1" in refusal(result, 3)
    assert samples_in(out)[0]["status"] == "error"
