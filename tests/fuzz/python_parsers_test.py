"""Random texts for every parser of the scripts: each is read, or refused in one sentence with a
documented exit code; none leads to a traceback, and none takes long.

CROSSOVER_FUZZ_INPUTS says how many for each (default: 100); `crossover test --fuzz` sets it. Inputs
that once broke something lie in corpus/, a folder a parser, and are tried first.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(ROOT / "scripts"), str(ROOT / "tests" / "scripts")]
from crossover_tool.bench.catalog import parse_catalog  # noqa: E402
from crossover_tool.cell import Cell  # noqa: E402
from crossover_tool.cli import run_options, run_parser  # noqa: E402
from crossover_tool.errors import CrossoverError, UsageError  # noqa: E402
from crossover_tool.samples.reader import read  # noqa: E402
from crossover_tool.secrets import HIDDEN, conninfo, redacted, redacted_dsn  # noqa: E402
from crossover_tool.suites import suite_file  # noqa: E402
from crossover_tool.units import parse  # noqa: E402

INPUTS = int(os.environ.get("CROSSOVER_FUZZ_INPUTS", "100"))
LONGEST_S = 5.0
"""For one input, on a busy machine. What backtracks for ever takes longer."""
MOST_BYTES = 4 << 30
"""Of address space, where this process does nothing else. What an input makes grow ends there."""
if "CROSSOVER_FUZZ_INPUTS" in os.environ:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))

DATA = ROOT / "tests" / "scripts" / "data"
FROZEN = (DATA / "frozen" / "samples.jsonl", *sorted((DATA / "frozen_2").glob("*.jsonl")))
CATALOG = parse_catalog(json.loads((DATA / "bench" / "list.json").read_text(encoding="utf-8")))

fuzzed = settings(
    max_examples=INPUTS,
    deadline=None,
    derandomize="CROSSOVER_FUZZ_INPUTS" not in os.environ,
    suppress_health_check=list(HealthCheck),
)


def corpus(name: str) -> Iterator[bytes]:
    """What broke this parser once."""
    for path in sorted((HERE / "corpus" / name).glob("*")):
        yield path.read_bytes()


def within_time(call: Callable[[], object]) -> None:
    """Calls it. What it may raise is the errors that a user meets."""
    started = time.monotonic()
    try:
        call()
    except CrossoverError as refused:
        assert str(refused).strip()
    assert time.monotonic() - started < LONGEST_S


WORDS = (
    "password=x api_key= user:x@ http:// postgresql:// -u --token 'a b' \\ \" ; & = %20 Bearer -H "
    "tasks: limit: wait_us: / : 1e9 -1 5ms 99% 0x10 nan inf [[cells]] workload tcp {i} $( `".split()
)
"""What inputs are made of, and changed by."""
ALONE = ("test_no_password_of_a_dsn_comes_through",)
"""Those that promise something of one kind of input only: one that is changed may be of another."""
words = st.sampled_from(WORDS)
texts = st.one_of(st.text(max_size=200), st.lists(words, max_size=12).map(" ".join))


FOLDER = tempfile.TemporaryDirectory()  # pylint: disable=consider-using-with


def _in_file(content: bytes, name: str, call: Callable[[Path], object]) -> None:
    path = Path(FOLDER.name) / name
    path.write_bytes(content)
    within_time(lambda: call(path))


def load_suite(content: bytes) -> None:
    """As `run --suite FILE` does."""
    _in_file(content, "suite.toml", lambda path: suite_file.load(path, CATALOG, 2, dict))


values = st.recursive(
    st.one_of(st.integers(-5, 10**12), st.booleans(), st.floats(), words, st.text(max_size=8)),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=4,
)
keys = st.sampled_from(
    "workload tasks limit contenders blocks wait bytes cpu name group chart max_sample goals".split()
)


def as_toml(table: dict[str, Any]) -> str:
    """A [[cells]] table. JSON's values are TOML's, but for what TOML has no word for."""
    return "[[cells]]\n" + "\n".join(f"{key} = {json.dumps(one)}" for key, one in table.items())


@fuzzed
@given(
    st.one_of(st.binary(max_size=300), st.dictionaries(keys, values).map(as_toml).map(str.encode))
)
@example(b'[[cells]]\nworkload = "timer"\ntasks = [1, 2]\n')
def test_a_suite_is_read_or_refused(content: bytes) -> None:
    load_suite(content)


@pytest.mark.parametrize("content", corpus("suite"))
def test_suites_that_broke_something(content: bytes) -> None:
    load_suite(content)


def read_samples(content: bytes) -> None:
    """As `report` does."""
    _in_file(content, "samples.jsonl", read)


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """Results of some version with a few bytes, lines or values that are others."""
    content = draw(st.sampled_from(FROZEN)).read_bytes()
    lines = content.splitlines(keepends=True)[: draw(st.integers(1, 12))]
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(lines) - 1))
        lines[at] = draw(st.sampled_from((_other_value, _other_bytes, _cut)))(draw, lines[at])
    return b"".join(lines)


def _other_value(draw: st.DrawFn, line: bytes) -> bytes:
    try:
        record = json.loads(line)
    except ValueError:
        return line
    place, key = record, draw(st.sampled_from(sorted(record) or ["kind"]))
    while isinstance(place.get(key), dict) and place[key] and draw(st.booleans()):
        place = place[key]
        key = draw(st.sampled_from(sorted(place)))
    place[key] = draw(values)
    return json.dumps(record).encode() + b"\n"


def _other_bytes(draw: st.DrawFn, line: bytes) -> bytes:
    at = draw(st.integers(0, len(line)))
    return line[:at] + draw(st.binary(max_size=6)) + line[at + draw(st.integers(0, 6)) :]


def _cut(draw: st.DrawFn, line: bytes) -> bytes:
    return line[: draw(st.integers(0, len(line)))]


@fuzzed
@given(st.one_of(damaged(), st.binary(max_size=200)))
def test_results_of_every_version_are_read_or_refused(content: bytes) -> None:
    read_samples(content)


@pytest.mark.parametrize("content", corpus("samples"))
def test_results_that_broke_something(content: bytes) -> None:
    read_samples(content)


OPTIONS = st.sampled_from(
    "--suite --workload --tasks --limit --wait --bytes --blocks --contender --param --out --seed "
    "--budget --exec --url --dsn --max-sample --kind --strategy --engine --find --resume".split()
)


RUN = run_parser.parser()


@fuzzed
@given(st.lists(st.one_of(OPTIONS, texts), max_size=8))
def test_a_command_line_is_read_or_refused(arguments: list[str]) -> None:
    def call() -> object:
        options = RUN.parse([*arguments, "--workload", "timer"])
        return run_options.asked(options, CATALOG)

    try:
        within_time(call)
    except SystemExit as ended:
        assert ended.code == 0  # --help


@fuzzed
@given(texts)
def test_a_cell_is_read_or_refused_and_written_as_it_was(text: str) -> None:
    try:
        cell = Cell.parse(text)
    except ValueError as refused:
        assert str(refused)
        return
    assert Cell.parse(cell.key) == cell


@fuzzed
@given(texts)
def test_amounts_are_read_or_refused(text: str) -> None:
    readers: tuple[Callable[[str], object], ...] = (
        parse.parse_duration_us,
        parse.parse_bytes,
        parse.parse_count,
        parse.parse_percent,
        parse.parse_share,
    )
    for reader in readers:
        try:
            reader(text)
        except (ValueError, UsageError) as refused:
            assert str(refused)


@fuzzed
@given(texts)
@example("b' password=' --token : -H limit: b' 0x10 'a -H")
def test_what_is_redacted_stays_so(text: str) -> None:
    for hide in (redacted, redacted_dsn):
        once: list[str] = []
        within_time(lambda: once.append(hide(text)))  # pylint: disable=cell-var-from-loop
        assert hide(once[0]) == once[0]


@fuzzed
@given(st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=4, max_size=30))
def test_no_password_of_a_dsn_comes_through(secret: str) -> None:
    quoted = "'" + secret.replace("\\", "\\\\").replace("'", "\\'") + "'"
    text = f"host=here password={quoted} user=me"
    found = conninfo(text)
    assert found is not None and found[1].value == secret
    assert redacted_dsn(text) == f"host=here password={HIDDEN} user=me"
