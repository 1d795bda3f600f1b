"""Texts of a run: given by name or by an option of their own, kept without their secrets, given
again to go on."""

import json
from pathlib import Path

import pytest
from conftest import FAKE, Command, lines_of, only_error, samples_of

ASK = ("run", "--bench", FAKE, "--blocks", "1", "--no-retry", "--no-report", "--out", "o")
ONE = ("--contender", "sequential/std")
EXEC = (*ASK, *ONE, "--tasks", "4")
DSN = "postgresql://me:se/cr@et@localhost:5432/db?sslmode=off"
HIDDEN = "postgresql://***@localhost:5432/db?sslmode=off"


def given(trace: Path) -> set[str]:
    """What the fake bench was given for its samples, without its process number."""
    return {line.partition(" ")[2] for line in trace.read_text().splitlines()}


@pytest.mark.parametrize(
    "options",
    [
        ("--exec", "./mytool {i}"),
        ("--workload", "exec", "--text", "command=./mytool {i}"),
        ("--workload", "exec", "--param", "command=./mytool {i}"),
        ("--workload", "exec", "--exec", "./mytool {i}"),
    ],
)
def test_texts_reach_every_sample_and_the_header(
    crossover: Command, tmp_path: Path, options: tuple[str, ...]
) -> None:
    result = crossover(*EXEC, *options, FAKE_BENCH_TRACE=str(tmp_path / "t"))
    assert result.returncode == 0, result.stderr
    header = lines_of(tmp_path / "o" / "samples.jsonl")[0]
    assert header["cells"][0]["workload"] == "exec"
    assert header["texts"] == {"command": "./mytool {i}"}
    assert "texts_hidden" not in header
    assert given(tmp_path / "t") == {"command=./mytool {i}"}


def test_a_run_without_texts_has_none_in_its_header(crossover: Command, tmp_path: Path) -> None:
    assert crossover(*EXEC, "--workload", "timer").returncode == 0
    assert "texts" not in lines_of(tmp_path / "o" / "samples.jsonl")[0]


def test_a_password_is_neither_kept_nor_shown(crossover: Command, tmp_path: Path) -> None:
    arguments = ("--workload", "database", "--dsn", DSN, "--tasks", "4", *ONE)
    ask = [item for item in ASK if item != "--no-report"]
    broken = {"FAKE_BENCH": "error:database", "FAKE_BENCH_TRACE": str(tmp_path / "t")}
    result = crossover(*ask, *arguments, **broken)
    assert result.returncode == 3
    assert given(tmp_path / "t") == {f"dsn={DSN}"}
    written = [path.read_text() for path in (tmp_path / "o").iterdir() if path.is_file()]
    assert len(written) == 3  # samples, report.md and report.html
    for text in (result.stdout, result.stderr, *written):
        assert "cr@et" not in text
    header = lines_of(tmp_path / "o" / "samples.jsonl")[0]
    assert (header["texts"], header["texts_hidden"]) == ({"dsn": HIDDEN}, ["dsn"])
    assert f"dsn: `{HIDDEN}`" in (tmp_path / "o" / "report.md").read_text()


@pytest.mark.parametrize(
    "options, said",
    [
        (
            ("--workload", "exec", "--text", "comand=x"),
            "unknown parameter 'comand': did you mean 'command'?",
        ),
        (("--workload", "exec", "--text", "command"), "--text 'command' is not NAME=VALUE"),
        (("--workload", "exec", "--text", "=x"), "--text '=x' is not NAME=VALUE"),
        (("--exec", "x", "--text", "command=y"), "the parameter command is given twice"),
        (("--workload", "timer", "--exec", "x"), "the parameter command is for workload exec"),
        (
            ("--workload", "timer", "--dsn", "x"),
            "add --workload database, or leave the parameter out",
        ),
        (("--exec", "no_such_program {i}"), "there is no program of that name"),
        (("--suite", "baselines", "--exec", "x"), "--exec and a suite of goals exclude each other"),
    ],
)
def test_what_cannot_be_is_one_sentence(
    crossover: Command, tmp_path: Path, options: tuple[str, ...], said: str
) -> None:
    result = crossover("run", "--bench", FAKE, "--out", "o", *options)
    assert result.returncode == 2
    assert said in only_error(result)
    assert not (tmp_path / "o").exists()


def suite(folder: Path, texts: str) -> Path:
    path = folder / "mine.toml"
    path.write_text(
        f'{texts}\n[[cells]]\nworkload = "exec"\ntasks = 2\ncontenders = ["sequential/std"]\n'
    )
    return path


def test_a_suite_brings_texts_and_the_command_line_overrides_them(
    crossover: Command, tmp_path: Path
) -> None:
    mine = suite(tmp_path, 'texts = { command = "./from_suite {i}" }')
    assert crossover(*ASK, "--suite", mine, FAKE_BENCH_TRACE=str(tmp_path / "t")).returncode == 0
    assert given(tmp_path / "t") == {"command=./from_suite {i}"}
    again = [item if item != "o" else "p" for item in ASK]
    result = crossover(
        *again, "--suite", mine, "--exec", "./other", FAKE_BENCH_TRACE=str(tmp_path / "u")
    )
    assert result.returncode == 0, result.stderr
    assert given(tmp_path / "u") == {"command=./other"}


@pytest.mark.parametrize(
    "texts, said",
    [
        ("texts = 3", "mine.toml, texts: these are names"),
        ("texts = { comand = 'x' }", "did you mean 'command'?"),
    ],
)
def test_a_suite_with_wrong_texts_is_refused(
    crossover: Command, tmp_path: Path, texts: str, said: str
) -> None:
    result = crossover(*ASK, "--suite", suite(tmp_path, texts))
    assert result.returncode == 2
    assert said in only_error(result)


def stop(folder: Path) -> None:
    """Cuts the last sample and the end off a run, as a kill would."""
    path = folder / "o" / "samples.jsonl"
    lines = path.read_text().splitlines(keepends=True)
    kinds = [json.loads(line)["kind"] for line in lines]
    path.write_text("".join(lines[: kinds.index("sample") + 1]))


def test_a_resumed_run_has_the_texts_of_the_first(crossover: Command, tmp_path: Path) -> None:
    assert crossover(*ASK, *ONE, "--tasks", "1,2", "--exec", "./mytool {i}").returncode == 0
    stop(tmp_path)
    go_on = ("run", "--resume", "o", "--bench", FAKE, "--no-report")
    refused = crossover(*go_on, "--exec", "./other")
    assert refused.returncode == 2
    assert "the parameter command was './mytool {i}' when the run began" in only_error(refused)
    result = crossover(*go_on, FAKE_BENCH_TRACE=str(tmp_path / "t"))
    assert result.returncode == 0, result.stderr
    assert given(tmp_path / "t") == {"command=./mytool {i}"}


def test_a_password_must_be_given_again_to_go_on(crossover: Command, tmp_path: Path) -> None:
    assert (
        crossover(*ASK, *ONE, "--tasks", "1,2", "--workload", "database", "--dsn", DSN).returncode
        == 0
    )
    stop(tmp_path)
    go_on = ("run", "--resume", "o", "--bench", FAKE, "--no-report")
    refused = crossover(*go_on)
    assert refused.returncode == 2
    assert "the parameter dsn held a secret, which is not kept" in only_error(refused)
    assert "give it again with --param dsn=..." in only_error(refused)
    assert HIDDEN in only_error(crossover(*go_on, "--dsn", "host=elsewhere"))
    result = crossover(*go_on, "--dsn", DSN, FAKE_BENCH_TRACE=str(tmp_path / "t"))
    assert result.returncode == 0, result.stderr
    assert given(tmp_path / "t") == {f"dsn={DSN}"}
    assert len({s["cell"] for s in samples_of(tmp_path / "o" / "samples.jsonl")}) == 2


def test_list_shows_texts(crossover: Command) -> None:
    listed = crossover("list", "--bench", FAKE)
    assert "--param command=" in listed.stdout
    assert "true {i}" in listed.stdout
    texts = {
        w["name"]: [p["name"] for p in w["params"] if p["unit"] == "text"]
        for w in json.loads(crossover("list", "--bench", FAKE, "--json").stdout)["workloads"]
    }
    assert texts["exec"] == ["command"]
