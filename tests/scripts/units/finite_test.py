"""JSON has neither infinity nor nan."""

import json
import math

from crossover_tool.units.finite import finite


def test_what_has_no_end_is_not_known_and_the_rest_stays() -> None:
    told = finite({"high": math.inf, "low": -math.inf, "odd": math.nan, "one": 1.5, "word": "inf"})
    assert told == {"high": None, "low": None, "odd": None, "one": 1.5, "word": "inf"}
    json.dumps(told, allow_nan=False)
