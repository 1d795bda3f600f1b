"""`crossover run --find-capacity` end to end on the fake bench, where capacities are known."""

import json
from pathlib import Path

import pytest
from conftest import FAKE, Command, lines_of, only_error

# The fake bench's formula: a request takes 2.12 ms and its p99 is twice that over 1 - load; the
# promise of 20 ms is kept below a load of 0.788. A loop computes 10,000 requests a second, and in
# sequence 472 are done.
SHARE = 1 - 2 * 2.12 / 20
TRUTH = {"gather/asio": 10_000 * SHARE, "sequential/std": 1e9 / 2_120_000 * SHARE}
ASK = ("run", "--bench", FAKE, "--workload", "request", "--limit", "64", "--seed", "3")
FIND = (
    *("--rate", "200/s,20000/s", "--find-capacity", "--slo", "p99<20ms", "--no-retry"),
    *(word for name in TRUTH for word in ("--contender", name)),
)


def test_each_capacity_is_found_with_an_interval(crossover: Command, tmp_path: Path) -> None:
    result = crossover(*ASK, *FIND, "--budget", "10min", "--json", "--out", "o")
    assert result.returncode == 0, result.stderr
    (group,) = json.loads(result.stdout)["groups"]
    for name, truth in TRUTH.items():
        one = group["capacity"][name]
        assert one["rate"] == pytest.approx(truth, rel=0.1), name
        assert one["low"] <= truth <= one["high"], name
        assert one["high"] / one["low"] <= 1.1**2 + 1e-9, name
    report = (tmp_path / "o" / "report.md").read_text(encoding="utf-8")
    assert "p99 < 20 ms is kept up to" in report and "proven to hold" in report
    header, *lines, end = lines_of(tmp_path / "o" / "samples.jsonl")
    assert header["search"]["slo"] == "p99<20000us"
    samples = [line for line in lines if line["kind"] == "sample"]
    assert end["status"] == "complete" and len(samples) < 3 * 100
    assert len({line["cell"] for line in samples}) < len(header["cells"]) / 2


def test_beyond_the_ends_it_says_so(crossover: Command, tmp_path: Path) -> None:
    ends = ("--rate", "600/s,2000/s", "--find-capacity", "--slo", "p99<20ms", "--no-retry")
    named = [word for name in TRUTH for word in ("--contender", name)]
    result = crossover(*ASK, *ends, *named, "--budget", "10min", "--json", "--out", "o")
    assert result.returncode == 0, result.stderr
    (group,) = json.loads(result.stdout)["groups"]
    assert group["capacity"]["gather/asio"]["low"] == 2000
    assert group["capacity"]["sequential/std"]["high"] == 600
    report = (tmp_path / "o" / "report.md").read_text(encoding="utf-8")
    assert "at least 2,000/s by gather/asio, less than 600/s by sequential/std" in report


@pytest.mark.parametrize(("errors", "granted"), [((), 0.0), (("--errors", "25%"), 0.25)])
def test_who_refuses_some_is_in_time_where_that_is_granted(
    crossover: Command, tmp_path: Path, errors: tuple[str, ...], granted: float
) -> None:
    """A limit of 4 does 1,887 a second; who is not refused waits behind 8 at most, within 13 ms."""
    asked = ("--rate", "500/s,8000/s", "--find-capacity", "--slo", "p99<20ms", "--no-retry")
    queue = ("--limit", "4", "--queue", "8", "--contender", "semaphore/asio", "--budget", "10min")
    result = crossover(*ASK, *asked, *queue, *errors, "--json", "--out", "o")
    assert result.returncode == 0, result.stderr
    (group,) = json.loads(result.stdout)["groups"]
    truth = 4e9 / 2_120_000 / (1 - granted)
    assert group["capacity"]["semaphore/asio"]["rate"] == pytest.approx(truth, rel=0.1)
    search = lines_of(tmp_path / "o" / "samples.jsonl")[0]["search"]
    assert search.get("errors", 0.0) == granted
    report = (tmp_path / "o" / "report.md").read_text(encoding="utf-8")
    assert ("with at most 25 % refused or failed is kept" in report) == bool(granted)


def test_a_budget_that_is_spent_ends_it(crossover: Command) -> None:
    result = crossover(*ASK, *FIND, "--budget", "1ms", "--out", "o")
    assert result.returncode == 0, result.stderr
    assert "is spent: capacities may be known better" in result.stderr


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--slo", "p99<20ms"), "--find-capacity needs --slo, and --slo --find-capacity alone"),
        (("--find-capacity",), "--find-capacity needs --slo"),
        (("--find-capacity", "--slo", "p99<20ms"), "--find-capacity searches a range of rates"),
        (("--find-capacity", "--slo", "p99<20", "--rate", "200/s,900/s"),
         "--slo: '20' has no unit: write 20ms"),
        (("--find-capacity", "--slo", "p99<20ms", "--rate", "200/s,900/s", "--duration", "1s"),
         "p99 takes 1,049 requests and there are 200"),
        (("--find-capacity", "--slo", "p99<20ms", "--rate", "200/s,900/s", "--find-crossover"),
         "--slo --find-capacity alone"),
        (("--errors", "1%"), "--errors needs --find-capacity --slo: write for example"),
        (("--find-capacity", "--slo", "p99<20ms", "--rate", "200/s,900/s", "--errors", "0.1"),
         "--errors: '0.1' is not a percentage from 0% to 100%"),
        (("--find-capacity", "--slo", "p99<20ms", "--rate", "200/s,900/s", "--errors", "100%"),
         "'100%' promises nothing"),
        (("--find-capacity", "--slo", "p99<20ms", "--rate", "200/s,900/s", "--errors", "60%"),
         "p99 takes 1,049 answers and there are 839"),
        (("--find-capacity", "--slo", "p99<20ms", "--rate", "200/s,201/s"),
         "--find-capacity needs room between the ends of --rate"),
    ],
)  # fmt: skip
def test_bad_input_is_one_sentence(crossover: Command, options: tuple[str, ...], said: str) -> None:
    result = crossover(*ASK, *options)
    assert result.returncode == 2
    assert said in only_error(result)


def test_it_needs_a_workload(crossover: Command) -> None:
    result = crossover("run", "--bench", FAKE, "--find-capacity", "--slo", "p99<20ms")
    assert result.returncode == 2
    assert "--find-capacity needs --workload and a range of rates" in only_error(result)
