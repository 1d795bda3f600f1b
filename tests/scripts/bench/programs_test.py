"""Programs that stand beside the bench."""

from dataclasses import replace
from pathlib import Path

import pytest
from crossover_tool.bench.programs import missing, paths, program_flags, shipped
from crossover_tool.cell import BASELINE, Contender
from crossover_tool.errors import MissingError, UsageError
from made_catalog import catalog

RAW, SNAKE, GATHER = (
    Contender(*one) for one in ((BASELINE, "raw_tcp"), ("gather", "snake"), ("gather", "asio"))
)


def executable(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(0o755)
    return path


def test_those_that_are_programs_are_made_known_once() -> None:
    own = {SNAKE: Path("/p/snake")}
    assert paths(Path("/b/bench"), [GATHER, RAW, SNAKE, RAW], own) == [
        Path("/b/programs/raw_tcp"),
        Path("/p/snake"),
    ]
    assert program_flags(Path("/b/bench"), [GATHER, SNAKE], own) == ["--program=/p/snake"]


def test_what_can_be_executed_beside_the_bench_came_along(tmp_path: Path) -> None:
    snake = executable(tmp_path / "contenders" / "python" / "snake")
    (tmp_path / "contenders" / "python" / "README").touch(0o644)
    executable(tmp_path / "contenders" / "python" / "support" / "loop.py")
    assert shipped(tmp_path / "bench") == [snake]


def test_a_program_that_was_not_built_has_the_reason_of_its_library(tmp_path: Path) -> None:
    lacking = replace(catalog(), skipped={Contender("thread_pool", "tbb"): "no TBB"})
    executable(tmp_path / "programs" / "raw_tcp")
    assert missing(tmp_path / "bench", lacking, "raw_tcp") == ""
    assert missing(tmp_path / "bench", lacking, "tbb_group") == "no TBB"


def test_a_name_that_is_none_is_told_the_nearest_or_that_there_are_no_programs(
    tmp_path: Path,
) -> None:
    with pytest.raises(MissingError, match="there are no baselines in"):
        missing(tmp_path / "bench", catalog(), "raw_tcp")
    executable(tmp_path / "programs" / "raw_tcp")
    with pytest.raises(UsageError, match="did you mean 'raw_tcp'"):
        missing(tmp_path / "bench", catalog(), "raw_tpc")
