"""The command itself, and the verbs beside run."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from conftest import FAKE, Command, command_line, environment, frozen, only_error
from crossover_tool.cli.main import VERBS


def test_help_shows_every_verb_with_examples(crossover: Command) -> None:
    result = crossover("--help")
    assert result.returncode == 0
    verbs = [name.replace("_", "-") for name in VERBS]
    assert all(f"  {verb} " in result.stdout for verb in verbs)
    for verb in verbs:
        shown = crossover(verb, "--help")
        assert shown.returncode == 0
        assert "examples:" in shown.stdout


def test_version_is_that_of_the_project(crossover: Command) -> None:
    from conftest import ROOT

    version = crossover("--version").stdout.split()
    assert version[0] == "crossover"
    assert f"VERSION {version[1]}" in (ROOT / "CMakeLists.txt").read_text()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("rnu",), "unknown verb 'rnu': did you mean 'run'"),
        (("--verison",), "did you mean --version?"),
        (("list", "--jason"), "did you mean --json?"),
        (("report",), "required"),
    ],
)
def test_a_mistyped_command_names_the_nearest(
    crossover: Command, arguments: tuple[str, ...], says: str
) -> None:
    result = crossover(*arguments)
    assert result.returncode == 2
    assert says in only_error(result)


def test_list_for_people_and_for_scripts(crossover: Command) -> None:
    shown = crossover("list", "--bench", FAKE)
    assert all(
        text in shown.stdout for text in ("tcp", "--wait", "5 ms", "gather/libuv", "quick", "full")
    )
    assert "(none, atomic, lock, queue)" in " ".join(shown.stdout.split())
    document = json.loads(crossover("list", "--json", "--bench", FAKE).stdout)
    assert {suite["name"] for suite in document["suites"]} >= {"quick", "full"}
    assert {"workloads", "contenders", "pairs_skipped"} <= set(document)


def test_doctor_for_people_and_for_scripts(crossover: Command, real_crossover: Command) -> None:
    document = json.loads(real_crossover("doctor", "--json", "--seconds", "1").stdout)
    checks = {check["check"] for check in document["checks"]}
    assert {"load", "noise", "noise floor", "descriptors", "memory", "disk", "cores"} <= checks
    assert all(check["ok"] or check["advice"] for check in document["checks"])
    assert document["noise"]["seconds"] >= 1.0
    shown = crossover("doctor", "--seconds", "1")
    assert shown.returncode == 0
    assert "descriptors" in shown.stdout


CHARTS = 10 + 2 + 3 + 4
"""Files of the frozen samples' charts: parts in two forms, of which two are sweeps and have a dark
one; the matrix of the whole run, with a dark one; the poster in one form more. Nobody is good enough
in so few blocks, whose costs a picture would show."""


def test_report_is_made_from_the_samples_alone(crossover: Command, tmp_path: Path) -> None:
    shutil.copy(frozen(), tmp_path / "samples.jsonl")
    result = crossover("report", "samples.jsonl", "--out", "there")
    assert result.returncode == 0, result.stderr
    assert (tmp_path / "there" / "report.md").is_file()
    assert len(list((tmp_path / "there" / "charts").iterdir())) == CHARTS


def test_report_as_json_writes_nothing(crossover: Command, tmp_path: Path) -> None:
    document = json.loads(crossover("report", frozen(), "--json").stdout)
    assert [group["axis"] for group in document["groups"]] == ["tasks", "cores", ""]
    assert not list(tmp_path.iterdir())


def test_the_doctor_refuses_a_wrong_time(crossover: Command) -> None:
    result = crossover("doctor", "--seconds", "soon")
    assert result.returncode == 2
    assert "--seconds: 'soon' is not a whole number" in only_error(result)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "no results file"),
        ("", "holds nothing"),
        ("{}\n", "line 1"),
        ("nonsense\n", "line 1"),
    ],
)
def test_report_refuses_what_is_no_result(
    crossover: Command, tmp_path: Path, content: str | None, says: str
) -> None:
    if content is not None:
        (tmp_path / "s.jsonl").write_text(content)
    result = crossover("report", "s.jsonl")
    assert result.returncode == 4
    assert says in only_error(result)


def test_report_says_where_it_cannot_write(crossover: Command, tmp_path: Path) -> None:
    result = crossover("report", frozen(), "--out", "/proc/nowhere")
    assert result.returncode == 4
    assert "/proc/nowhere" in only_error(result)


def test_an_unwritable_standard_output_is_no_traceback(tmp_path: Path) -> None:
    with open("/dev/full", "w") as full:
        result = subprocess.run(
            command_line("list", "--bench", FAKE),
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            env=environment(),
        )
    assert result.returncode == 4
    assert "No space left" in only_error(result)


def test_a_reader_that_leaves_early_is_no_error(tmp_path: Path) -> None:
    line = " ".join(command_line("list", "--json", "--bench", FAKE)) + " | head -1 > /dev/null"
    result = subprocess.run(
        ["sh", "-c", line], stderr=subprocess.PIPE, text=True, env=environment()
    )
    assert result.stderr == ""


def test_a_bug_is_one_line_unless_debugging(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from crossover_tool.cli import main as command

    def broken(arguments: list[str]) -> int:
        raise KeyError("lost")

    monkeypatch.setattr(command, "dispatch", broken)
    monkeypatch.delenv("CROSSOVER_DEBUG", raising=False)
    assert command.main([]) == 1
    told = capsys.readouterr().err
    assert "internal error, KeyError: 'lost' in main.py, line " in told
    assert "(CROSSOVER_DEBUG=1 shows the way there)" in told
    monkeypatch.setenv("CROSSOVER_DEBUG", "1")
    with pytest.raises(KeyError):
        command.main([])
