"""--param and the options that stand for one."""

from argparse import Namespace

import pytest
from crossover_tool.cli.run_parameters import parameters
from crossover_tool.errors import UsageError

TEXTS = {"command", "url", "dsn"}


def given(
    param: tuple[str, ...] = (), text: tuple[str, ...] = (), **options: str
) -> tuple[dict[str, str], dict[str, str]]:
    plain = {"exec": None, "url": None, "dsn": None, **options}
    return parameters(Namespace(param=list(param), text=list(text), **plain), TEXTS)


def test_parameters_of_cells_and_texts_are_told_apart() -> None:
    assert given(("wait=5ms", "url=http://x/?a=b")) == ({"wait": "5ms"}, {"url": "http://x/?a=b"})


def test_an_option_may_stand_for_a_parameter() -> None:
    assert given(exec="true", url="http://x") == ({}, {"command": "true", "url": "http://x"})


def test_a_text_may_be_empty_and_a_value_may_not() -> None:
    assert given(("command=",)) == ({}, {"command": ""})
    with pytest.raises(UsageError, match="--param 'wait=' is not NAME=VALUE"):
        given(("wait=",))


@pytest.mark.parametrize(
    ("param", "text", "options", "says"),
    [
        (("wait",), (), {}, "--param 'wait' is not NAME=VALUE: write for example --param wait=5ms"),
        (("=5ms",), (), {}, "is not NAME=VALUE"),
        (("wait=1ms", "wait=2ms"), (), {}, "the parameter wait is given twice"),
        (("command=x",), (), {"exec": "y"}, "the parameter command is given twice"),
        ((), ("wait=5ms",), {}, "unknown parameter 'wait'"),
        ((), ("comand=x",), {}, "did you mean 'command'"),
    ],
)
def test_what_is_wrong_is_told(
    param: tuple[str, ...], text: tuple[str, ...], options: dict[str, str], says: str
) -> None:
    with pytest.raises(UsageError, match=says):
        given(param, text, **options)
