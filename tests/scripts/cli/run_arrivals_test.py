"""Requests that arrive, from the command line: rates, durations, shapes and steps."""

import json
from pathlib import Path

import pytest
from conftest import FAKE, Command, lines_of, only_error

ASK = ("run", "--bench", FAKE, "--workload", "request", "--contender", "gather/asio")
QUICK = ("--seed", "7", "--blocks", "1", "--no-retry", "--out", "o")


def test_a_duration_says_how_many_requests_arrive(crossover: Command, tmp_path: Path) -> None:
    result = crossover(*ASK, *QUICK, "--rate", "2000/s", "--duration", "1s", "--limit", "64")
    assert result.returncode == 0, result.stderr
    cell = lines_of(tmp_path / "o" / "samples.jsonl")[0]["cells"][0]
    assert (cell["tasks"], cell["params"]) == (2000, {"bytes": 64, "rate": 2000})
    report = (tmp_path / "o" / "report.md").read_text(encoding="utf-8")
    assert "Latency from the arrival of a request" in report and "generator late by" in report


def test_of_several_rates_each_has_as_many_requests_as_the_lowest(
    crossover: Command, tmp_path: Path
) -> None:
    result = crossover(*ASK, *QUICK, "--rate", "500/s,1000,2000/s", "--duration", "2s")
    assert result.returncode == 0, result.stderr
    cells = lines_of(tmp_path / "o" / "samples.jsonl")[0]["cells"]
    assert [(cell["tasks"], cell["params"]["rate"]) for cell in cells] == [
        (1000, 500),
        (1000, 1000),
        (1000, 2000),
    ]


def test_what_is_written_stands_in_the_cell_as_it_is(crossover: Command, tmp_path: Path) -> None:
    result = crossover(
        *ASK, *QUICK, "--rate", "1000", "--tasks", "100", "--arrivals", "bursts(8)",
        "--param", "steps=tcp 2ms;  cpu 100us lognormal(1)", "--no-report",
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    params = lines_of(tmp_path / "o" / "samples.jsonl")[0]["cells"][0]["params"]
    assert params["arrivals"] == "bursts(8)"
    assert params["steps"] == "tcp 2ms; cpu 100us lognormal(1)"


def test_what_goes_without_saying_is_not_said(crossover: Command, tmp_path: Path) -> None:
    asked = ("run", "--bench", FAKE, "--workload", "timer", "--tasks", "4", "--wait", "1ms")
    one = ("--contender", "gather/asio", "--no-report", *QUICK)
    result = crossover(*asked, "--param", "wait_shape=constant", "--rate", "0", *one)
    assert result.returncode == 0, result.stderr
    cell = lines_of(tmp_path / "o" / "samples.jsonl")[0]["cells"][0]
    assert cell["params"] == {"wait_us": 1000}


def test_a_comma_in_brackets_parts_nothing(crossover: Command, tmp_path: Path) -> None:
    asked = ("run", "--bench", FAKE, "--workload", "timer", "--tasks", "4", "--wait", "1ms")
    one = ("--contender", "gather/asio", "--no-report", *QUICK)
    result = crossover(*asked, "--param", "wait_shape=uniform,bimodal(0.01,50)", *one)
    assert result.returncode == 0, result.stderr
    cells = lines_of(tmp_path / "o" / "samples.jsonl")[0]["cells"]
    assert [cell["params"]["wait_shape"] for cell in cells] == ["uniform", "bimodal(0.01,50)"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--duration", "5s"), "--duration needs a --rate above 0: write for example --rate 2000/s"),
        (("--rate", "2000/s", "--duration", "5s", "--tasks", "9"),
         "--duration and --tasks exclude each other"),
        (("--rate", "fast"), "'fast' is not a rate: write for example 2000/s"),
        (("--rate", "2000/min"), "'2000/min' is not a rate"),
        (("--rate", "-5"), "is not a rate"),
        (("--rate", "2000000/s", "--tasks", "9"), "1000000"),
        (("--rate", "10/s", "--duration", "1ms"), "at 10/s no request arrives in 1 ms"),
        (("--param", "steps=a/b"), "'a/b' cannot stand in a cell"),
        (("--queue", "9"), "a queue needs a rate, or nothing arrives: write for example"),
        (("--queue", "9", "--rate", "0"), "a queue needs a rate"),
        (("--queue", "many", "--rate", "9"), "'many' is not a whole number"),
        (("--queue", "-2", "--rate", "9"), "-2"),
        (("--queue", "1000001", "--rate", "9"), "1000001 is outside -1 to 1000000"),
    ],
)  # fmt: skip
def test_bad_input_is_one_sentence(crossover: Command, options: tuple[str, ...], said: str) -> None:
    result = crossover(*ASK, *options)
    assert result.returncode == 2
    assert said in only_error(result)


def test_neither_does_one_in_a_quorum(crossover: Command, tmp_path: Path) -> None:
    steps = "quorum(2, tcp 5ms lognormal(1) x 3); first(tcp 1ms bimodal(0.1,5) x 2)"
    asked = ("--param", f"steps={steps},tcp 1ms", "--tasks", "9", "--no-report")
    result = crossover(*ASK, *QUICK, *asked)
    assert result.returncode == 0, result.stderr
    cells = lines_of(tmp_path / "o" / "samples.jsonl")[0]["cells"]
    assert [cell["params"]["steps"] for cell in cells] == [steps, "tcp 1ms"]


def test_a_queue_with_an_end_stands_in_the_cell_and_refusals_in_the_report(
    crossover: Command, tmp_path: Path
) -> None:
    asked = ("--rate", "4000/s", "--tasks", "2000", "--limit", "4", "--queue", "16")
    who = ("--contender", "semaphore/asio", "--contender", "sequential/std")
    result = crossover(*ASK, *QUICK, *asked, *who)
    assert result.returncode == 0, result.stderr
    lines = lines_of(tmp_path / "o" / "samples.jsonl")
    assert lines[0]["cells"][0]["params"]["queue"] == 16
    told = {
        f"{one['measurement']['strategy']}": one["measurement"]
        for one in lines
        if one["kind"] == "sample"
    }
    assert told["gather"]["refused"] == 0
    assert told["semaphore"]["refused"] > 0 and told["semaphore"]["ideal_bound"] == "arrival"
    assert "can refuse none" in told["sequential"]["reason"]
    report = (tmp_path / "o" / "report.md").read_text(encoding="utf-8")
    assert "refused or failed: semaphore/asio" in report and "too few" in report


def test_any_number_in_line_goes_without_saying(crossover: Command, tmp_path: Path) -> None:
    one = ("--rate", "1000", "--tasks", "100", "--queue", "-1", "--no-report")
    result = crossover(*ASK, *QUICK, *one)
    assert result.returncode == 0, result.stderr
    cell = lines_of(tmp_path / "o" / "samples.jsonl")[0]["cells"][0]
    assert "queue" not in cell["params"]


def test_json_has_the_percentiles_of_requests(crossover: Command) -> None:
    asked = ("--rate", "100/s", "--tasks", "2000", "--limit", "64", "--json")  # 20 s
    result = crossover(*ASK, *QUICK, *asked)
    assert result.returncode == 0, result.stderr
    (cell,) = json.loads(result.stdout)["groups"][0]["cells"]
    assert set(cell["request_latency_ns"]["gather/asio"]) == {"p50", "p90", "p99", "max"}
    assert cell["saturated"] == []
