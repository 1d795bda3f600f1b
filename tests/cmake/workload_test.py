"""cmake/workload.cmake: which headers are workloads, and that one which nearly is gets a clear
message."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PARAMETERS = "static constexpr std::array<parameter, 0> parameter_list{};"


def workload_in(folder: Path, text: str) -> subprocess.CompletedProcess[str]:
    """What the function says of a header `sleepy.hpp` with this text."""
    header = folder / "sleepy.hpp"
    header.write_text(text, encoding="utf-8")
    script = folder / "ask.cmake"
    script.write_text(
        f'include({ROOT}/cmake/workload.cmake)\nworkload_in({header} found)\nmessage("found=<${{found}}>")\n',
        encoding="utf-8",
    )
    return subprocess.run(
        ["cmake", "-P", script], capture_output=True, text=True, timeout=30, check=False
    )


@pytest.mark.parametrize(
    "name",
    [
        'static constexpr std::string_view name = "sleepy";',
        'static constexpr auto name = "sleepy";',
        'static constexpr const char* name = "sleepy";',
        'static constexpr const char *name{"sleepy"};',
        'static constexpr char name[] = "sleepy";',
        'static inline const std::string name = "sleepy";',
        'static constexpr std::string_view\n        name = "sleepy";',
    ],
)
def test_a_workload_is_found_however_its_name_is_written(tmp_path: Path, name: str) -> None:
    text = f"class sleepy : public compute_only {{\npublic:\n    {name}\n    {PARAMETERS}\n}};\n"
    result = workload_in(tmp_path, text)
    assert (result.returncode, result.stderr.strip()) == (0, "found=<sleepy>")


@pytest.mark.parametrize(
    "text",
    [
        "inline int helper() { return 1; }\n",
        'struct none {\n    static constexpr const char* name = "none";\n};\n',  # a kind of wait
        f"// {PARAMETERS}\n",
        "concept workload = requires { std::span<const parameter>(W::parameter_list); };\n",
    ],
)
def test_what_is_no_workload_is_passed_over(tmp_path: Path, text: str) -> None:
    result = workload_in(tmp_path, text)
    assert (result.returncode, result.stderr.strip()) == (0, "found=<>")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (f"struct sleepy {{\n    {PARAMETERS}\n}};\n", "no `name`"),
        (
            f'struct drowsy {{\n    static constexpr auto name = "drowsy";\n    {PARAMETERS}\n}};\n',
            "no class sleepy",
        ),
    ],
)
def test_what_is_nearly_one_is_refused_with_what_to_write(
    tmp_path: Path, text: str, says: str
) -> None:
    result = workload_in(tmp_path, text)
    assert result.returncode != 0
    said = " ".join(result.stderr.split())
    assert says in said and "sleepy.hpp" in said


def test_the_suites_own_workloads_are_found(tmp_path: Path) -> None:
    for name in ("noop", "timer", "tcp", "sha256", "mixed"):
        copied = tmp_path / f"{name}.hpp"
        copied.write_text(
            (ROOT / "workloads" / f"{name}.hpp").read_text(encoding="utf-8"), encoding="utf-8"
        )
        script = tmp_path / "ask.cmake"
        script.write_text(
            f'include({ROOT}/cmake/workload.cmake)\nworkload_in({copied} found)\nmessage("${{found}}")\n',
            encoding="utf-8",
        )
        said = subprocess.run(
            ["cmake", "-P", script], capture_output=True, text=True, timeout=30, check=True
        )
        assert said.stderr.strip() == name


def own_workload_in(folder: Path, file: str, text: str | None) -> subprocess.CompletedProcess[str]:
    """What the function says of a file from outside of the tree."""
    if text is not None:
        (folder / file).write_text(text, encoding="utf-8")
    script = folder / "ask.cmake"
    script.write_text(
        f'include({ROOT}/cmake/workload.cmake)\nown_workload_in({folder / file} found)\nmessage("found=<${{found}}>")\n',
        encoding="utf-8",
    )
    return subprocess.run(
        ["cmake", "-P", script], capture_output=True, text=True, timeout=30, check=False
    )


OWN = (
    f'class mine {{\n    static constexpr std::string_view name = "mine";\n    {PARAMETERS}\n}};\n'
)


@pytest.mark.parametrize("file", ["mine.hpp", "mine.cpp"])
def test_a_file_from_outside_holds_a_workload(tmp_path: Path, file: str) -> None:
    result = own_workload_in(tmp_path, file, f"namespace crossover::workloads {{\n{OWN}}}\n")
    assert (result.returncode, result.stderr.strip()) == (0, "found=<mine>")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (None, "give the absolute path of a file that is there"),
        ("int helper();\n", "has no workload: write a class of the file's name"),
        (OWN, "put it into `namespace crossover::workloads`"),
    ],
)
def test_one_that_holds_none_is_refused(tmp_path: Path, text: str | None, says: str) -> None:
    result = own_workload_in(tmp_path, "mine.hpp", text)
    assert result.returncode != 0
    assert says in " ".join(result.stderr.split())
