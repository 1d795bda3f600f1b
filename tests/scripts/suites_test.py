"""Suites: the shipped ones, and what a malformed one is told."""

from pathlib import Path

import pytest
from conftest import FAKE, ROOT
from crossover_tool.bench.binary import Bench
from crossover_tool.bench.catalog import Catalog
from crossover_tool.cell import Cell, Contender
from crossover_tool.errors import UsageError
from crossover_tool.plan.schedule import Slot
from crossover_tool.running.estimate import Estimate
from crossover_tool.running.lineup import Lineup, Machine
from crossover_tool.running.sample import command
from crossover_tool.suites import adhoc, load, values
from crossover_tool.suites.expand import Defaults

SHIPPED = sorted(
    path.stem for path in (ROOT / "scripts" / "suites").glob("*.toml") if path.stem != "baselines"
)  # baselines has a loader of its own
DEFAULTS = Defaults(blocks=3, max_sample_us=3_000_000, cores=4)


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return Bench(Path(FAKE)).catalog()


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_suites_load(name: str, catalog: Catalog) -> None:
    suite = load.load(load.find(name), catalog, cores=4)
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
    suite = load.load(path, catalog, cores=6)
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
    cells = [planned.cell for planned in load.load(path, catalog, 2).cells]
    assert [cell.params[1] for cell in cells] == [("protection", "lock"), ("protection", "queue")]
    assert cells[0].key == "shared_counter/tasks:1000/limit:2/increments:1000/protection:lock"
    assert cells[0].setting == "shared_counter, increments 1000, protection lock"
    path.write_text('[[cells]]\nworkload = "shared_counter"\n')
    assert load.load(path, catalog, 2).cells[0].cell.params[1] == ("protection", "atomic")


@pytest.mark.parametrize("wrong", ['"lok"', "1", "true", '"Lock"'])
def test_another_word_than_the_choices_is_told_the_choices(
    tmp_path: Path, catalog: Catalog, wrong: str
) -> None:
    path = tmp_path / "choice.toml"
    path.write_text(f'[[cells]]\nworkload = "shared_counter"\nprotection = {wrong}\n')
    with pytest.raises(
        UsageError, match="protection: unknown choice .*known: none, atomic, lock, queue"
    ):
        load.load(path, catalog, 2)


def test_a_raw_key_takes_a_plain_number(tmp_path: Path, catalog: Catalog) -> None:
    path = tmp_path / "raw.toml"
    path.write_text('[[cells]]\nworkload = "timer"\nwait_us = 250\n')
    assert load.load(path, catalog, 2).cells[0].cell.params == (("wait_us", 250),)


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
    ],
)
def test_a_malformed_suite_is_told_where_and_what(
    tmp_path: Path, catalog: Catalog, text: str, says: str
) -> None:
    path = tmp_path / "bad.toml"
    path.write_text(text)
    with pytest.raises(UsageError, match=says) as caught:
        load.load(path, catalog, 2)
    assert "bad.toml" in str(caught.value)


def test_an_unknown_suite_names_the_nearest() -> None:
    with pytest.raises(UsageError, match="did you mean 'quick'"):
        load.find("quik")


def test_limits_on_one_and_on_many_cores() -> None:
    assert values.limits("1..cores", 10, 1) == [1]
    assert values.limits("1..cores", 10, 8) == [1, 2, 4, 8]
    assert values.limits("cores", 10, 8) == [8]
    assert values.limits(["tasks", 10], 10, 8) == [10]


def test_a_cell_on_the_spot_waits_in_parallel_and_computes_on_the_cores(catalog: Catalog) -> None:
    waiting = adhoc.build("timer", {"tasks": "10"}, (), catalog, DEFAULTS)
    computing = adhoc.build("sha256", {"tasks": "10"}, (), catalog, DEFAULTS)
    assert (waiting.cells[0].cell.limit, computing.cells[0].cell.limit) == (10, 4)
    assert waiting.strict


def test_a_sweep_on_the_spot_asks_for_its_chart(catalog: Catalog) -> None:
    def chart(**options: str) -> set[str]:
        return {
            c.chart
            for c in adhoc.build(options.pop("workload"), options, (), catalog, DEFAULTS).cells
        }

    assert chart(workload="timer", tasks="1,10") == {"tasks"}
    assert chart(workload="tcp", limit="1,10") == {"limit"}
    assert chart(workload="sha256", limit="1,2") == {"cores"}
    assert chart(workload="timer", tasks="5") == {""}


def test_a_sample_measures_three_batches_unless_the_suite_or_the_bound_says_otherwise(
    tmp_path: Path, catalog: Catalog
) -> None:
    def batches(text: str) -> list[int]:
        path = tmp_path / "s.toml"
        path.write_text(text)
        suite = load.load(path, catalog, 2)
        lineup = Lineup(suite, catalog, Machine(2, 1000))
        return [lineup.batches[0, name] for name in ("sequential/std", "gather/asio")]

    table = '[[cells]]\nworkload = "timer"\ntasks = 10\nwait = "200ms"\ncontenders = ["sequential/std", "gather/asio"]\n'
    assert batches(table) == [
        1,
        3,
    ]  # ten waits in sequence are 2 s: two batches would exceed max_sample
    assert batches('max_sample = "5s"\n' + table) == [2, 3]
    assert batches("batches = 2\n" + table) == [1, 2]
    assert batches(table + "batches = 15\nmax_sample = '9s'\n") == [4, 15]
    with pytest.raises(UsageError, match="batches"):
        batches("batches = 0\n" + table)


def test_the_bench_is_told_how_many_batches(tmp_path: Path) -> None:
    said = command(
        Path("b"),
        Cell("noop", 1, 1),
        Contender("gather", "asio"),
        {},
        tmp_path / "o",
        min_batches=4,
    )
    assert "--min_batches=4" in said


def test_the_estimate_counts_the_batches() -> None:
    slot = Slot(0, 0, Contender("gather", "asio"))
    one, four = (
        Estimate({(0, "gather/asio"): 2.0}, {(0, "gather/asio"): n}).of(slot) for n in (1, 4)
    )
    assert four - one == pytest.approx(6.0)
