"""Testing async code: 300 tests of 10 ms under pytest-asyncio (auto mode), anyio's plugin for
pytest on trio, and unittest's IsolatedAsyncioTestCase. How long do they take, does each have a loop
of its own, is a task that a test leaves behind reported, and is a test that hangs stopped by name?

Each runner is a process of its own on files that are written for it.
"""

import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from observation import skip, tell, timed_ms

TESTS, EACH_S = 300, 0.01
STOP_AFTER_S = 1
KILL_AFTER_S = {False: 120, True: 3 * STOP_AFTER_S}
"""By whether it is a test that hangs under a runner without a time limit of its own."""
PYTEST = (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:randomly")

SLEEPS = """\
@pytest.mark.parametrize("number", range({tests}))
async def test_sleeps(number):
    note_loop({token})
    await {sleep}({seconds})
"""

LOOPS = """\
import pathlib
kept = []
def note_loop(token):
    fresh = all(token is not other for other in kept)
    kept.append(token)  # alive, so that no later loop can have its identity
    with open(pathlib.Path(__file__).with_name("loops"), "a") as file:
        file.write("f" if fresh else "o")
"""


@dataclass(frozen=True)
class Runner:
    """A way of running async tests: its command, the options that stop a test that hangs, and its
    files: the 300 tests, one that leaves a task behind, and one that hangs."""

    command: tuple[str, ...]
    stop: tuple[str, ...]
    sleeps: str
    leaks: str
    hangs: str


def pytest_file(header: str, token: str, sleep: str) -> str:
    """The 300 tests for a plugin of pytest."""
    body = SLEEPS.format(tests=TESTS, token=token, sleep=sleep, seconds=EACH_S)
    return f"{header}\n{LOOPS}\n{body}"


ASYNCIO = Runner(
    (*PYTEST, "-o", "asyncio_mode=auto", "-W", "always"),
    ("-o", "timeout_method=signal", "--timeout", str(STOP_AFTER_S)),
    pytest_file("import asyncio, pytest", "asyncio.get_running_loop()", "asyncio.sleep"),
    "import asyncio\nasync def test_leaks():\n    asyncio.create_task(asyncio.sleep(60))\n"
    "    await asyncio.sleep(0)\n",
    "import asyncio\nasync def test_hangs():\n    await asyncio.sleep(60)\n",
)
TRIO = Runner(
    (*PYTEST, "-o", "asyncio_mode=strict", "-W", "always"),
    ("-o", "timeout_method=signal", "--timeout", str(STOP_AFTER_S)),
    pytest_file(
        "import pytest, trio\npytestmark = pytest.mark.anyio\n"
        "@pytest.fixture\ndef anyio_backend():\n    return 'trio'",
        "trio.lowlevel.current_root_task()",
        "trio.sleep",
    ),
    "import pytest, trio\npytestmark = pytest.mark.anyio\n"
    "@pytest.fixture\ndef anyio_backend():\n    return 'trio'\n"
    "async def test_leaks():\n    trio.lowlevel.spawn_system_task(trio.sleep, 60)\n"
    "    await trio.sleep(0)\n",
    "import pytest, trio\npytestmark = pytest.mark.anyio\n"
    "@pytest.fixture\ndef anyio_backend():\n    return 'trio'\n"
    "async def test_hangs():\n    await trio.sleep(60)\n",
)
UNITTEST = Runner(
    (sys.executable, "-W", "always", "-m", "unittest"),
    (),
    f"import asyncio, unittest\n{LOOPS}\nclass Sleeps(unittest.IsolatedAsyncioTestCase):\n    pass\n"
    f"for number in range({TESTS}):\n"
    "    async def test(self):\n        note_loop(asyncio.get_running_loop())\n"
    f"        await asyncio.sleep({EACH_S})\n    setattr(Sleeps, f'test_{{number}}', test)\n",
    "import asyncio, unittest\nclass Leaks(unittest.IsolatedAsyncioTestCase):\n"
    "    async def test_leaks(self):\n        asyncio.create_task(asyncio.sleep(60))\n"
    "        await asyncio.sleep(0)\n",
    "import asyncio, unittest\nclass Hangs(unittest.IsolatedAsyncioTestCase):\n"
    "    async def test_hangs(self):\n        await asyncio.sleep(60)\n",
)
REPORTED = re.compile(
    r"never (awaited|retrieved)|destroyed but it is pending|leaked|left behind", re.I
)


def run(runner: Runner, name: str, text: str, *more: str) -> tuple[int | None, str]:
    """The exit code and the words of the runner on a file; None where it had to be killed."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, f"{name}.py").write_text(text, encoding="utf-8")
        target = name if runner is UNITTEST else f"{name}.py"
        try:
            ended = subprocess.run(
                [*runner.command, *more, target],
                cwd=folder,
                env={**os.environ, "PYTHONPATH": ""},
                capture_output=True,
                text=True,
                timeout=KILL_AFTER_S[name == "test_hang" and not more],
            )
        except subprocess.TimeoutExpired:
            return None, ""
        loops = Path(folder, "loops")
        marks = loops.read_text() if loops.exists() else ""
        return ended.returncode, f"{marks}\n{ended.stdout}{ended.stderr}"


def seen(runner: Runner, name: str) -> dict[str, float]:
    """The figures of a runner, after its name."""
    (code, said), took_ms = timed_ms(lambda: run(runner, "test_many", runner.sleeps))
    if code != 0:
        raise RuntimeError(f"{name}: the {TESTS} tests ended with {code}: {said[-300:]}")
    _, leak = run(runner, "test_leak", runner.leaks)
    code, hang = run(runner, "test_hang", runner.hangs, *runner.stop)
    return {
        f"{name}_ms": took_ms,
        f"{name}_fresh_loops": said.partition("\n")[0].count("f"),
        f"{name}_leak_reported": int(bool(REPORTED.search(leak))),
        f"{name}_hang_stopped_by_name": int(code not in (None, 0) and "test_hangs" in hang),
    }


NEEDED = ("pytest", "pytest_asyncio", "pytest_timeout", "anyio", "trio")
missing = [module for module in NEEDED if find_spec(module) is None]
if missing:
    skip(f"{', '.join(missing)} cannot be imported: install what 'crossover setup' names")
tell(**seen(ASYNCIO, "pytest_asyncio"), **seen(TRIO, "anyio_trio"), **seen(UNITTEST, "unittest"))
