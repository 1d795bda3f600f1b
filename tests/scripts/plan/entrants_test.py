"""Who runs, who is skipped and why, and how many batches a sample has."""

from crossover_tool.bench.binary import Bench
from crossover_tool.cell import Contender
from crossover_tool.plan.entrants import Entrants
from crossover_tool.plan.schedule import Where
from conftest import FAKE
from made_entrants import entrants_of, suite_of

TIMER = "timer/tasks:1000/limit:64/wait_us:50000"
GATHER, SEQUENTIAL = Contender("gather", "asio"), Contender("sequential", "std")


def test_what_takes_too_long_is_skipped_with_its_reason() -> None:
    entrants = entrants_of(TIMER, ["gather/asio", "sequential/std"])
    assert entrants.running(0) == (GATHER,)
    skipped = entrants.skipped(0)[SEQUENTIAL]
    assert skipped.skipped == "would take at least 50.0 s, above max_sample 3.00 s"
    assert entrants.of(0, GATHER).skipped == ""


def test_pairs_that_the_bench_skips_carry_its_reason() -> None:
    entrants = entrants_of("sync_only/tasks:10/limit:10/wait_us:5000", ["gather/asio"])
    (skipped,) = entrants.skipped(0).values()
    assert skipped.skipped == "gather/asio has no way to wait for 'sync_only'"


def test_a_workload_whose_server_is_lacking_is_skipped() -> None:
    bench, suite = Bench(FAKE), suite_of(TIMER, ["gather/asio"])
    lacking = {"timer": "its server is at lunch"}
    entrants = Entrants(suite, bench.catalog(), bench.plan(suite, {}), 1, lacking)
    assert entrants.of(0, GATHER).skipped == "its server is at lunch"


def test_who_leaves_changes_the_place_of_nobody_and_the_control_stays() -> None:
    names = ["gather/asio", "gather/libuv", "semaphore/asio", "thread_pool/ring", "offload/asio"]
    entrants = entrants_of(TIMER, names)
    control = entrants.control(0)
    assert control
    for block in range(12):
        whole = entrants.block(Where(0, block))
        left = entrants.block(Where(0, block), behind=names)
        assert [slot.contender for slot in left] == [control] * 2
        some = entrants.block(Where(0, block), behind=["semaphore/asio"])
        gone = {"semaphore/asio"} - {control.name}
        assert some == [slot for slot in whole if slot.contender.name not in gone]
        assert entrants.block(Where(0, block), failing=names) == []


def test_a_sample_has_as_many_batches_as_fit() -> None:
    def batches(**changes: object) -> list[int]:
        entrants = entrants_of(TIMER, ["gather/asio"], **changes)
        return [entrants.of(0, GATHER).batches]

    assert batches(batches=3) == [3]
    assert batches(batches=3, max_sample_us=120_000) == [2]
    assert batches(batches=3, max_sample_us=10_000) == [1]
    assert batches() == [1]


def test_all_samples_of_a_cell_are_short_or_none() -> None:
    """One that has room for one batch is no short sample: the others of its cell are none."""
    long = entrants_of(TIMER, ["gather/asio"], batches=3, max_sample_us=10_000).of(0, GATHER)
    short = entrants_of(TIMER, ["gather/asio"], batches=1).of(0, GATHER)
    assert (long.batches, long.short) == (1, False) and short.short


def test_the_parameters_order_means_nothing() -> None:
    """The bench sorts them, a suite has them as the workload declares them."""
    entrants = entrants_of("tcp/tasks:10/limit:5/wait_us:5000/bytes:64", ["gather/asio"])
    assert entrants.of(0, GATHER).pair.limit == 10
