"""Tests that arrows.py sees what it is there to see."""

from __future__ import annotations

import tempfile
import unittest
from pathlib import Path

import arrows

FORBIDDEN = [
    ("workloads/x.hpp", '#include "engines/asio/loop.hpp"'),
    ("workloads/x.hpp", '#include "strategies/batch.hpp"'),
    ("workloads/x.cpp", '#include "bench/catalog/cell.hpp"'),
    ("workloads/x.hpp", "#include <boost/asio.hpp>"),
    ("workloads/x.hpp", "#include <uv.h>"),
    ("engines/std/x.hpp", '#include "workloads/workload.hpp"'),
    ("engines/std/x.hpp", '#include "workloads/tcp.hpp"'),
    ("engines/std/x.hpp", '#include "strategies/gather.hpp"'),
    ("engines/std/x.hpp", '#include "bench/catalog/cell.hpp"'),
    ("engines/std/x.hpp", '#include "engines/asio/loop.hpp"'),
    ("engines/asio/x.hpp", '#include "engines/asio_awaitable/loop.hpp"'),
    ("engines/shared.hpp", '#include "engines/asio/loop.hpp"'),
    ("engines/std/x.hpp", "#include <boost/version.hpp>"),
    ("engines/asio/x.hpp", "#include <uv.h>"),
    ("engines/shared.hpp", "  #  include <oneapi/tbb/task_arena.h>"),
    ("engines/libuv/x.hpp", "#include <tbb/task_arena.h>"),
    ("strategies/x.hpp", '#include "engines/std/thread_pool.hpp"'),
    ("strategies/x.hpp", '#include "workloads/timer.hpp"'),
    ("strategies/coro/x.hpp", '#include "bench/catalog/cell.hpp"'),
    ("strategies/x.hpp", "#include <benchmark/benchmark.h>"),
    ("tests/x_test.cpp", "#include <benchmark/benchmark.h>"),
    ("tests/x_test.cpp", "#include <boost/asio/post.hpp>"),
    ("tests/engines/asio/x_test.cpp", "#include <uv.h>"),
    ("bench/x.cpp", "#include <boost/asio.hpp>"),
    ("bench/catalog/engine.cpp.in", "#include <uv.h>"),
    ("bench/x.cpp", '#include "tests/support/lives.hpp"'),
    ("bench/x.cpp", "#include <gtest/gtest.h>"),
    ("base/x.hpp", '#include "workloads/wait.hpp"'),
    ("base/x.hpp", '#include "strategies/batch.hpp"'),
    ("base/x.hpp", "#include <openssl/evp.h>"),
    ("baselines/asio_x.cpp", "#include <uv.h>"),
    ("baselines/raw_x.cpp", "#include <boost/asio/post.hpp>"),
    ("baselines/asio_x.cpp", "#include <liburing.h>"),
    ("engines/support/x.hpp", '#include "engines/ring/thread_pool.hpp"'),
    ("baselines/raw_x.cpp", '#include "engines/futex.hpp"'),
    ("baselines/raw_x.cpp", '#include "strategies/gather.hpp"'),
    ("baselines/x.hpp", '#include "bench/sample/measure.hpp"'),
    ("workloads/x.hpp", '#include "wait.hpp"'),
    ("workloads/x.hpp", '#include "../engines/std/engine.hpp"'),
    ("workloads/x.hpp", "#include <base/clock.hpp>"),
]

ALLOWED = [
    ("workloads/x.hpp", '#include "workloads/servers/server_process.hpp"'),
    ("workloads/x.cpp", "#include <openssl/evp.h>"),
    ("strategies/x.hpp", '#include "workloads/wait.hpp"'),
    ("engines/std/x.hpp", '#include "workloads/wait.hpp"'),
    ("engines/std/x.hpp", '#include "strategies/coro/scope.hpp"'),
    ("engines/std/x.hpp", '#include "engines/futex.hpp"'),
    ("engines/std/x.hpp", '#include "engines/std/task_threads.hpp"'),
    ("engines/asio/x.hpp", '#include "engines/ring/thread_pool.hpp"'),
    ("engines/asio/x.hpp", "#include <boost/asio/post.hpp>"),
    ("engines/libuv/x.hpp", "#include <uv.h>"),
    ("engines/tbb/x.hpp", "#include <oneapi/tbb/task_arena.h>"),
    ("bench/x.cpp", "#include <benchmark/benchmark.h>"),
    ("baselines/asio_x.cpp", "#include <boost/asio/post.hpp>"),
    ("baselines/uring_x.hpp", "#include <liburing.h>"),
    ("baselines/raw_x.cpp", '#include "baselines/harness.hpp"'),
    ("baselines/harness.cpp", '#include "bench/counters/process.hpp"'),
    ("bench/catalog/engine.cpp.in", '#include "engines/@ENGINE@/engine.hpp"'),
    ("tests/x_test.cpp", '#include "engines/asio/loop.hpp"'),
    ("tests/engines/asio/x_test.cpp", "#include <boost/asio/post.hpp>"),
    ("base/x.hpp", "#include <vector>"),
    ("workloads/x.hpp", '// #include "engines/asio/loop.hpp"'),
]

ENGINE_HEADERS = {"asio": "boost/", "libuv": "uv.h uv/", "tbb": "oneapi/ tbb/"}


def violations_of(name: str, line: str) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder)
        for room in arrows.ROOMS:
            (tree / room).mkdir()
        (tree / "base" / "clock.hpp").write_text("#pragma once\n", encoding="utf-8")
        for engine, headers in ENGINE_HEADERS.items():
            (tree / "engines" / engine).mkdir()
            (tree / "engines" / engine / "engine.cmake").write_text(
                f"set(engine_headers {headers})\nset(engine_strategies gather)\n",
                encoding="utf-8",
            )
        path = tree / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"#pragma once\n\n{line}\n", encoding="utf-8")
        return arrows.violations(tree)


class Arrows(unittest.TestCase):
    def test_planted_violations_are_found(self) -> None:
        for name, line in FORBIDDEN:
            with self.subTest(f"{line} in {name}"):
                found = violations_of(name, line)
                self.assertEqual(len(found), 1)
                self.assertTrue(found[0].startswith(f"{name}:3: "), found)

    def test_what_is_allowed_passes(self) -> None:
        for name, line in ALLOWED:
            with self.subTest(f"{line} in {name}"):
                self.assertEqual(violations_of(name, line), [])

    def test_a_tree_that_is_none_is_refused(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            self.assertEqual(arrows.main([folder]), 2)
        self.assertEqual(arrows.main([]), 2)


if __name__ == "__main__":
    unittest.main()
