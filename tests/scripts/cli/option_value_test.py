"""The value of one option, or the sentence that says which one is wrong."""

from argparse import Namespace

import pytest
from crossover_tool.cli.option_value import option_value
from crossover_tool.errors import UsageError
from crossover_tool.suites.values import count


def test_an_option_is_read_where_it_is_given() -> None:
    assert option_value(Namespace(max_sample="12"), "max_sample", count) == 12
    assert option_value(Namespace(max_sample=None), "max_sample", count) is None


def test_a_malformed_one_is_named_as_it_was_typed() -> None:
    with pytest.raises(UsageError, match="^--max-sample: 'many' is not a whole number"):
        option_value(Namespace(max_sample="many"), "max_sample", count)
