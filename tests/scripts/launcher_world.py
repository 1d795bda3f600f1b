"""A machine made of fakes, on which `scripts/crossover` can be tried without touching the real one.

The launcher's own files are copied into a throw-away tree. PATH leads only to fakes (apt-get,
cmake, the compiler, ...) and to the few plain tools that every Debian has. Each fake appends its
command line to `calls`. The Pythons are real virtual environments that hold stub modules, so that
the launcher's real probe runs in them.
"""

from __future__ import annotations

import shutil
import subprocess
import venv
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2]

PLAIN_TOOLS = (
    "sh awk cat chmod cp env find flock grep head mkdir mv nproc readlink rm sed sleep sort tail touch tr true"
).split()


def _needs() -> list[tuple[str, str, str]]:
    """Level, probe and first package of each need of scripts/packages/needs.txt."""
    lines = (SOURCE / "scripts" / "packages" / "needs.txt").read_text().splitlines()
    words = [line.split() for line in lines if line and not line.startswith("#")]
    return [(word[0], word[3], word[4].partition(">=")[0]) for word in words]


NEEDS = _needs()
MODULES = [probe.removeprefix("module:") for _, probe, _ in NEEDS if probe.startswith("module:")]
IMPORTS = [probe.removeprefix("import:") for _, probe, _ in NEEDS if probe.startswith("import:")]
"""What contenders in Python import: modules of the system's Python alone."""
HEADERS = [probe.split(":")[1] for _, probe, _ in NEEDS if probe.startswith("header:")]
TOOLS = "c++ cmake ninja pkg-config".split()


def _effect(probe: str) -> str:
    kind, _, what = probe.partition(":")
    plain = {"compiler": "tool c++", "cmake": "tool cmake", "ninja": "tool ninja"}
    return plain.get(kind, f"{kind} {what.partition(':')[0]}".strip())


# What installing a package brings: tools of the world, headers, modules of the system's Python.
PACKAGES = {package: [_effect(probe)] for _, probe, package in NEEDS}

FAKES = {
    # Knows only which headers there are: the #include lines of the program on standard input must
    # all exist.
    "c++": """
        echo "c++ $*" >>"$WORLD/calls"
        while IFS= read -r line; do
            case $line in
                '#include <'*'>')
                    name=${line#*<}; name=${name%>}
                    case $name in */* | *.h) [ -e "$WORLD/headers/$name" ] || exit 1 ;; esac ;;
            esac
        done
    """,
    "ninja": "exit 0",
    "wrk": "exit 0",
    "pkg-config": "exit 0",
    "cmake": """
        if [ "$1" = --version ]; then echo "cmake version $(cat "$WORLD/cmake-version")"; exit 0; fi
        echo "cmake $*" >>"$WORLD/calls"
        case $1 in
            --preset)
                mkdir -p build/release
                echo "CMAKE_HOME_DIRECTORY:INTERNAL=$PWD" >>build/release/CMakeCache.txt
                echo "-- tbb: skipped: oneTBB was not found" ;;
            --build)
                if [ -e "$WORLD/slow-build" ]; then sleep 1; fi
                echo "[1/2] Building CXX object one.o"
                if [ -e "$WORLD/broken-build" ]; then echo "one.cpp:1: error: broken on purpose"; exit 1; fi
                echo "[2/2] Linking CXX executable crossover_bench"
                touch build/release/crossover_bench; chmod +x build/release/crossover_bench ;;
        esac
    """,
    "id": 'cat "$WORLD/uid"',
    "dpkg": """
        [ "$1 $3" = "--compare-versions lt" ] || exit 2
    """,
    "apt-cache": """
        echo "apt-cache $*" >>"$WORLD/calls"
        shift
        for name in "$@"; do
            [ -e "$WORLD/candidates/$name" ] || continue
            printf '%s:\\n  Installed: (none)\\n  Candidate: %s\\n' "$name" "$(cat "$WORLD/candidates/$name")"
        done
    """,
    "apt-get": """
        echo "apt-get $*" >>"$WORLD/calls"
        simulated=
        for word in "$@"; do
            case $word in
                -s) simulated=yes ;;
                update) if [ -d "$WORLD/after-update" ]; then cp "$WORLD"/after-update/* "$WORLD/candidates/"; fi
                        rm -f "$WORLD/stale-index"; exit 0 ;;
            esac
        done
        if [ -z "$simulated" ] && [ -e "$WORLD/stale-index" ]; then echo "E: 404 Not Found"; exit 100; fi
        for word in "$@"; do
            [ -e "$WORLD/candidates/$word" ] || continue
            if [ -n "$simulated" ]; then
                if [ -e "$WORLD/simulation/$word" ]; then cat "$WORLD/simulation/$word"; fi
                echo "Inst $word (1.0 Debian:12 [amd64])"
            else
                echo "pmstatus:$word:50.0:Unpacking $word"
                if [ -e "$WORLD/effects/$word" ]; then sh "$WORLD/effects/$word"; fi
            fi
        done
    """,
    "sudo": """
        echo "sudo $*" >>"$WORLD/calls"
        if [ -e "$WORLD/sudo-refuses" ]; then exit 1; fi
        [ "$1" != -n ] || shift
        exec "$@"
    """,
}

TOOL = """
import json, os, sys
print(json.dumps({"arguments": sys.argv[1:], "cwd": os.getcwd(), "python": sys.executable}))
sys.exit(5 if "--fail" in sys.argv else 0)
"""


class World:
    """One fake machine with one fake checkout, `tree`."""

    def __init__(self, folder: Path, name: str = "tree") -> None:
        self.folder = folder
        self.tree = folder / name
        self.bin = folder / "bin"
        self.state = folder / "world"
        self.shell = "/bin/sh"
        self.system_python = folder / "system" / "bin" / "python3"
        self.environment: dict[str, str] = {}
        for name in ("headers", "candidates", "simulation", "effects"):
            (self.state / name).mkdir(parents=True)
        self.bin.mkdir()
        for name in PLAIN_TOOLS:
            found = shutil.which(name)
            assert found, f"this test needs {name}"
            (self.bin / name).symlink_to(found)
        for name in ("id", "dpkg", "apt-cache", "apt-get"):
            self.add_tool(name)
        self.write("uid", "0")
        self.write("cmake-version", "3.25.1")
        self.write("calls", "")
        for name, effects in PACKAGES.items():
            self.add_package(name, effects)
        self._copy_tree()

    def _copy_tree(self) -> None:
        scripts = self.tree / "scripts"
        scripts.mkdir(parents=True)
        for name in ("bootstrap", "packages"):
            shutil.copytree(SOURCE / "scripts" / name, scripts / name)
        shutil.copy(SOURCE / "scripts" / "start_module.py", scripts)
        text = (SOURCE / "scripts" / "crossover").read_text()
        for line, own in (
            ("SYSTEM_PYTHON=/usr/bin/python3\n", f"SYSTEM_PYTHON='{self.system_python}'\n"),
            ('HEADER_FOLDERS="/usr/local/include /usr/include"\n', "HEADER_FOLDERS=/nowhere\n"),
        ):
            assert line in text
            text = text.replace(line, own)
        self.launcher = scripts / "crossover"
        self.launcher.write_text(text)
        self.launcher.chmod(0o755)
        (scripts / "crossover_tool").mkdir()
        (scripts / "crossover_tool" / "__init__.py").touch()
        (scripts / "crossover_tool" / "__main__.py").write_text(TOOL)
        (scripts / "crossover_tool" / "cli").mkdir()
        for verb in ("run", "list", "prove", "test", "report", "doctor"):
            path = scripts / "crossover_tool" / "cli" / f"{verb}_verb.py"
            path.write_text(f'"""`crossover {verb}`: what {verb} does."""\n')
        (self.tree / "CMakeLists.txt").write_text(
            "cmake_minimum_required(VERSION 3.22)\nproject(crossover VERSION 7.8.9 LANGUAGES CXX)\n"
        )
        (self.tree / "CMakePresets.json").write_text(
            '{"configurePresets": [{"generator": "Ninja"}]}\n'
        )
        for room in ("workloads", "tests"):
            (self.tree / room).mkdir()
            (self.tree / room / "one.cpp").touch()

    def write(self, name: str, text: str) -> None:
        (self.state / name).write_text(text)

    def add_tool(self, name: str) -> None:
        path = self.bin / name
        path.write_text("#!/bin/sh\n" + FAKES[name])
        path.chmod(0o755)

    def add_header(self, name: str) -> None:
        path = self.state / "headers" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()

    def add_package(self, name: str, effects: list[str], version: str = "1:99.0-1") -> None:
        """Lets apt know a package and what installing it brings."""
        self.write(f"candidates/{name}", version)
        lines = []
        for effect in effects:
            kind, _, what = effect.partition(" ")
            if kind == "header":
                path = self.state / "headers" / what
                lines.append(f"mkdir -p '{path.parent}'; : >'{path}'")
            elif kind == "tool":
                lines.append(
                    f"printf '#!/bin/sh\\n%s' '{FAKES[what].replace(chr(39), chr(39) + chr(92) + chr(39) * 2)}'"
                    f" >'{self.bin / what}'; chmod +x '{self.bin / what}'"
                )
            elif kind == "python":
                lines.append(f"mv '{self._hidden_python()}' '{self.system_python}'")
            else:
                lines.append(f": >'{self._site(self.system_python)}/{what}.py'")
        self.write(f"effects/{name}", "\n".join(lines))

    def _hidden_python(self) -> Path:
        """The system's Python before its package is installed: there, but not under its name."""
        hidden = self.system_python.with_name("not-installed")
        if not hidden.is_symlink() and not self.system_python.exists():
            self.add_python(self.system_python)
            self.system_python.rename(hidden)
        return hidden

    @staticmethod
    def _site(python: Path) -> Path:
        return next((python.parent.parent / "lib").glob("python3*")) / "site-packages"

    def add_python(self, path: Path, modules: list[str] | None = None) -> Path:
        """Puts a real Python at `path` (its folder must be named bin) that can import just the
        given modules."""
        venv.EnvBuilder(symlinks=True, with_pip=False).create(path.parent.parent)
        for name in modules or []:
            (self._site(path) / f"{name}.py").touch()
        return path

    def complete(self) -> World:
        """Makes it a machine on which nothing is missing."""
        for name in TOOLS:
            self.add_tool(name)
        for name in HEADERS:
            self.add_header(name)
        self._hidden_python().rename(self.system_python)
        for name in (*MODULES, *IMPORTS):
            (self._site(self.system_python) / f"{name}.py").touch()
        return self

    def module(self, name: str) -> Path:
        """The file of a module of the system's Python."""
        return self._site(self.system_python) / f"{name}.py"

    def use_shell(self, command: str) -> None:
        """From now on the launcher is run by this shell."""
        wrapper = self.folder / "shell"
        wrapper.write_text(f'#!/bin/sh\nexec {command} "$@"\n')
        wrapper.chmod(0o755)
        program = command.split()[0]
        (self.bin / program).symlink_to(shutil.which(program) or "")
        self.shell = str(wrapper)

    def start(
        self, *arguments: str, launcher: Path | None = None, cwd: Path | None = None
    ) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [self.shell, str(launcher or self.launcher), *arguments],
            cwd=cwd or self.folder,
            env={
                "PATH": str(self.bin),
                "WORLD": str(self.state),
                "HOME": str(self.folder),
                **self.environment,
            },
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments: str, launcher: Path | None = None, cwd: Path | None = None) -> Result:
        """Runs the launcher to its end; `calls` are those of this run alone."""
        self.write("calls", "")
        process = self.start(*arguments, launcher=launcher, cwd=cwd)
        out, err = process.communicate(timeout=60)
        return Result(process.returncode, out, err, self.calls())

    def calls(self) -> list[str]:
        return (self.state / "calls").read_text().splitlines()


class Result:
    def __init__(self, code: int, out: str, err: str, calls: list[str]) -> None:
        self.code, self.out, self.err, self.calls = code, out, err, calls

    def installs(self) -> list[str]:
        """The packages that apt-get was told to install for real."""
        words = [call.split() for call in self.calls if call.startswith("apt-get install")]
        return [
            word
            for call in words
            for word in call[2:]
            if not word.startswith("-") and "::" not in word
        ]

    def called(self, prefix: str) -> list[str]:
        return [call for call in self.calls if call.startswith(prefix)]
