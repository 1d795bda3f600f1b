"""Each kind of addition, made in a copied tree: it touches what CONTRIBUTING.md says, and is seen in
`list`, in a run and in a chart."""

import json
import re
import subprocess
from pathlib import Path

import pytest
from copied_tree import SOURCE, CopiedTree, measured

VIEWS = "scripts/crossover_tool/views"
METRICS = "bench/output/metrics.cpp"
VERB = """\
HELP = "says hello"


def main(arguments: list[str]) -> int:
    print("hello")
    return 0
"""


@pytest.fixture(scope="session")
def tree(tmp_path_factory: pytest.TempPathFactory) -> CopiedTree:
    """The tree with a workload, an engine, a strategy, a metric and a baseline more, built once."""
    copy = CopiedTree(tmp_path_factory.mktemp("tree"))
    copy.copy("docs/examples/word_count.hpp", "workloads/word_count.hpp", {})
    words = {"static_split": "even_split", "split_thread_pool": "even_split_thread_pool"}
    copy.copy("engines/static_split", "engines/even_split", words)
    words = {
        "struct sequential": "struct in_turn",
        '"sequential"': '"in_turn"',
        "(sequential)": "(in_turn)",
    }
    copy.copy("strategies/sequential.hpp", "strategies/in_turn.hpp", words)
    row = 'metric{"batches", "count", "", "how many batches were measured",\n           '
    getter = "[](const measurement& m) -> value { return std::int64_t(m.makespan_ns.size()); }},\n"
    copy.change(METRICS, '    metric{"setup_ns"', f'    {row}{getter}    metric{{"setup_ns"')
    copy.copy("baselines/raw_static_split.cpp", "baselines/raw_even_split.cpp", {})
    copy.build("std;even_split")
    return copy


@pytest.mark.parametrize(
    ("kind", "files"),
    [
        ("workload", ["workloads/word_count.hpp"]),
        ("strategy", ["strategies/in_turn.hpp"]),
        ("engine", [r"engines/even_split/\w+\.hpp"]),
        ("metric", [re.escape(METRICS)]),
        ("baseline", ["baselines/raw_even_split.cpp"]),
    ],
)
def test_an_addition_touches_one_place(tree: CopiedTree, kind: str, files: list[str]) -> None:
    places = ("workloads/", "strategies/", "engines/", METRICS, "baselines/")
    matching = [name for name in tree.touched if any(re.fullmatch(file, name) for file in files)]
    assert matching, kind
    others = [name for name in tree.touched if not name.startswith((*places, "scripts/"))]
    assert not others, "no list had to be told"


def test_a_workload_is_listed_run_and_drawn(tree: CopiedTree) -> None:
    assert "word_count" in {workload["name"] for workload in tree.listed()["workloads"]}
    folder = tree.run("count", "--workload", "word_count", "--tasks", "20,40", "--limit", "2")
    assert {"sequential/std", "thread_pool/even_split"} <= measured(folder)
    assert list((folder / "charts").glob("word-count*.png"))


def test_an_engine_is_listed_run_and_drawn(tree: CopiedTree) -> None:
    assert "thread_pool/even_split" in contenders(tree)
    folder = tree.run("engine", "--workload", "timer", "--tasks", "8", "--limit", "2")
    assert "thread_pool/even_split" in measured(folder)
    charts = "".join(path.read_text() for path in (folder / "charts").glob("*.svg"))
    assert "even_split" in charts + (folder / "report.md").read_text()


def test_a_strategy_is_listed_run_and_drawn(tree: CopiedTree) -> None:
    assert "in_turn/std" in contenders(tree)
    folder = tree.run("strategy", "--workload", "timer", "--tasks", "8,16", "--limit", "2")
    assert "in_turn/std" in measured(folder)
    charts = "".join(path.read_text() for path in (folder / "charts").glob("*.svg"))
    assert "in_turn" in charts


def test_a_metric_is_listed_and_in_every_sample(tree: CopiedTree) -> None:
    assert "batches" in {metric["name"] for metric in tree.listed()["metrics"]}
    folder = tree.run("metric", "--workload", "noop", "--tasks", "10", "--limit", "2")
    lines = (folder / "samples.jsonl").read_text().splitlines()
    samples = [record for record in map(json.loads, lines) if record["kind"] == "sample"]
    assert samples and all(
        sample["measurement"]["batches"] == len(sample["measurement"]["makespan_ns"])
        for sample in samples
        if sample["measurement"]["status"] == "ok"
    )


def test_a_verb_is_listed_and_runs(tree: CopiedTree) -> None:
    tree.write("scripts/crossover_tool/cli/greet_verb.py", VERB)
    assert "says hello" in tree.crossover("--help")
    assert tree.crossover("greet") == "hello\n"
    answered = subprocess.run(
        [tree.root / "scripts" / "crossover", "--version"], capture_output=True, text=True
    )
    assert answered.returncode == 0, answered.stderr


def test_a_view_is_found_and_drawn(tree: CopiedTree) -> None:
    assert (SOURCE / VIEWS / "makespan.py").is_file(), "a view is a file of scripts/.../views"
    asked = ("--workload", "timer", "--tasks", "8,16", "--limit", "2", "--wait", "1ms")
    before = charts_of(tree.run("plain", *asked))
    words = {'name = "makespan"': 'name = "second"\n    suffix = "-second"'}
    tree.copy(f"{VIEWS}/makespan.py", f"{VIEWS}/second_makespan.py", words)
    added = set(charts_of(tree.run("viewed", *asked))) - set(before)
    assert {name.rpartition("-")[2] for name in added} == {"second.png"}


def test_a_program_is_found_listed_run_and_drawn(tree: CopiedTree) -> None:
    tree.copy("contenders/python/cpython.py", "contenders/python/mine.py", {'"cpython"': '"mine"'})
    (tree.root / "contenders/python/mine.py").chmod(0o755)
    assert "sequential/mine" in contenders(tree)
    asked = ("--workload", "timer", "--tasks", "8,16", "--wait", "1ms", "--limit", "2")
    folder = tree.run("program", *asked, "--contender", "*/mine", "--contender", "thread_pool/std")
    assert "sequential/mine" in measured(folder)
    charts = "".join(path.read_text() for path in (folder / "charts").glob("*.svg"))
    assert "sequential" in charts


def test_a_baseline_is_built_listed_and_measured(tree: CopiedTree) -> None:
    build = ["cmake", "--build", "--preset", "release", "-j2", "--target", "baseline_programs"]
    built = subprocess.run(build, cwd=tree.root, capture_output=True, text=True)
    assert built.returncode == 0, built.stdout[-3000:]
    program = next(tree.root.glob("build/release/**/raw_even_split"))
    bench = [str(tree.root / "build" / "release" / "crossover_bench"), f"--program={program}"]
    listed = subprocess.run([*bench, "--list"], capture_output=True, text=True, check=True)
    told = json.loads(listed.stdout)["contenders"]
    names = {f"{contender['strategy']}/{contender['engine']}" for contender in told}
    assert "baseline/raw_even_split" in names
    out = tree.root / "baseline.jsonl"
    asked = ["--contender=baseline/raw_even_split", "--cell=sha256/tasks:20/limit:2/bytes:1000"]
    subprocess.run([*bench, *asked, f"--samples_out={out}"], check=True, capture_output=True)
    assert json.loads(out.read_text())["status"] == "ok"


def contenders(tree: CopiedTree) -> set[str]:
    """The names of `crossover list`."""
    return {f"{c['strategy']}/{c['engine']}" for c in tree.listed()["contenders"]}


def charts_of(folder: Path) -> list[str]:
    """The names of a run's charts, without their forms for a dark ground."""
    drawn = (path.name for path in (folder / "charts").glob("*.png"))
    return sorted(name for name in drawn if not name.endswith("-dark.png"))
