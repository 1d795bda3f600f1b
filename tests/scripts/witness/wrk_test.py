"""What wrk prints, read without trusting it."""

import pytest
from crossover_tool.errors import SampleError
from crossover_tool.witness.wrk import Load, parse_load

PRINTED = """\
Running 12s test @ http://127.0.0.1:43211/
  1 threads and 4 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency    10.21ms  331.05us  14.02ms   91.20%
    Req/Sec   393.24     11.80   404.00     90.00%
  Latency Distribution
     50%   10.14ms
     75%   10.22ms
     90%  990.00us
     99%    1.02s
  4699 requests in 12.01s, 385.46KB read
Requests/sec:    391.27
Transfer/sec:     32.10KB
"""


def test_rate_and_percentiles_are_read_with_their_units() -> None:
    assert parse_load(PRINTED) == Load(391.27, 10.14, 1020.0)
    assert parse_load(PRINTED.replace("10.14ms", "85.00us")).p50_ms == pytest.approx(0.085)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("  Socket errors: connect 0, read 3, write 0, timeout 1", "read 3, write 0, timeout 1"),
        ("  Non-2xx or 3xx responses: 17", "responses: 17"),
    ],
)
def test_answers_that_were_errors_are_no_figures(line: str, says: str) -> None:
    text = PRINTED.replace("Requests/sec", f"{line}\nRequests/sec")
    with pytest.raises(SampleError, match=says):
        parse_load(text)


@pytest.mark.parametrize(
    "gone", ["Requests/sec:    391.27", "     99%    1.02s", "     50%   10.14ms"]
)
def test_another_shape_is_told(gone: str) -> None:
    with pytest.raises(SampleError, match="another shape"):
        parse_load(PRINTED.replace(gone, ""))
