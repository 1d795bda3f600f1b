"""Making observations: figures over repetitions, and what goes wrong in one sentence."""

import sys

import pytest
from crossover_tool.article import observe
from crossover_tool.article.observe import Experiment
from crossover_tool.errors import SampleError, UsageError


def experiment(code: str, lacking: str = "") -> Experiment:
    return Experiment("made_up", "python", (sys.executable, "-c", code), lacking)


def test_each_figure_has_a_value_a_repetition() -> None:
    (found,) = observe.observe(
        [experiment("print('noise'); print('{\"figure\": 2.5}')")], 3, lambda _: None
    )
    assert found.figures == {"figure": (2.5, 2.5, 2.5)} and found.interval("figure").count == 3


def test_what_cannot_run_here_says_why() -> None:
    told, lacking = observe.observe(
        [experiment('print(\'{"skipped": "no trio"}\')'), experiment("", "not built")],
        3,
        lambda _: None,
    )
    assert (told.skipped, told.figures) == ("no trio", {})
    assert lacking.skipped == "not built"


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("raise SystemExit('broken')", "made_up in python .* failed: broken"),
        ("print('nothing')", "told no figures"),
    ],
)
def test_an_experiment_that_fails_is_one_sentence(code: str, said: str) -> None:
    with pytest.raises(SampleError, match=said):
        observe.observe([experiment(code)], 1, lambda _: None)


def test_experiments_are_the_files_of_their_folder() -> None:
    found = {one.name for one in observe.experiments() if one.language == "python"}
    files = {file.stem for file in observe.PYTHON.glob("*.py")} - {observe.SHARED}
    assert found == files and "fire_and_forget" in found
    assert [one.name for one in observe.experiments(["gather"])][0] == "gather"
    with pytest.raises(UsageError, match="unknown observation 'gathr': did you mean 'gather'"):
        observe.experiments(["gathr"])


@pytest.mark.parametrize("name", ["fire_and_forget", "exceptions", "context_manager"])
def test_what_is_counted_in_python_is_what_the_language_promises(name: str) -> None:
    (one,) = [e for e in observe.experiments([name]) if e.language == "python"]
    (found,) = observe.observe([one], 1, lambda _: None)
    promised = {
        "fire_and_forget": {
            "seen_forgotten": 0,
            "logged_forgotten": 100,
            "seen_gather": 1,
            "seen_collected": 100,
        },
        "exceptions": {"caught_where_awaited": 100, "caught_where_created": 0},
        "context_manager": {"released_on_error": 100, "released_on_cancellation": 100},
    }
    for figure, value in promised[name].items():
        assert found.figures[figure] == (value,), figure
