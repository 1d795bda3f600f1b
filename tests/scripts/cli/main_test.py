"""A verb is one file; what ends one is a sentence and an exit code."""

import errno
from pathlib import Path

import pytest
from conftest import Command, only_error
from crossover_tool.cli import main as command

VERB = '''"""A verb of a test."""

HELP = "say hello"


def main(arguments: list[str]) -> int:
    """Says it."""
    print("hello", *arguments)
    return 0
'''


def test_a_verb_is_there_as_soon_as_its_file_is(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    import crossover_tool.cli as package

    (tmp_path / "say_hello_verb.py").write_text(VERB)
    monkeypatch.setattr(package, "__path__", [*package.__path__, str(tmp_path)])
    monkeypatch.setattr(command, "VERBS", command.verbs_in(package.__path__))
    assert command.main(["say-hello", "you"]) == 0
    assert capsys.readouterr().out == "hello you\n"
    assert command.main(["--help"]) == 0
    assert "  say-hello " in capsys.readouterr().out


@pytest.mark.parametrize(
    "refused, told",
    [
        (MemoryError(), "memory was refused: raise the memory limit"),
        (RuntimeError("can't start new thread"), "a thread was refused: raise the limit"),
        (OSError(errno.EMFILE, "Too many open files", "a.json"), "a.json: Too many open files: "),
        (BlockingIOError(errno.EAGAIN, "Resource temporarily unavailable"), "pids.max"),
        (OSError(errno.ENOMEM, "Cannot allocate memory"), "ulimit -v"),
    ],
)
def test_what_the_system_refuses_is_a_limit_of_the_machine(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    refused: Exception,
    told: str,
) -> None:
    def meet(arguments: list[str]) -> int:
        raise refused

    monkeypatch.setattr(command, "dispatch", meet)
    monkeypatch.delenv("CROSSOVER_DEBUG", raising=False)
    assert command.main([]) == 7
    assert told in capsys.readouterr().err


def test_an_unknown_verb_names_the_nearest(crossover: Command) -> None:
    result = crossover("chek-program")
    assert result.returncode == 2
    assert "did you mean 'check-program'" in only_error(result)
