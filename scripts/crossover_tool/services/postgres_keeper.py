"""Keeps a private PostgreSQL server for as long as its standard input is open.

    python3 -m crossover_tool.services.postgres_keeper BINARIES SQL_FILE

Starts a server in a new temporary folder, lets it run the SQL file, and prints one line of JSON:
{"dsn": ..., "pid": ...} or {"error": ...}. When its standard input ends, it ends the server and
removes the folder, and so it does when it is told to by a signal, at any moment. It is a process of
its own so that a run that is killed leaves neither behind: the kernel closes the pipe then. Should
the keeper be killed, the kernel ends the server.
"""

import ctypes
import json
import os
import pwd
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import FrameType

PORT = 5432  # names the socket; nothing listens on a network
ADMIN = "keeper"
USER = "crossover"
LONGEST_SOCKET_PATH = 107
IPC_RMID = 0
START_S = 60.0
END_INITDB_S = 8.0
"""What initdb gets to notice SIGTERM: it looks after each program that it has started."""
"""For each step of starting. On an idle core initdb takes about a second."""

SETTINGS: dict[str, object] = {
    "listen_addresses": "",
    "port": PORT,
    # what people meet who change nothing; three of them are kept for superusers, and the bench is
    # none
    "max_connections": 100,
    "superuser_reserved_connections": 3,
    "shared_buffers": "16MB",  # the table has 2 MB
    # nothing of it outlives the run, and nothing of it is written during one
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    # what would wake up beside a sample
    "autovacuum": "off",
    "bgwriter_delay": "10s",
    "wal_writer_delay": "10s",
    "max_wal_senders": 0,
    "wal_level": "minimal",
    "max_logical_replication_workers": 0,
    # in the folder, so that nothing stays in /dev/shm
    "dynamic_shared_memory_type": "mmap",
    "unix_socket_permissions": "0700",
    "logging_collector": "off",
}


class StartError(Exception):
    """Why there is no server, in one sentence."""


class Keeper:
    """The server in `folder`, run by `user` where we are root: PostgreSQL refuses to run as
    root."""

    def __init__(self, binaries: Path, folder: Path) -> None:
        self._binaries, self._folder = binaries, folder
        self._data, self._log = folder / "data", folder / "log"
        self._server: "subprocess.Popen[bytes] | None" = None
        self._user: str | None = None
        if os.geteuid() == 0:
            self._user = _unprivileged_user()
            shutil.chown(folder, self._user)
        # a user's own settings of libpq and initdb are about another server
        self._environment = {k: v for k, v in os.environ.items() if not k.startswith("PG")}
        self._environment["LC_ALL"] = "C"

    def start(self, sql: Path) -> dict[str, object]:
        """Starts it and runs the SQL. StartError."""
        socket = self._folder / f".s.PGSQL.{PORT}"
        if len(str(socket)) > LONGEST_SOCKET_PATH:
            raise StartError(
                f"the path {socket} is too long for a socket: set TMPDIR to a shorter one"
            )
        local = ("--auth-local=trust", "--auth-host=reject")  # nobody else can enter the folder
        fast = ("--no-sync", "--encoding=UTF8", "--locale=C")
        self._run("initdb", f"--pgdata={self._data}", f"--username={ADMIN}", *local, *fast)
        settings: dict[str, object] = {**SETTINGS, "unix_socket_directories": self._folder}
        words = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        self._server = self._popen("postgres", "-D", str(self._data), *words, leash="QUIT")
        self._await_ready()
        place = ("--host", str(self._folder), "--port", str(PORT), "--dbname", "postgres")
        admin = ("-X", "-q", "-v", "ON_ERROR_STOP=1", "-U", ADMIN, *place)
        # the file is read here: the server's user may not see it
        self._run("psql", *admin, text=sql.read_text(encoding="utf-8"))
        grant = f"CREATE ROLE {USER} LOGIN; GRANT SELECT ON crossover_rows TO {USER};"
        self._run("psql", *admin, text=grant)
        quoted = str(self._folder).replace("\\", r"\\").replace("'", r"\'")
        return {
            "dsn": f"host='{quoted}' port={PORT} dbname=postgres user={USER}",
            "pid": self._server.pid,
            "folder": str(self._folder),
        }

    def stop(self) -> None:
        """Ends the server: clients are cut off; what does not end within seconds is killed. Shared
        memory that a killed one left goes too."""
        if self._server is not None:
            self._end_server(self._server)
        _free_shared_memory(self._data / "postmaster.pid")

    def _end_server(self, server: "subprocess.Popen[bytes]") -> None:
        for number, grace_s in ((signal.SIGINT, 5.0), (signal.SIGQUIT, 2.0), (signal.SIGKILL, 5.0)):
            if server.poll() is not None:
                return
            server.send_signal(number)
            try:
                server.wait(grace_s)
            except subprocess.TimeoutExpired:
                continue

    def _popen(
        self, program: str, *arguments: str, leash: str = "KILL"
    ) -> "subprocess.Popen[bytes]":
        setpriv = shutil.which("setpriv")
        held = [setpriv, "--pdeathsig", leash, "--"] if setpriv else []
        with self._log.open("ab") as log:
            return subprocess.Popen(
                [*held, str(self._binaries / program), *arguments],
                stdin=subprocess.PIPE if program == "psql" else subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self._folder,
                env=self._environment,
                start_new_session=True,  # initdb starts others, which are ended with it
                user=self._user,
                group=pwd.getpwnam(self._user).pw_gid if self._user else None,
                extra_groups=[] if self._user else None,
            )

    def _run(self, program: str, *arguments: str, text: str = "") -> None:
        before = self._log.stat().st_size if self._log.exists() else 0
        child = self._popen(program, *arguments)
        try:
            if child.stdin:
                with suppress(BrokenPipeError):  # it ended before: its exit code says so
                    child.stdin.write(text.encode())
                    child.stdin.close()
            _await_end(child, program)
        finally:
            _end_group(child)
        if child.returncode != 0:
            raise StartError(f"{program} failed ({child.returncode}): {self._said(before)}")

    def _await_ready(self) -> None:
        """The last line of postmaster.pid says `ready` (since PostgreSQL 10)."""
        assert self._server is not None
        state, until = self._data / "postmaster.pid", time.monotonic() + START_S
        while not (state.exists() and state.read_text().endswith("ready   \n")):
            if self._server.poll() is not None:
                raise StartError(f"postgres ended ({self._server.returncode}): {self._said(0)}")
            if time.monotonic() > until:
                raise StartError(f"postgres was not ready after {START_S:.0f} s: {self._said(0)}")
            _stop_if_alone(0.02)

    def _said(self, since: int) -> str:
        with self._log.open("rb") as log:
            log.seek(since)
            lines = log.read().decode("utf-8", "replace").strip().splitlines()
        telling = [line for line in lines if "ERROR" in line or "FATAL" in line or "error" in line]
        return (telling or lines or ["it said nothing"])[-1].strip()


def _unprivileged_user() -> str:
    for name in ("postgres", "nobody"):
        try:
            pwd.getpwnam(name)
        except KeyError:
            continue
        return name
    raise StartError(
        "PostgreSQL does not run as root, and there is neither a user postgres nor nobody"
    )


def _stop_if_alone(seconds: float | None) -> None:
    """Sleeps so long, for ever if None; SystemExit at once when standard input ends or a signal
    came: nobody needs the server any more."""
    poll = select.poll()
    poll.register(0, select.POLLIN)
    poll.register(_told[0], select.POLLIN)
    if poll.poll(None if seconds is None else seconds * 1000.0):
        raise SystemExit(0)


_told = os.pipe()
"""A signal puts a byte in: an exception in its handler could come between a program's start and its
being known, or in the middle of cleaning up."""


def _tell(number: int, frame: FrameType | None) -> None:
    os.write(_told[1], b"x")


def _end_group(child: "subprocess.Popen[bytes]") -> None:
    """Ends a program and all that it has started, when it has not ended by itself."""
    if child.poll() is not None:
        return
    child.terminate()
    try:
        child.wait(END_INITDB_S)
    except subprocess.TimeoutExpired:
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
    until = time.monotonic() + END_INITDB_S
    while _group_lives(child.pid) and time.monotonic() < until:
        time.sleep(0.01)


def _group_lives(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass  # there is one, of another user
    return True


def _free_shared_memory(state: Path) -> None:
    """Removes the System V segment that a server has noted in its postmaster.pid and not freed,
    because it was killed."""
    try:
        words = state.read_text(encoding="utf-8").splitlines()[6].split()
        segment = int(words[1])
    except (OSError, IndexError, ValueError):
        return  # it ended by itself, or had none yet
    ctypes.CDLL(None).shmctl(segment, IPC_RMID, None)


def _await_end(child: "subprocess.Popen[bytes]", program: str) -> None:
    until = time.monotonic() + START_S
    while child.poll() is None:
        if time.monotonic() > until:
            raise StartError(f"{program} did not end within {START_S:.0f} s")
        _stop_if_alone(0.01)


def _parent_folder() -> str | None:
    """Where the temporary folder is made: as root, where any user may enter."""
    return "/tmp" if os.geteuid() == 0 else None


def main(arguments: Sequence[str]) -> int:
    """Keeps the server; returns 0 when it was there."""
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, _tell)
    binaries, sql = map(Path, arguments)
    prefix = f"crossover-pg-{os.getpid()}-"  # whose it is
    folder = Path(tempfile.mkdtemp(prefix=prefix, dir=_parent_folder()))
    keeper = None
    try:
        try:
            keeper = Keeper(binaries, folder)
            answer = keeper.start(sql)
        except (StartError, OSError) as error:
            print(json.dumps({"error": str(error)}), flush=True)
            return 1
        print(json.dumps(answer), flush=True)
        _stop_if_alone(None)
        return 0
    finally:
        if keeper:
            keeper.stop()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
