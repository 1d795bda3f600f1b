"""A suite in another language: what it names stays, and where it names nothing its strategies
do."""

import pytest
from crossover_tool.bench.catalog import Catalog, parse_catalog
from crossover_tool.cell import Cell, Contender
from crossover_tool.errors import UsageError
from crossover_tool.suites.in_language import in_languages
from crossover_tool.suite import PlannedCell, Suite

SPOKEN = {
    "gather/asio": None,
    "thread_pool/ring": "cpp",
    "gather/asyncio": "python",
    "gather/trio": "python",
    "semaphore/asyncio": "python",
}


def catalog() -> Catalog:
    """The bench says no language of its own contenders here: that of an older one."""
    listed = []
    for name, language in SPOKEN.items():
        strategy, engine = name.split("/")
        one = {"strategy": strategy, "engine": engine, "kind": "best", "skipped": ""}
        listed.append({**one, **({"language": language} if language else {})})
    return parse_catalog({"workloads": [], "contenders": listed, "pairs_skipped": []})


def suite(*cells: tuple[str, ...]) -> Suite:
    return Suite(
        "made-up",
        3,
        tuple(
            PlannedCell(Cell("timer", 10, 10), tuple(Contender.parse(name) for name in names), 3)
            for names in cells
        ),
    )


def left(made: Suite) -> list[list[str]]:
    return [[contender.name for contender in cell.contenders] for cell in made.cells]


def test_the_language_of_a_contender_is_cpp_unless_it_says_so() -> None:
    assert list(catalog().languages.values()) == ["cpp", "cpp", "python", "python", "python"]


def test_a_cell_keeps_whom_it_names_in_the_language() -> None:
    asked = suite(("gather/asio", "gather/trio", "thread_pool/ring"))
    assert left(in_languages(asked, ["python"], catalog())) == [["gather/trio"]]
    assert left(in_languages(asked, ["cpp"], catalog())) == [["gather/asio", "thread_pool/ring"]]


def test_a_cell_that_names_none_is_asked_of_the_same_strategies() -> None:
    asked = suite(("gather/asio",), ("thread_pool/ring",))
    assert left(in_languages(asked, ["python"], catalog())) == [["gather/asyncio", "gather/trio"]]


def test_two_languages_are_asked_for_at_once() -> None:
    names = ("gather/asio", "gather/trio")
    assert left(in_languages(suite(names), ["python", "cpp"], catalog())) == [list(names)]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("pyhton", "unknown language 'pyhton': did you mean 'python'?"),
        ("python", "no cell of 'made-up' has a strategy that is there in python"),
    ],
)
def test_what_cannot_be_had_is_one_sentence(language: str, said: str) -> None:
    with pytest.raises(UsageError, match=said.replace("?", r"\?")):
        in_languages(suite(("thread_pool/ring",)), [language], catalog())
