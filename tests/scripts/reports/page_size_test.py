"""The page can be sent on: its size, with every sample in it."""

import random

from conftest import ROOT
from crossover_tool.reports.html.page import page
from crossover_tool.reports.report import report_on
from crossover_tool.samples.reader import Results, read
from made_results import Json, cell, results

MOST_OF_DECIDE, MOST_OF_FULL = 500_000, 1_000_000
WHO = (
    *("sequential/std", "gather/asio", "gather/asio_cores", "gather/libuv", "semaphore/asio"),
    *("offload/asio", "thread_pool/tbb", "thread_pool/std", "thread_pool/ring"),
    *("process_pool/posix", "process_pool/pipe", "blocking_gather/asio"),
)


def size_of(found: Results) -> int:
    report = report_on(found)
    text = page(found, report.analysis, report.sections)
    assert text == page(found, report.analysis, report.sections)
    return len(text.encode())


def test_a_run_of_24_questions_fits_half_a_megabyte() -> None:
    rng = random.Random(6)

    def change(found: Json, block: int) -> Json:
        """Figures without a pattern that could be packed."""
        spread = {
            which: rng.randint(10**6, 10**8) for which in ("p50", "p90", "p99", "p999", "max")
        }
        return {
            **found,
            "makespan_ns": [rng.randint(10**7, 10**9) for _ in range(3)],
            "cpu_user_ns": rng.randint(10**6, 10**8),
            "peak_rss_bytes": rng.randint(10**7, 10**8),
            "latency_ns": dict(zip(spread, sorted(spread.values()))),
        }

    cells = [cell("tcp", 100 + n, 16, "", n, wait_us=5000, bytes=64) for n in range(24)]
    assert size_of(results(cells, WHO, change, blocks=8)) < MOST_OF_DECIDE


def test_the_reference_of_full_fits_a_megabyte() -> None:
    (folder,) = (ROOT / "results").glob("*-full")
    assert size_of(read(folder)) < MOST_OF_FULL
