"""docs/RESULTS.md says of each metric what the bench says."""

import json

from metrics_table import METRICS, PAGE, renewed


def test_the_page_has_the_benchs_table() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page == renewed(
        page, METRICS.read_text(encoding="utf-8")
    ), "make it anew: python3 tests/docs/metrics_table.py"


def test_a_metric_that_changes_changes_the_page() -> None:
    page = PAGE.read_text(encoding="utf-8")
    metrics = json.loads(METRICS.read_text(encoding="utf-8"))
    metrics[0]["what"] = "something else"
    made = renewed(page, json.dumps(metrics))
    assert made != page and "| something else |" in made
