"""What was found of the contract's cost, in a sentence and in JSON."""

import json

import pytest
from crossover_tool.overhead.overhead_words import as_json, bullet, sentence
from crossover_tool.overhead.promise import Judged, Promise

EMPTY = Promise("empty", "gather/x", "noop", 0.0, 100.0)
BESIDE = Promise("bare", "gather/x", "timer", 1 / 1.05, 1.05, "bare_x.py")


@pytest.mark.parametrize(
    ("found", "word", "says"),
    [
        (
            Judged(EMPTY, 41.234, 40.0, 42.0, 9),
            "kept    ",
            "gather/x on noop: 41.2 us from order to answer beyond the batch itself (40.0 to 42.0, "
            "9 blocks); promised: at most 100 us",
        ),
        (
            Judged(BESIDE, 1.2, 1.1, 1.3, 9),
            "BROKEN  ",
            "gather/x on timer: 1.2000 times what bare_x.py takes (1.1000 to 1.3000, 9 blocks); "
            "promised: within 5 %",
        ),
        (Judged(EMPTY, reason="not built"), "skipped ", "gather/x on noop: not built"),
    ],
)
def test_a_figure_stands_with_its_interval_and_its_promise(
    found: Judged, word: str, says: str
) -> None:
    assert (bullet(found), sentence(found)) == (word, says)


def test_what_is_open_says_what_would_tell() -> None:
    found = Judged(BESIDE, 1.0, 0.9, 1.2, 3)
    assert bullet(found) == "open    " and sentence(found).endswith("; more --blocks would tell")


def test_a_script_gets_null_where_nothing_was_measured() -> None:
    told = json.loads(json.dumps(as_json(Judged(EMPTY, reason="not built")), allow_nan=False))
    assert (told["value"], told["low"], told["state"], told["unit"]) == (
        None,
        None,
        "skipped",
        "us",
    )
    told = as_json(Judged(BESIDE, 1.2, 1.1, 1.3, 9))
    assert (told["value"], told["unit"], told["beside"]) == (1.2, "ratio", "bare_x.py")
