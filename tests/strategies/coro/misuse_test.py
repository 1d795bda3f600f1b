"""Misuse of the coroutine vocabulary that cannot compile says why, in one sentence.

CXX is the compiler.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]

CASES = {
    "a task that yields a reference": (
        "coro::task<int&> give(int& x) { co_return x; }",
        "to yield a reference or an array, yield a pointer to it",
    ),
    "a use that is no coroutine": (
        """auto guard() {
            auto acquire = []() -> coro::task<int> { co_return 1; };
            auto use = [](int& held) { return held; };
            auto release = [](int&) -> coro::task<void> { co_return; };
            return coro::with_resource(acquire, use, release);
        }""",
        "`use(resource)` of with_resource returns a coro::task",
    ),
    "a release that yields a value": (
        """auto guard() {
            auto acquire = []() -> coro::task<int> { co_return 1; };
            auto use = [](int&) -> coro::task<int> { co_return 2; };
            auto release = [](int&) -> coro::task<int> { co_return 3; };
            return coro::with_resource(acquire, use, release);
        }""",
        "`release(resource)` of with_resource returns a coro::task<void>",
    ),
    "a body that is no coroutine": (
        "auto group() { return coro::with_scope([](coro::scope&) { return 1; }); }",
        "`body(scope&)` of with_scope returns a coro::task",
    ),
}


def compiled(code: str, folder: Path) -> subprocess.CompletedProcess[str]:
    source = folder / "misuse.cpp"
    source.write_text(
        '#include "strategies/coro/with_resource.hpp"\n'
        '#include "strategies/coro/with_scope.hpp"\n'
        f"namespace crossover {{\n{code}\n}}\n",
        encoding="utf-8",
    )
    command = [os.environ.get("CXX", "c++"), "-std=c++20", "-fsyntax-only", f"-I{ROOT}", source]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize("name", CASES)
def test_it_is_told_why(name: str, tmp_path: Path) -> None:
    code, reason = CASES[name]
    said = compiled(code, tmp_path)
    assert said.returncode != 0
    assert reason in said.stderr


def test_what_is_right_compiles(tmp_path: Path) -> None:
    right = """coro::task<int> give() {
            auto acquire = []() -> coro::task<int> { co_return 1; };
            auto use = [](int& held) -> coro::task<int> { co_return held; };
            auto release = [](int&) -> coro::task<void> { co_return; };
            return coro::with_resource(acquire, use, release);
        }"""
    said = compiled(right, tmp_path)
    assert said.returncode == 0, said.stderr
