"""The test of scripts/crossover_tool/a/b.py is tests/scripts/a/b_test.py: it is found by its name.

ELSEWHERE holds the modules without one, by the reason. It only shrinks: a module that has got its
test, or is gone, must leave it.
"""

from collections.abc import Mapping, Sequence

from mirror import faults, missing_files
from tracked import tracked

SOURCES, TESTS = "scripts/crossover_tool/", "tests/scripts/"
NO_MODULES = ("__init__", "__main__")

ELSEWHERE: Mapping[str, Sequence[str]] = {
    "it holds fields and no code": ("bench/build.py", "host/host.py"),
    "charts are drawn and looked at by tests/scripts/reports/charts_test.py": (
        *(
            "charts/lines.py",
            "charts/panels.py",
            "charts/rows.py",
            "charts/save.py",
            "charts/sweep.py",
        ),
        *("views/makespan.py", "views/speedup.py", "views/throughput.py"),
    ),
    "drawn for both grounds by tests/scripts/views/poster_test.py": (
        *("charts/cost_rows.py", "charts/matrix.py", "charts/one_page.py"),
    ),
    "drawn by the only view that draws so, tests/scripts/views/language_test.py": (
        "charts/facets.py",
    ),
    "the page's pictures are looked at by tests/scripts/reports/page_pictures_test.py": (
        *("charts/capacity_rows.py", "charts/limit_panels.py", "charts/page/drawings.py"),
        *("charts/page/capacity_drawing.py", "charts/page/front_drawing.py"),
        *("charts/page/limit_drawing.py", "charts/page/tree_drawing.py"),
    ),
    "the page is judged again, and read, by tests/scripts/reports/page_judge_test.py and in a "
    "browser by tests/scripts/reports/page_browser_test.py": (
        *("reports/html/cell_labels.py", "reports/html/embedded.py", "reports/html/measured.py"),
        *("reports/html/page.py", "reports/html/parts.py"),
    ),
    "its words are those of tests/scripts/views/answer_table_test.py and "
    "tests/scripts/reports/brief_test.py": ("views/answer.py",),
    "every sentence is made by tests/scripts/article/article_page_test.py": (
        *("article/statements.py", "cli/article_verb.py"),
    ),
    "the verb is started by tests/scripts/verbs_test.py": ("cli/doctor_verb.py",),
    "the verb is started by tests/scripts/proof/proof_test.py": ("cli/prove_verb.py",),
    "its options are tried together by tests/scripts/cli/run_verb_test.py": ("cli/run_parser.py",),
    "it asks the real machine, as tests/scripts/host/checks_test.py does": ("host/survey.py",),
    "each simulated promise is held, and broken, by tests/scripts/proof/proof_test.py and "
    "tests/scripts/proof/proof_fails_test.py": (*("proof/crossover_proof.py", "proof/regrets.py"),),
    "run by hand; what it printed is held by tests/scripts/plan/power_test.py": (
        "proof/power_table.py",
    ),
    "queues are held against theory by tests/scripts/proof/queues_test.py and "
    "tests/scripts/proof/capacity_proof_test.py": (
        *("proof/queue_path.py", "proof/service_proof.py"),
    ),
    "whole runs are carried out by tests/scripts/running/resume_test.py": (
        "running/experiment.py",
    ),
    "it takes a bench with programs, as in tests/scripts/cli/overhead_test.py": (
        "overhead/overhead_figures.py",
    ),
    "it takes a server, as in tests/scripts/services/needed_test.py": ("services/postgres.py",),
    "it takes the real bench, as in tests/bench/serve_test.py and tests/bench/witness_test.py": (
        *("serving/service.py", "witness/comparison.py"),
    ),
}


def below(folder: str, suffix: str) -> set[str]:
    """The Python files below a folder with this end, by their paths in it without that."""
    names = [name.removeprefix(folder) for name, _ in tracked(".py") if name.startswith(folder)]
    return {name.removesuffix(suffix) for name in names if name.endswith(suffix)}


def test_every_module_has_its_test() -> None:
    modules = {name for name in below(SOURCES, ".py") if name.rpartition("/")[2] not in NO_MODULES}
    assert len(modules) > 200
    excused = [module.removesuffix(".py") for reason in ELSEWHERE.values() for module in reason]
    assert len(excused) == len(set(excused))
    found = list(faults(modules, below(TESTS, "_test.py"), excused, ".py"))
    assert not found, "\n".join(found)


def test_what_a_reason_names_is_there() -> None:
    assert missing_files(ELSEWHERE) == []
    assert missing_files(["held by tests/house/gone_test.py and tests/house/mirror_test.py"]) == [
        "tests/house/gone_test.py"
    ]


def test_each_fault_is_found() -> None:
    modules, tests = {"a/x", "a/y", "z"}, {"a/x", "z"}
    assert list(faults(modules, tests, ["a/y"], ".py")) == []
    assert list(faults(modules, tests, [], ".py")) == ["a/y has no test a/y_test.py: write it"]
    assert list(faults(modules, tests, ["a/y", "z", "gone"], ".py")) == [
        "z has its test: take it out of ELSEWHERE",
        "gone is no module any more: take it out of ELSEWHERE",
    ]
