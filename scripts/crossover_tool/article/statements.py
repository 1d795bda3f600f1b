"""The statements of the article, each as the sentence that a language's figures make of it."""

from collections.abc import Callable
from dataclasses import dataclass

from crossover_tool.analysis.cold import is_cold, pays_from
from crossover_tool.analysis.languages import ratio
from crossover_tool.article.language_facts import (
    Facts,
    NotMeasured,
    factor,
    number,
    time_ns,
    written,
)
from crossover_tool.units import show


@dataclass(frozen=True)
class Statement:
    """`name` stands in the page's marks; `sentence` says what a language's figures make of it, or
    raises NotMeasured; `command` measures it alone."""

    name: str
    sentence: Callable[[Facts], str]
    command: str


def _observation(name: str, sentence: Callable[[Facts], str]) -> Statement:
    return Statement(name, sentence, f"scripts/crossover article --only {name}")


def _written(name: str, text: str) -> Statement:
    return _observation(name, lambda facts: written(facts.observed(name), text))


def _cells(name: str, sentence: Callable[[Facts], str], options: str) -> Statement:
    return Statement(name, sentence, f"scripts/crossover run --workload {options}")


def _collapse(facts: Facts) -> str:
    result = facts.cell("timer", 1200)
    best = facts.best(result, "gather")
    least_s = result.cell.tasks * result.cell.number("wait_us") / 1e6
    return (
        f"{result.cell.tasks:,} calls of 50 ms wait {show.long_duration_s(least_s)} one after "
        f"another, whatever runs them; {best.contender.name} takes {time_ns(best.makespan)}"
    )


def _semaphore(facts: Facts) -> str:
    result = facts.cell("tcp", limit=3)
    best = facts.best(result, "semaphore")
    if best.server_peak is None:
        raise NotMeasured("the server's counts are not in these samples")
    return (
        f"of {result.cell.tasks} requests under {best.contender.name} with a limit of 3, the "
        f"server saw at most {number(best.server_peak)} at once, and the batch takes "
        f"{time_ns(best.makespan)}"
    )


def _computing(facts: Facts) -> str:
    result = facts.cell("nqueens")
    plain = facts.best(result, "sequential")
    told = []
    for strategy in ("gather", "thread_pool", "process_pool"):
        one = facts.best(result, strategy)
        gained = ratio(plain.by_block, one.by_block)
        if gained is None:
            raise NotMeasured(f"{strategy} and sequential share no block")
        told.append(f"{one.contender.name} is {factor(gained)} as fast")
    return f"against {plain.contender.name} {', '.join(told)}"


def _blocked_loop(facts: Facts) -> str:
    if facts.language == "cpp":
        return _blocked_loop_of_cells(facts)
    return written(
        facts.observed("blocked_loop"),
        "beside 20 blocking calls of 5 ms a heartbeat on the same loop is late by up to "
        "{blocked_ms}; with `to_thread` by up to {in_threads_ms}",
    )


def _blocked_loop_of_cells(facts: Facts) -> str:
    result = facts.cell("sync_only")
    told = []
    for strategy in ("blocking_gather", "offload"):
        one = facts.best(result, strategy)
        if one.costs.lag is None:
            raise NotMeasured(f"the lag of {one.contender.name} was not watched")
        told.append(f"{time_ns(one.costs.lag.max)} under {one.contender.name}")
    return (
        "beside 20 blocking calls of 5 ms a heartbeat on the same loop is late by up to "
        f"{told[0]}, and by up to {told[1]}"
    )


def _simple_script(facts: Facts) -> str:
    group = facts.group("simple_script")
    if not is_cold(group):
        raise NotMeasured("sequential was not measured cold in every cell")
    since = pays_from(group).get("gather")
    most = group.cells[-1].cell.tasks
    first, last = group.cells[0], group.cells[-1]
    one, many = facts.best(first, "gather"), facts.best(last, "gather")
    plain = facts.best(first, "sequential")
    pays = f"pays from {since} tasks on" if since else f"is not proven to pay up to {most} tasks"
    return (
        f"a script that is started for it alone {pays} with gather: one task takes "
        f"{time_ns(one.makespan)} with it and {time_ns(plain.makespan)} without, {most} take "
        f"{time_ns(many.makespan)} with it"
    )


SEEN = {
    "seen_forgotten": "a bare `create_task`",
    "seen_gather": "`gather`",
    "seen_collected": "`gather` that returns exceptions",
    "seen_task_group": "a `TaskGroup`",
    "seen_scope": "our `scope`",
}


def _fire_and_forget(facts: Facts) -> str:
    found = facts.observed("fire_and_forget")
    told = [
        f"{{{figure}}} under {what}" for figure, what in SEEN.items() if figure in found.figures
    ]
    logged = ""
    if "logged_forgotten" in found.figures:
        logged = " (the loop logs {logged_forgotten} once the tasks are gone)"
    text = f"of 100 failures the code that started them sees {', '.join(told)}{logged}"
    return written(found, text)


def _set_up(facts: Facts) -> str:
    found = facts.observed("set_up")
    imported = " after an import of {import_ms}" if "import_ms" in found.figures else ""
    text = "a loop that is made, runs nothing and goes takes {run_us}; the first in a process {first_run_us}"
    return written(found, f"{text}{imported}")


def _waiting_tasks(facts: Facts) -> str:
    result = facts.cell("timer", 10000)
    best = facts.best(result, "gather")
    return (
        f"10,000 tasks that wait 100 ms take {time_ns(best.makespan)} under "
        f"{best.contender.name}, {show.duration_ns(best.cpu.median / result.cell.tasks)} of CPU "
        f"time and {show.size_bytes(max(0.0, best.bytes_per_task))} of memory a task"
    )


RUNNERS = {
    "pytest_asyncio": "pytest-asyncio in auto mode",
    "anyio_trio": "anyio's plugin on trio",
    "unittest": "`IsolatedAsyncioTestCase`",
}


def _async_tests(facts: Facts) -> str:
    found = facts.observed("async_tests")
    told = []
    for runner, what in RUNNERS.items():
        if f"{runner}_ms" not in found.figures:
            continue
        leak = "is" if found.interval(f"{runner}_leak_reported").median else "is not"
        hang = "is" if found.interval(f"{runner}_hang_stopped_by_name").median else "is not"
        told.append(
            f"{what} takes {{{runner}_ms}} on {{{runner}_fresh_loops}} loops; a task left behind "
            f"{leak} reported, a test that hangs {hang} stopped by name"
        )
    return written(found, f"300 tests of 10 ms: {'. '.join(told)}")


STATEMENTS = (
    _written(
        "gather",
        "five calls of 200 ms take {chain_ms} when each is awaited in turn, and {gathered_ms} "
        "gathered; {in_place} of 5 results stand in the order of input, though they end in the "
        "opposite one",
    ),
    _cells("collapse", _collapse, "timer --tasks 1200 --wait 50ms --strategy gather"),
    _cells("semaphore", _semaphore, "tcp --tasks 30 --wait 5ms --limit 3 --strategy semaphore"),
    _cells("computing", _computing, "nqueens --tasks 20 --cpu 50us --limit cores"),
    _observation("blocked_loop", _blocked_loop),
    _cells("simple_script", _simple_script, "simple_script --tasks 1,2,4,8,16,32 --limit tasks"),
    _written(
        "context_manager",
        "{released_on_error} of 100 resources are released when the body fails, and "
        "{released_on_cancellation} of 100 when the task is cancelled",
    ),
    _written(
        "exceptions",
        "a `try` around the await catches {caught_where_awaited} of 100 failures, one around the "
        "start of the task {caught_where_created}",
    ),
    _observation("fire_and_forget", _fire_and_forget),
    _written(
        "shared_total",
        "of 1,000 increments with an await between read and write {lost} are lost, and "
        "{lost_locked} under a lock, at {locked_us} an increment instead of {bare_us}",
    ),
    _written(
        "cancellation",
        "of 100 tasks that are cancelled {finally_begun} begin their clean-up, {finally_done} end "
        "one that awaits 1 ms, and the last has ended {over_ms} after the cancellation",
    ),
    _observation("set_up", _set_up),
    _cells("waiting_tasks", _waiting_tasks, "timer --tasks 10000 --wait 100ms --strategy gather"),
    _observation("async_tests", _async_tests),
)
