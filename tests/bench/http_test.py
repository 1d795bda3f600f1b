"""The workload `http` through the bench binary: its own server, servers that misbehave, and a real
nginx."""

from __future__ import annotations

import http.server
import itertools
import json
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from binary_test import QUICK, refusal, run, samples_in

NGINX = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin")
CELL = "--cell=http/tasks:40/limit:8/wait_us:1000"


def contenders_of(*names: str) -> list[str]:
    """Those of the named contenders that this build can run on http."""
    listed = json.loads(run("--list", CELL).stdout)["pairs"]
    ready = {f"{pair['strategy']}/{pair['engine']}" for pair in listed if not pair["skipped"]}
    return [name for name in names if name in ready]


def measured(tmp_path: Path, *arguments: str) -> list[dict]:
    """The samples of a run in which all went well."""
    out = tmp_path / "samples.jsonl"
    result = run(*arguments, f"--samples_out={out}", *QUICK)
    assert result.returncode == 0, result.stderr
    samples = samples_in(out)
    if samples and samples[0]["reason"].startswith("built without Boost.Beast"):
        pytest.skip(samples[0]["reason"])
    assert [s["reason"] for s in samples if s["status"] != "ok"] == []
    return samples


def skip_without_parser(result: subprocess.CompletedProcess[str]) -> None:
    if "built without Boost.Beast" in result.stdout:
        pytest.skip("built without Boost.Beast")


class Handler(http.server.BaseHTTPRequestHandler):
    """A small site: /static, /I for every number I, /changing, /slow, and nothing else."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1  # header and body in one piece: else the body waits for an acknowledgement, 40 ms
    changes = itertools.count()

    def do_GET(self) -> None:  # noqa: N802 (the base class asks for this name)
        if self.path == "/changing":
            self.answer(f"change {next(self.changes)}".encode())
        elif self.path == "/slow":
            self.server.asked.wait(10)  # type: ignore[attr-defined]
        elif self.path == "/static" or self.path[1:].isdigit():
            self.answer(f"this is {self.path}".encode())
        else:
            self.send_error(404)

    def answer(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        """Says nothing."""


@pytest.fixture(name="site")
def start_site() -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.asked = threading.Event()  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.asked.set()  # type: ignore[attr-defined]
    server.shutdown()
    thread.join()
    server.server_close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_it_listens(process: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + 10
    while time.monotonic() < until and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.005)
    raise AssertionError("nginx does not listen")


@pytest.fixture(name="nginx")
def start_nginx(tmp_path: Path) -> Iterator[str]:
    if NGINX is None:
        pytest.skip("nginx is not installed (package nginx-light)")
    port = free_port()
    root = tmp_path / "www"
    root.mkdir()
    (root / "static.txt").write_text("a static page\n" * 100)
    (root / "large.bin").write_bytes(bytes(range(256)) * 4096)
    (root / "page.shtml").write_text('before <!--#echo var="DOCUMENT_URI" --> after\n' * 50)
    for i in range(40):
        (root / f"{i}.txt").write_text(f"page {i}\n")
    temp = "".join(
        f"{kind}_temp_path {tmp_path}/{kind};"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    config = tmp_path / "nginx.conf"
    config.write_text(
        f"""daemon off; master_process off; pid {tmp_path}/pid; error_log {tmp_path}/error.log;
        events {{ worker_connections 256; }}
        http {{
            log_format uses "$connection $server_protocol";
            access_log {tmp_path}/access.log uses; {temp}
            server {{
                listen 127.0.0.1:{port}; root {root};
                location /few/ {{ alias {root}/; keepalive_requests 3; }}
                location /none/ {{ alias {root}/; keepalive_timeout 0; }}
                location ~ shtml$ {{ ssi on; ssi_types *; }}
            }}
        }}"""
    )
    command = [NGINX, "-p", str(tmp_path), "-e", str(tmp_path / "error.log"), "-c", str(config)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        try:
            wait_until_it_listens(process, port)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


BLOCKING = ("sequential/std", "thread_pool/std", "process_pool/posix", "fork_per_task/posix")
AWAITING = ("gather/asio", "semaphore/libuv", "offload/asio", "gather/uring")


def test_the_own_server_counts_every_request(tmp_path: Path) -> None:
    names = contenders_of(*BLOCKING, *AWAITING)
    samples = measured(tmp_path, CELL, *(f"--contender={name}" for name in names))
    assert len(samples) == len(names)
    for sample in samples:
        assert sample["server"]["requests"] == 40
        assert sample["server"]["peak_concurrency"] <= sample["limit"]
        assert 0 < sample["efficiency"] <= 1
    assert len({sample["digest"] for sample in samples}) == 1


def test_a_site_is_measured_without_a_server(tmp_path: Path, site: str) -> None:
    for path in ("/static", "/{i}"):
        (sample,) = measured(
            tmp_path, CELL, "--contender=thread_pool/std", f"--text=url={site}{path}"
        )[-1:]
        assert sample.get("server") is None
        assert sample["wait_ns"] == 0


@pytest.mark.parametrize(
    ("path", "code", "parts"),
    [
        ("/changing", 5, ["wrong digest", "/changing must answer with the same bytes every time"]),
        ("/missing", 3, ["/missing", "404 Not Found", "a status of 2xx"]),
        ("/slow", 3, ["/slow", "deadline_us"]),
    ],
)
def test_a_site_that_cannot_be_measured_is_told_so(
    site: str, path: str, code: int, parts: list[str]
) -> None:
    cell = "--cell=http/tasks:4/limit:2/deadline_us:" + ("50000" if path == "/slow" else "10000000")
    result = run(cell, "--contender=thread_pool/std", f"--text=url={site}{path}", *QUICK)
    skip_without_parser(result)
    sentence = refusal(result, code)
    for part in parts:
        assert part in sentence


def test_a_server_that_is_down_is_code_3() -> None:
    url = f"http://127.0.0.1:{free_port()}/"
    result = run("--cell=http/tasks:1", "--contender=sequential/std", f"--text=url={url}", *QUICK)
    skip_without_parser(result)
    sentence = refusal(result, 3)
    assert url in sentence and "Connection refused" in sentence and "running" in sentence


@pytest.mark.parametrize(
    ("url", "part"),
    [
        ("http://example.org/", "traffic stays on this machine"),
        ("http://192.0.2.1:80/", "traffic stays on this machine"),
        ("https://127.0.0.1/", "does not begin with http://"),
        ("http://127.0.0.1:http/", "1 to 65535"),
    ],
)
def test_no_url_leads_off_this_machine(url: str, part: str) -> None:
    sentence = refusal(
        run("--cell=http/tasks:1", "--contender=sequential/std", f"--text=url={url}", *QUICK), 2
    )
    assert part in sentence


def test_no_reply_could_come_before_a_deadline_that_is_too_short() -> None:
    cell = "--cell=http/tasks:1/wait_us:5000/deadline_us:5000"
    result = run(cell, "--contender=sequential/std", *QUICK)
    skip_without_parser(result)
    assert "longer deadline_us" in refusal(result, 2)


@pytest.mark.parametrize(
    "path",
    [
        "/static.txt",
        "/{i}.txt",
        "/large.bin",
        "/page.shtml",  # in chunks
        "/few/static.txt",  # closes each connection after three requests
        "/none/static.txt",  # after every request
    ],
)
def test_a_real_nginx(tmp_path: Path, nginx: str, path: str) -> None:
    names = contenders_of("sequential/std", "process_pool/posix", *AWAITING)
    samples = measured(
        tmp_path, CELL, f"--text=url={nginx}{path}", *(f"--contender={name}" for name in names)
    )
    assert len(samples) == len(names)
    assert len({sample["digest"] for sample in samples}) == 1


def test_connections_to_nginx_are_kept_as_long_as_it_allows(tmp_path: Path, nginx: str) -> None:
    log = tmp_path / "access.log"
    requests = {}
    for path, most in (("/static.txt", 1000), ("/few/static.txt", 3), ("/none/static.txt", 1)):
        log.write_text("")
        measured(tmp_path, CELL, f"--text=url={nginx}{path}", "--contender=sequential/std")
        uses = [
            line.split()[0] for line in log.read_text().splitlines() if line.endswith("HTTP/1.1")
        ]
        requests[path] = len(uses)
        assert max(uses.count(connection) for connection in uses) == min(most, len(uses))
    assert len(set(requests.values())) == 1, "nothing is asked twice without need"


def test_a_real_nginx_without_the_page(nginx: str) -> None:
    result = run(CELL, "--contender=sequential/std", f"--text=url={nginx}/nothing", *QUICK)
    skip_without_parser(result)
    assert "404 Not Found" in refusal(result, 3)
