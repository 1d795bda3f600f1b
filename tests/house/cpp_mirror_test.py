"""The test of a/b.hpp and a/b.cpp is tests/a/b_test.cpp: it is found by its name.

ELSEWHERE holds the modules without one, by what tries them instead: folder -> names, or "*" where a
test walks all that the folder holds, so that one more is tried as well. The names only shrink: a
module that has got its test, or is gone, must leave them.
"""

from collections.abc import Collection, Mapping
from fnmatch import fnmatchcase

from mirror import faults, files_named, missing_files
from tracked import tracked

ROOMS = ("base/", "workloads/", "strategies/", "engines/", "bench/", "baselines/")

ELSEWHERE: Mapping[str, Mapping[str, str]] = {
    "an instruction each, of which tests/bench/sample/solo_cost_test.cpp and "
    "tests/engines/ring/task_ring_test.cpp make use": {
        "base": "keep relax",
    },
    "each is run, and what it answers is checked, by tests/baselines/programs_test.py": {
        "baselines": "*",
    },
    "what the bench lists, plans, takes and writes is held by tests/bench/binary_test.py, "
    "tests/bench/catalog/plan_test.cpp and tests/docs/metrics_table_test.py": {
        "bench/catalog": "describe generated registration registry",
        "bench": "main",
        "bench/output": "benchmark_counters metrics",
    },
    "counted for real by tests/bench/counters/allocations_test.cpp, "
    "tests/bench/counters/usage_test.cpp and tests/bench/checks/setup_check_test.cpp": {
        "bench/counters": "creations malloc process",
    },
    "honest programs and liars are run by tests/bench/programs/lies_test.py, "
    "tests/bench/programs/program_process_test.cpp and "
    "tests/contenders/programs/promises_test.py": {
        "bench/programs": "check_program program_entries program_runner supervisor",
    },
    "whole samples are taken by tests/bench/sample/measure_test.cpp and "
    "tests/engines/loop_stuck_test.cpp": {
        "bench/sample": (
            "batch_runner measurement observations sampler server_watch stall_watchdog " "subject"
        ),
    },
    "served to clients good and bad by tests/bench/serve_test.py": {
        "bench/serve": "http_clients http_front serve served",
    },
    "each loop keeps the promises of tests/engines/loop_test.cpp, each pool those of "
    "tests/engines/thread_pool_test.cpp, and each strategy on either those of "
    "tests/strategies/conformance_digest_test.cpp": {
        "engines/*": "*",
    },
    "each pool of processes keeps the promises of tests/engines/processes/batch_test.cpp and "
    "tests/engines/processes/death_test.cpp": {
        "engines/pipe": "dispatcher engine worker",
        "engines/posix": "engine worker",
    },
    "shared by engines, and tried on each of them by tests/engines/loop_test.cpp, "
    "tests/engines/loop_dialogue_test.cpp, tests/engines/posting_pool_test.cpp and "
    "tests/engines/processes/parent_test.cpp": {
        "engines/support": "dialogue_wait exchange_wait loop_core watched_dialogue worker_processes",
    },
    "each strategy keeps, on every engine, the promises of "
    "tests/strategies/conformance_digest_test.cpp and its neighbours": {
        "strategies": "*",
    },
    "tried together by tests/strategies/coro/scope_test.cpp, "
    "tests/strategies/coro/task_test.cpp and tests/docs/patterns_test.cpp": {
        "strategies/coro": "cancel",
    },
    "each workload is run under every strategy by "
    "tests/strategies/conformance_digest_test.cpp, and computed by "
    "tests/workloads/computing_test.cpp": {
        "workloads": "*",
    },
    "spoken to a server by tests/workloads/database_test.cpp and "
    "tests/workloads/database_dialogue_test.cpp": {
        "workloads/postgres": "dialogue processes query server session",
    },
    "the server is run, and driven by clients good and bad, by "
    "tests/workloads/servers/tcp_server_protocol_test.cpp and its neighbours": {
        "workloads/servers": (
            "tcp_server tcp_server_listener tcp_server_main tcp_server_poller tcp_server_report"
        ),
    },
    "tried by the workloads that stand on it: tests/workloads/exec_test.cpp, "
    "tests/workloads/limited_api_test.cpp, tests/workloads/request_test.cpp and "
    "tests/workloads/support/http_answer_test.cpp": {
        "workloads/support": (
            "command_process dialogue http_reply_beast http_reply_missing "
            "request_call retrying_call"
        ),
    },
}


def modules() -> set[str]:
    """The C++ modules of all rooms, each by its path without a suffix."""
    names = [name for name, _ in tracked(".cpp", ".hpp") if name.startswith(ROOMS)]
    return {name.rpartition(".")[0] for name in names}


def with_tests() -> set[str]:
    """The modules that have a test of their name, or would have one."""
    names = [name for name, _ in tracked(".cpp") if name.endswith("_test.cpp")]
    return {name.removeprefix("tests/").removesuffix("_test.cpp") for name in names}


def excused(untested: Collection[str], elsewhere: Mapping[str, Mapping[str, str]]) -> list[str]:
    """What `elsewhere` names, and of `untested` what lies in a folder that is walked and not named
    apart."""
    folders = {folder for entry in elsewhere.values() for folder in entry}
    found = []
    for entry in elsewhere.values():
        for folder, names in entry.items():
            if names != "*":
                found += [f"{folder}/{name}" for name in names.split()]
                continue
            for module in untested:
                within = module.rpartition("/")[0]
                if within == folder or (within not in folders and fnmatchcase(within, folder)):
                    found.append(module)
    return found


def test_every_module_has_its_test_or_a_reason() -> None:
    assert len(modules()) > 200
    found = excused(modules() - with_tests(), ELSEWHERE)
    assert len(found) == len(set(found))
    wrong = list(faults(modules(), with_tests(), found, ".cpp"))
    assert not wrong, "\n".join(wrong)


def test_each_reason_names_what_is_there() -> None:
    assert [reason for reason in ELSEWHERE if not files_named(reason)] == []
    assert missing_files(ELSEWHERE) == []
    assert missing_files(["held by tests/base/gone_test.cpp"]) == ["tests/base/gone_test.cpp"]


def test_a_walked_folder_excuses_what_is_not_named_apart() -> None:
    untested = ["engines/a/loop", "engines/support/x", "engines/support/y"]
    elsewhere = {"walked": {"engines/*": "*"}, "by name": {"engines/support": "x"}}
    found = excused(untested, elsewhere)
    assert sorted(found) == ["engines/a/loop", "engines/support/x"]
    assert list(faults(untested, [], found, ".cpp")) == [
        "engines/support/y has no test engines/support/y_test.cpp: write it"
    ]
