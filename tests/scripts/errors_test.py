"""Every error has the exit code that is documented for it."""

import re

import pytest
from conftest import ROOT
from crossover_tool.errors import CrossoverError, ExitCode


@pytest.mark.parametrize("kind", CrossoverError.__subclasses__(), ids=lambda kind: kind.__name__)
def test_no_error_of_ours_is_an_internal_one(kind: type[CrossoverError]) -> None:
    assert kind.exit_code not in (ExitCode.SUCCESS, ExitCode.INTERNAL)


def test_two_kinds_do_not_share_a_code() -> None:
    codes = [kind.exit_code for kind in CrossoverError.__subclasses__()]
    assert len(set(codes)) == len(codes)


THEIRS = {
    ExitCode.SUCCESS: "success",
    ExitCode.INTERNAL: "internal",
    ExitCode.USAGE: "bad_input",
    ExitCode.SERVER: "server_failed",
    ExitCode.RESULTS: "results_file",
    ExitCode.INVALID: "invalid_measurement",
    ExitCode.MISSING: "missing_dependency",
    ExitCode.MACHINE_LIMIT: "machine_limit",
}
"""How the bench calls what both end with."""


def test_the_bench_has_the_same_codes() -> None:
    text = (ROOT / "base" / "error.hpp").read_text(encoding="utf-8")
    body = re.search(r"enum class exit_code[^{]*\{(.*?)\}", text, re.DOTALL)
    assert body
    theirs = {name: int(value) for name, value in re.findall(r"(\w+) = (\d+)", body[1])}
    assert {code: theirs[name] for code, name in THEIRS.items()} == {
        code: int(code) for code in THEIRS
    }
    alone = {int(code) for code in set(ExitCode) - set(THEIRS)}
    assert not alone & set(theirs.values())  # nor does a code mean two things
