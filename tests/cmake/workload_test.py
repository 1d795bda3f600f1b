"""How strategies and workloads are found: cmake/strategy.cmake, cmake/workload.cmake and the question
that the compiler is asked, and that what nearly is one gets a clear message."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CXX = os.environ.get("CXX", "c++")
PARAMETERS = "static constexpr std::array<parameter, 0> parameter_list{};"


def asked(folder: Path, module: str, call: str) -> subprocess.CompletedProcess[str]:
    """What CMake says when it is asked `call`, which sets `found`."""
    script = folder / "ask.cmake"
    script.write_text(
        f'include({ROOT}/cmake/{module})\n{call}\nmessage("found=<${{found}}>")\n',
        encoding="utf-8",
    )
    return subprocess.run(
        ["cmake", "-P", script], capture_output=True, text=True, timeout=30, check=False
    )


def strategy_in(folder: Path, text: str) -> subprocess.CompletedProcess[str]:
    header = folder / "eager.hpp"
    header.write_text(text, encoding="utf-8")
    return asked(folder, "strategy.cmake", f"strategy_in({header} found)")


FITS = "template <class E>\nstatic constexpr bool fits = true;\n"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"struct eager {{\n{FITS}}};\nCROSSOVER_STRATEGY(eager)\n", "eager"),
        ("struct helper {};\n", ""),
        ("/// CROSSOVER_STRATEGY(eager) is the line\n", ""),
    ],
)
def test_a_strategy_is_found_by_its_line(tmp_path: Path, text: str, found: str) -> None:
    result = strategy_in(tmp_path, text)
    assert (result.returncode, result.stderr.strip()) == (0, f"found=<{found}>")


def test_a_strategy_without_its_line_is_refused_with_what_to_write(tmp_path: Path) -> None:
    result = strategy_in(tmp_path, f"struct eager {{\n{FITS}}};\n")
    said = " ".join(result.stderr.split())
    assert result.returncode != 0
    assert "eager.hpp" in said and "write the line CROSSOVER_STRATEGY(eager) at its end" in said


def test_every_strategy_of_the_tree_is_found(tmp_path: Path) -> None:
    found = {
        asked(tmp_path, "strategy.cmake", f"strategy_in({header} found)").stderr.strip()
        for header in sorted((ROOT / "strategies").glob("*.hpp"))
    }
    assert {"found=<gather>", "found=<thread_pool>", "found=<process_pool>"} <= found


@pytest.mark.parametrize(("file", "found"), [("mine.hpp", "mine"), ("my_own.cpp", "my_own")])
def test_a_workload_is_named_after_its_file(tmp_path: Path, file: str, found: str) -> None:
    (tmp_path / file).touch()
    result = asked(tmp_path, "workload.cmake", f"own_workload_in({tmp_path / file} found)")
    assert (result.returncode, result.stderr.strip()) == (0, f"found=<{found}>")


@pytest.mark.parametrize(
    ("file", "there", "says"),
    [
        ("mine.hpp", False, "give the absolute path of a file that is there"),
        ("my-own.hpp", True, "give it a name of letters, digits and _"),
    ],
)
def test_a_file_that_can_hold_none_is_refused(
    tmp_path: Path, file: str, there: bool, says: str
) -> None:
    if there:
        (tmp_path / file).touch()
    result = asked(tmp_path, "workload.cmake", f"own_workload_in({tmp_path / file} found)")
    assert result.returncode != 0
    assert says in " ".join(result.stderr.split())


def compiled(folder: Path, text: str) -> subprocess.CompletedProcess[str]:
    """The compiler's answer to the question whether `mine.hpp` with this text holds a workload."""
    header = folder / "mine.hpp"
    header.write_text(text, encoding="utf-8")
    question = (ROOT / "bench" / "catalog" / "own_workload.cpp.in").read_text(encoding="utf-8")
    source = folder / "own_workload.cpp"
    source.write_text(
        question.replace("@WORKLOAD_INCLUDES@", f'#include "{header}"').replace(
            "@OWN_WORKLOAD@", "mine"
        ),
        encoding="utf-8",
    )
    return subprocess.run(
        [CXX, "-std=c++20", "-fsyntax-only", f"-I{ROOT}", source],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, "LC_ALL": "C"},
    )


HEAD = '#include "workloads/workload.hpp"\n#include <array>\n'
NAME = 'static constexpr std::string_view name = "mine";\n'
REST = f"""    static constexpr std::string_view summary = "mine";
    {PARAMETERS}
    explicit mine(const parameters&) {{}}
    std::uint64_t compute(std::size_t i, std::uint64_t) const {{ return i; }}
    std::uint64_t expected(std::size_t i) const {{ return i; }}
"""
BARE = """    using wait_type = wait::none;
    static wait::none wait(std::size_t) { return {}; }
    static wait::none::endpoint endpoint() { return {}; }
    static std::int64_t wait_ns() { return 0; }
"""


def inside(body: str) -> str:
    return f"{HEAD}namespace crossover::workloads {{\n{body}}}\n"


@pytest.mark.parametrize(
    "text",
    [
        inside(f"struct mine : compute_only {{\n    {NAME}{REST}}};\n"),
        inside(f"struct mine {{\n    {NAME}{REST}{BARE}}};\n"),
    ],
)
def test_a_workload_compiles_with_and_without_a_base(tmp_path: Path, text: str) -> None:
    result = compiled(tmp_path, text)
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            inside(f"struct yours : compute_only {{\n    {NAME}}};\n"),
            "there is no class mine in namespace crossover::workloads",
        ),
        (
            f"{HEAD}using namespace crossover;\nstruct mine : compute_only {{\n    {NAME}{REST}}};\n",
            "there is no class mine in namespace crossover::workloads",
        ),
        (inside(f"struct mine : compute_only {{\n{REST}}};\n"), "mine is no workload yet"),
        (
            inside(f"struct mine {{\n    {NAME}{REST}{BARE}    void begin_batch();\n}};\n"),
            "derive it publicly from workload_defaults",
        ),
    ],
)
def test_what_is_nearly_one_is_told_so(tmp_path: Path, text: str, says: str) -> None:
    result = compiled(tmp_path, text)
    assert result.returncode != 0
    assert says in result.stderr
