"""Bad input is answered with one sentence and the nearest match."""

import pytest
from crossover_tool.cli.parser import Parser, unknown_option, unknown_verb
from crossover_tool.errors import UsageError
from crossover_tool.suites.values import count


def parser() -> Parser:
    made = Parser("crossover run", "runs", "  crossover run")
    made.add_argument("--tasks")
    made.add_argument("--wait")
    return made


def test_options_are_read_whichever_way_they_are_written() -> None:
    found = parser().parse(["--tasks", "10", "--wait=5ms"])
    assert (found.tasks, found.wait) == ("10", "5ms")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (
            ["--taks", "1"],
            "unknown option --taks: did you mean --tasks? (see crossover run --help)",
        ),
        (["--taks=1"], "unknown option --taks: did you mean --tasks? "),
        (["--task", "1"], "unknown option --task: "),  # no abbreviations
        (["full"], "unexpected argument 'full' (see crossover run --help)"),
        (["-5"], "unexpected argument '-5'"),
        (["--tasks"], "expected one argument (see crossover run --help)"),
    ],
)
def test_one_sentence_says_what_is_wrong(arguments: list[str], says: str) -> None:
    with pytest.raises(UsageError) as refused:
        parser().parse(arguments)
    assert says in str(refused.value) and "\n" not in str(refused.value)


def test_a_negative_duration_is_a_value_to_be_refused_as_such() -> None:
    assert parser().parse(["--wait", "-5ms"]).wait == "-5ms"


def test_nothing_alike_is_not_guessed() -> None:
    assert unknown_option("--xyzzy", ["--tasks"]) == "unknown option --xyzzy: "
    assert unknown_verb("rnu", ["run", "list"]) == (
        "unknown verb 'rnu': did you mean 'run'? known: run, list"
    )


def reading() -> Parser:
    made = parser()
    made.add_argument("--max-sample")
    made.reads(max_sample=count)
    return made


def test_a_value_is_read_where_it_is_given() -> None:
    assert reading().parse(["--max-sample", "12"]).max_sample == 12
    assert reading().parse([]).max_sample is None


def test_a_malformed_one_is_named_as_it_was_typed() -> None:
    with pytest.raises(UsageError, match="^--max-sample: 'many' is not a whole number"):
        reading().parse(["--max-sample=many"])
