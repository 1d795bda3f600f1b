"""Suites: the shipped ones, and what a malformed one is told."""

import json
import os
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import FAKE, ROOT
from crossover_tool.bench.binary import Bench
from crossover_tool.bench.catalog import Catalog
from crossover_tool.cell import Contender
from crossover_tool.errors import UsageError
from crossover_tool.suites import one_cell, suite_file, values
from crossover_tool.suites.expand import Defaults
from crossover_tool.suite import Suite

SHIPPED = sorted(path.stem for path in (ROOT / "scripts" / "suites").glob("*.toml"))
DEFAULTS = Defaults(blocks=3, max_sample_us=3_000_000, cores=4)


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return Bench(Path(FAKE)).catalog()


@pytest.fixture(scope="module")
def with_programs(catalog: Catalog) -> Catalog:
    """The catalog with the programs that are shipped, as they describe themselves."""
    found = []
    shipped = (ROOT / "contenders").glob("*/*")
    for path in sorted(
        path for path in shipped if path.parent.name != "bare"
    ):  # scripts that are none
        if path.is_file() and os.access(path, os.X_OK):
            answer = subprocess.run(
                [path], input='{"do":"describe","protocol":2}\n', capture_output=True, check=True,
                text=True, timeout=60,
            )  # fmt: skip
            told = json.loads(answer.stdout)
            found += [Contender(one["strategy"], told["engine"]) for one in told["contenders"]]
    return replace(catalog, contenders=(*catalog.contenders, *found), shipped=frozenset(found))


def load(path: Path, catalog: Catalog, cores: int) -> Suite:
    return suite_file.load(path, catalog, cores, lambda baseline: "")


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_suites_load(name: str, with_programs: Catalog) -> None:
    suite = load(suite_file.find(name), with_programs, cores=4)
    assert suite.name == name
    assert suite.description
    assert suite.cells
    assert all(cell.contenders for cell in suite.cells)


def test_lists_make_the_product_and_units_are_read(tmp_path: Path, catalog: Catalog) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(
        """
        [[cells]]
        workload = "tcp"
        tasks = [10, 20]
        limit = [2, "tasks", "1..cores"]
        wait = ["1ms", "2ms"]
        bytes = "1KiB"
        contenders = ["gather/*"]
        blocks = 5
        max_sample = "10s"
        """
    )
    suite = load(path, catalog, cores=6)
    assert suite.name == "mine"
    at_ten = [
        c.cell
        for c in suite.cells
        if c.cell.tasks == 10 and c.cell.params == (("wait_us", 1000), ("bytes", 1024))
    ]
    assert [cell.limit for cell in at_ten] == [2, 10, 1, 4, 6]
    assert len(suite.cells) == 20
    assert {(c.blocks, c.max_sample_us) for c in suite.cells} == {(5, 10_000_000)}
    assert {c.strategy for c in suite.cells[0].contenders} == {"gather"}


def test_a_choice_is_written_as_its_word(tmp_path: Path, catalog: Catalog) -> None:
    path = tmp_path / "choice.toml"
    path.write_text('[[cells]]\nworkload = "shared_counter"\nprotection = ["lock", "queue"]\n')
    cells = [planned.cell for planned in load(path, catalog, 2).cells]
    assert [cell.params[1] for cell in cells] == [("protection", "lock"), ("protection", "queue")]
    assert cells[0].key == "shared_counter/tasks:1000/limit:2/increments:1000/protection:lock"
    assert cells[0].setting == "shared_counter, increments 1000, protection lock"
    path.write_text('[[cells]]\nworkload = "shared_counter"\n')
    assert load(path, catalog, 2).cells[0].cell.params[1] == ("protection", "atomic")


@pytest.mark.parametrize("wrong", ['"lok"', "1", "true", '"Lock"'])
def test_another_word_than_the_choices_is_told_the_choices(
    tmp_path: Path, catalog: Catalog, wrong: str
) -> None:
    path = tmp_path / "choice.toml"
    path.write_text(f'[[cells]]\nworkload = "shared_counter"\nprotection = {wrong}\n')
    with pytest.raises(
        UsageError, match="protection: unknown choice .*known: none, atomic, lock, queue"
    ):
        load(path, catalog, 2)


def test_a_raw_key_takes_a_plain_number(tmp_path: Path, catalog: Catalog) -> None:
    path = tmp_path / "raw.toml"
    path.write_text('[[cells]]\nworkload = "timer"\nwait_us = 250\n')
    assert load(path, catalog, 2).cells[0].cell.params == (("wait_us", 250),)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("cells = 3", "no cells"),
        ("[[cells]]\ntasks = 1", "no workload"),
        ('[[cells]]\nworkload = "timr"', "did you mean 'timer'"),
        ('[[cells]]\nworkload = "timer"\ntask = 3', "did you mean 'tasks'"),
        ('[[cells]]\nworkload = "timer"\nwait = 5', "write 5ms"),
        ('[[cells]]\nworkload = "timer"\nwait = "5ms"\nwait_us = 7', "given twice"),
        ('[[cells]]\nworkload = "timer"\ntasks = 0', "least is 1"),
        ('[[cells]]\nworkload = "timer"\ntasks = []', "list is empty"),
        ('[[cells]]\nworkload = "timer"\ntasks = true', "whole number"),
        ('[[cells]]\nworkload = "timer"\nlimit = "many"', "not a limit"),
        ('[[cells]]\nworkload = "timer"\nchart = "pie"', "unknown chart"),
        ('[[cells]]\nworkload = "timer"\nblocks = -1', "least is 1"),
        ('[[cells]]\nworkload = "timer"\ncontenders = ["gater/*"]', "did you mean 'gather'"),
        ('[[cells]]\nworkload = "timer"\ncontenders = ["gather/asoi"]', "did you mean 'asio'"),
        ('[[cells]]\nworkload = "mixed"\nwait_share = "5ms"', "percentage"),
        ('block = 3\n[[cells]]\nworkload = "timer"', "did you mean 'blocks'"),
        ("[[cells]]\ntasks = many\n", "not valid TOML.*line 2"),
        (f"a = {'9' * 5000}", "not valid TOML"),
        (f"a = {'[' * 5000}", "nested too deeply"),
        ('name = "../out"\n[[cells]]\nworkload = "timer"', "is no name for a folder"),
        ('name = ""\n[[cells]]\nworkload = "timer"', "is no name for a folder"),
        (f'[[cells]]\nworkload = "timer"\nwait = "{"9" * 400}s"', "is absurd"),
    ],
)
def test_a_malformed_suite_is_told_where_and_what(
    tmp_path: Path, catalog: Catalog, text: str, says: str
) -> None:
    path = tmp_path / "bad.toml"
    path.write_text(text)
    with pytest.raises(UsageError, match=says) as caught:
        load(path, catalog, 2)
    assert "bad.toml" in str(caught.value)


def test_an_unknown_suite_names_the_nearest() -> None:
    with pytest.raises(UsageError, match="did you mean 'quick'"):
        suite_file.find("quik")


def test_limits_on_one_and_on_many_cores() -> None:
    assert values.limits("1..cores", 10, 1) == [1]
    assert values.limits("1..cores", 10, 8) == [1, 2, 4, 8]
    assert values.limits("cores", 10, 8) == [8]
    assert values.limits(["tasks", 10], 10, 8) == [10]


def on_the_spot(catalog: Catalog, workload: str, **options: str) -> Suite:
    table = one_cell.read(options, catalog.workload(workload))
    return one_cell.build(table, catalog.contenders, DEFAULTS)


def test_a_cell_on_the_spot_waits_in_parallel_and_computes_on_the_cores(catalog: Catalog) -> None:
    waiting = on_the_spot(catalog, "timer", tasks="10")
    computing = on_the_spot(catalog, "sha256", tasks="10")
    assert (waiting.cells[0].cell.limit, computing.cells[0].cell.limit) == (10, 4)
    assert waiting.strict


def test_a_sweep_on_the_spot_asks_for_its_chart(catalog: Catalog) -> None:
    def chart(workload: str, **options: str) -> set[str]:
        return {planned.chart for planned in on_the_spot(catalog, workload, **options).cells}

    assert chart(workload="timer", tasks="1,10") == {"tasks"}
    assert chart(workload="tcp", limit="1,10") == {"limit"}
    assert chart(workload="sha256", limit="1,2") == {"cores"}
    assert chart(workload="timer", tasks="5") == {""}


def test_batches_are_three_unless_the_suite_says_otherwise(
    tmp_path: Path, catalog: Catalog
) -> None:
    def batches(text: str) -> int:
        path = tmp_path / "s.toml"
        path.write_text(text)
        return load(path, catalog, 2).cells[0].batches

    table = '[[cells]]\nworkload = "timer"\n'
    assert batches(table) == 3
    assert batches("batches = 2\n" + table) == 2
    assert batches("batches = 2\n" + table + "batches = 15\n") == 15
    with pytest.raises(UsageError, match="batches"):
        batches("batches = 0\n" + table)


def test_the_former_name_of_a_suite_is_told_the_new_one() -> None:
    with pytest.raises(UsageError, match="peers is called baselines now: write --suite baselines"):
        suite_file.find("peers")


def test_optional_contenders_are_named_too(tmp_path: Path) -> None:
    """Their programs are started only where something names them."""
    path = tmp_path / "mine.toml"
    path.write_text('[[cells]]\ncontenders = ["gather/asio"]\noptional = ["gather/go"]\n')
    assert suite_file.named(path) == ["gather/asio", "gather/go"]
