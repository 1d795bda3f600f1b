"""The table of docs/RESULTS.md that says what each number of a sample is, made of the bench's own
table of metrics. To renew it: `python3 tests/docs/metrics_table.py`."""

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path += [str(ROOT / "scripts"), str(ROOT / "tests")]

from crossover_tool.atomic import replace_text
from crossover_tool.reports.marked_page import replaced
from marked_table import markdown

PAGE = ROOT / "docs/RESULTS.md"
METRICS = ROOT / "scripts/schema/metrics.json"


def renewed(page: str, metrics: str) -> str:
    """The text of the page with its table as the text of metrics.json has it."""
    rows = [
        (f"`{one['name']}`", one["unit"], one["better"] or "", one["what"])
        for one in json.loads(metrics)
    ]
    table = markdown(("number", "unit", "better", "what it is"), rows)
    return replaced(page, "metrics", table, "no place for the table of metrics", PAGE)


if __name__ == "__main__":
    text = PAGE.read_text(encoding="utf-8")
    replace_text(PAGE, renewed(text, METRICS.read_text(encoding="utf-8")))
