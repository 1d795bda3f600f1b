"""The test of a/b.hpp and a/b.cpp is tests/a/b_test.cpp: it is found by its name.

ELSEWHERE holds the modules without one, by what tries them instead: folder -> names. It only
shrinks: a module that has got its test, or is gone, must leave it.
"""

from collections.abc import Mapping

from mirror import faults, missing_files
from tracked import tracked

ROOMS = ("base/", "workloads/", "strategies/", "engines/", "bench/", "baselines/")

ELSEWHERE: Mapping[str, Mapping[str, str]] = {
    "tried by what stands on it": {
        "base": "cpu_clock descriptors error futex shared_memory",
    },
    "one instruction each": {
        "base": "keep relax",
    },
    "each is run, and what it answers is checked, by tests/baselines/programs_test.py": {
        "baselines": (
            "asio_awaitable_tcp asio_channel_semaphore asio_channel_tcp asio_co_spawn "
            "asio_cores_timer asio_expiry asio_offload asio_parallel_group asio_tcp "
            "asio_thread_pool asio_timer_coroutine asio_timer_workers barrier_crew "
            "coroutine countdown libuv_loop libuv_queue_work libuv_tcp libuv_timer_callback "
            "libuv_timer_coroutine libuv_timer_workers message_workers raw_atomic_index "
            "raw_epoll_tcp raw_fork_each raw_pipe raw_process_index raw_socketpair "
            "raw_static_split raw_timer_heap raw_timer_wheel raw_timer_workers results_file "
            "std_async std_mutex_pool std_thread_each tbb_parallel_for tbb_task_group "
            "tcp_socket timer_heap uring_ring uring_tcp uring_timer_coroutine work "
            "worker_processes"
        ),
    },
    "what the bench lists, plans, takes and writes is held by tests/bench/binary_test.py, "
    "tests/bench/catalog/plan_test.cpp and tests/docs/metrics_table_test.py": {
        "bench/catalog": "describe generated open_parameters registration registry select",
        "bench": "main",
        "bench/output": "benchmark_counters cell_json clean_environment foreign_flags metrics",
    },
    "counted for real by tests/bench/counters/allocations_test.cpp, "
    "tests/bench/counters/usage_test.cpp and tests/bench/checks/setup_check_test.cpp": {
        "bench/counters": "allocation_counters creations malloc proc_files process",
    },
    "honest programs and liars are run by tests/bench/programs/lies_test.py, "
    "tests/bench/programs/program_process_test.cpp and "
    "tests/contenders/programs/promises_test.py": {
        "bench/programs": "check_program program_entries program_runner supervisor",
    },
    "whole samples are taken by tests/bench/sample/measure_test.cpp and "
    "tests/engines/loop_stuck_test.cpp": {
        "bench/sample": (
            "batch_runner failure_count failure_slots measurement observations plan_memory "
            "salt sampler server_watch stall_watchdog subject work_scaling"
        ),
    },
    "served to clients good and bad by tests/bench/serve_test.py": {
        "bench/serve": "http_clients http_front serve served",
    },
    "each loop keeps the promises of tests/engines/loop_test.cpp and its neighbours, and each "
    "strategy on it those of tests/strategies/conformance_digest_test.cpp and its neighbours": {
        "engines/asio": "engine loop operation_memory readiness tcp thread_pool watch",
        "engines/asio_awaitable": "dialogue engine loop",
        "engines/asio_cores": (
            "cores dialogue engine failures live_tasks loop semaphore shared_work sleepers "
            "task tcp wait"
        ),
        "engines/asio_parallel_group": "engine loop",
        "engines/asio_processes": "engine",
        "engines/fiber": "engine fiber loop stack_pool",
        "engines/libuv": "check engine file loop readiness tcp thread_pool worker_queue",
        "engines/uring": "engine file loop operation readiness reply_buffers ring tcp",
    },
    "each pool keeps the promises of tests/engines/thread_pool_test.cpp, "
    "tests/engines/thread_pool_limit_test.cpp and tests/engines/thread_pool_shutdown_test.cpp": {
        "engines/index": "engine thread_pool",
        "engines/moodycamel": "engine thread_pool",
        "engines/ring": "consumer engine thread_pool",
        "engines/static_split": "engine thread_pool",
        "engines/std": "engine task_threads thread_pool",
        "engines/tbb": "engine thread_pool",
        "engines/tbb_tasks": "engine thread_pool",
    },
    "each pool of processes keeps the promises of tests/engines/processes/batch_test.cpp and "
    "tests/engines/processes/death_test.cpp": {
        "engines/pipe": "dispatcher engine line replies wire worker",
        "engines/posix": "engine failure_text pool_control process_pool worker",
    },
    "shared by engines, and tried on each of them by tests/engines/loop_test.cpp, "
    "tests/engines/loop_dialogue_test.cpp, tests/engines/posting_pool_test.cpp and "
    "tests/engines/processes/parent_test.cpp": {
        "engines/support": (
            "batch_crew closed_flag dialogue_wait die_with_parent dropped_task "
            "exchange_wait exit_text file_block loop_core loopback pool_width shared_array "
            "small_task threads wait_group watched_dialogue worker_processes worker_usage"
        ),
    },
    "each strategy keeps, on every engine, the promises of "
    "tests/strategies/conformance_digest_test.cpp and its neighbours": {
        "strategies": (
            "arrivals batch blocking_gather collecting_gather concepts deadline_gather "
            "failure_slot fork_per_task free_slots gather guarded_gather kind nested_gather "
            "offload offload_processes on_loop on_threads pattern_gather process_call "
            "process_pool register resources runner scoped_gather semaphore sequential "
            "shared_slots shielded_gather shutdown stop thread_per_task thread_pool"
        ),
    },
    "tried together by tests/strategies/coro/scope_test.cpp, "
    "tests/strategies/coro/task_test.cpp and tests/docs/patterns_test.cpp": {
        "strategies/coro": "cancel failures join outcome permits remote_list settled this_scope wait",
    },
    "each workload is run under every strategy by "
    "tests/strategies/conformance_digest_test.cpp, and computed by "
    "tests/workloads/computing_test.cpp": {
        "workloads": (
            "compress http json mandelbrot mixed noop nqueens sha256 simple_script "
            "sync_only tcp timer wait workload"
        ),
    },
    "spoken to a server by tests/workloads/database_test.cpp and "
    "tests/workloads/database_dialogue_test.cpp": {
        "workloads/postgres": "conninfo dialogue failure processes query rows server session",
    },
    "the server is run, and driven by clients good and bad, by "
    "tests/workloads/servers/tcp_server_protocol_test.cpp and its neighbours": {
        "workloads/servers": (
            "http_resource tcp_server tcp_server_counters tcp_server_listener "
            "tcp_server_main tcp_server_options tcp_server_poller tcp_server_report"
        ),
    },
    "tried by the workloads that stand on it: tests/workloads/exec_test.cpp, "
    "tests/workloads/limited_api_test.cpp, tests/workloads/request_test.cpp and "
    "tests/workloads/support/http_answer_test.cpp": {
        "workloads/support": (
            "amount body_digest by_salt command_process dialogue file_set http_fetch "
            "http_reply_beast http_reply_missing parameters process_mutex request_call "
            "retrying_call sha256_rounds task_cost thread_number trimmed"
        ),
    },
}


def modules() -> set[str]:
    """The C++ modules of all rooms, each by its path without a suffix."""
    names = [name for name, _ in tracked(".cpp", ".hpp") if name.startswith(ROOMS)]
    return {name.rpartition(".")[0] for name in names}


def tested() -> set[str]:
    """The modules that have a test of their name, or would have one."""
    names = [name for name, _ in tracked(".cpp") if name.endswith("_test.cpp")]
    return {name.removeprefix("tests/").removesuffix("_test.cpp") for name in names}


def test_every_module_has_its_test_or_a_reason() -> None:
    assert len(modules()) > 200
    excused = [
        f"{folder}/{name}"
        for folders in ELSEWHERE.values()
        for folder, names in folders.items()
        for name in names.split()
    ]
    assert len(excused) == len(set(excused))
    found = list(faults(modules(), tested(), excused, ".cpp"))
    assert not found, "\n".join(found)


def test_what_a_reason_names_is_there() -> None:
    assert missing_files(ELSEWHERE) == []
