"""The controls of the page, which its script brings to life; without it they stay hidden."""

from collections.abc import Mapping

from crossover_tool.analysis.regret_data import COSTS, SHORT
from crossover_tool.charts.page.elements import Markup, element

METRICS = {"time": "time", **COSTS, "p99": SHORT["p99"]}
FIGURES = {**METRICS, "task_p99": "p99 of a task", "task_p999": "p99.9 of a task"}
KEPT = {"all": "all questions", "open": "with an open field", "decided": "with a decision"}
CHOSEN = ("kinds", "choices", "engines")
AXES = {"logx": "across by ratios", "logy": "up by ratios", "bands": "intervals"}


def controls() -> Markup:
    """What changes the matrix: margin, metric, who takes part, which questions are shown."""
    margin = element(
        "input", id="margin", type="number", min="0.1", max="1000", step="any", inputmode="decimal"
    )
    return element(
        "div",
        _labelled("margin, %", margin),
        _labelled("metric", _select("metric", METRICS)),
        _labelled("questions", _select("only", KEPT)),
        _labelled("containing", element("input", id="filter", type="search")),
        element("button", "reset", type="button", id="reset"),
        element("button", "download samples (JSON)", type="button", id="raw"),
        element("button", "download matrix (CSV)", type="button", id="csv"),
        element("details", element("summary", "who takes part"), *map(_boxes, CHOSEN)),
        id="controls",
        role="group",
        aria_label="judge again",
        hidden=True,
    )


def explorer() -> Markup:
    """A place for one figure over one sweep."""
    chosen = element(
        "div",
        _labelled("over", element("select", id="sweep")),
        _labelled("figure", _select("figure", FIGURES)),
        *(
            element("label", element("input", id=name, type="checkbox"), f" {word}")
            for name, word in AXES.items()
        ),
        id="explorer-controls",
        role="group",
        aria_label="what the explorer shows",
    )
    parts = (element("h2", "Explore", id="explore"), chosen, element("div", id="explored"))
    return element("section", *parts, id="explorer", aria_labelledby="explore", hidden=True)


def _labelled(word: str, control: Markup) -> Markup:
    return element("label", f"{word} ", control)


def _select(name: str, options: Mapping[str, str]) -> Markup:
    words = (element("option", word, value=value) for value, word in options.items())
    return element("select", *words, id=name)


def _boxes(name: str) -> Markup:
    return element("fieldset", element("legend", name), id=name)
