"""Standard output is JSON and nothing else, whatever letters it has."""

import io
import json
import sys

import pytest
from crossover_tool.cli.output import print_json


@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_json_gets_through_an_output_that_lacks_its_letters(
    monkeypatch: pytest.MonkeyPatch, encoding: str
) -> None:
    written = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(written, encoding=encoding))
    print_json({"wait": "5 µs"})
    sys.stdout.flush()
    text = written.getvalue().decode(encoding)
    assert json.loads(text) == {"wait": "5 µs"}
    assert ("µ" in text) == (encoding == "utf-8")


def test_what_json_does_not_know_is_an_error_and_not_written() -> None:
    with pytest.raises(ValueError):
        print_json({"high": float("inf")})
