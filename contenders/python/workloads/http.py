"""Every task gets a resource over an HTTP/1.1 connection that is kept from task to task: by
`http.client` where it may block, over the library's own streams where it is awaited."""

from http.client import HTTPConnection
from typing import Any

from crossover_program import MASK, Cell, combine, mix
from waits import Stream, Waits
from workloads import Workload
from workloads.payload import fold

END = b"\r\n\r\n"


class Work(Workload):
    """Tasks that get; the place of one in flight is its connection."""

    def __init__(self, cell: Cell) -> None:
        super().__init__(cell)
        self._request: str = cell.task["request"]
        first, *headers = self._request.strip().split("\r\n")
        self._path = first.split(" ")[1]
        self._headers = dict(header.split(": ", 1) for header in headers)

    def open(self) -> HTTPConnection:
        task = self.cell.task
        connection = HTTPConnection(task["host"], task["port"], timeout=task["deadline_us"] / 1e6)
        connection.connect()
        return connection

    def wait(self, i: int, place: HTTPConnection) -> int:
        path = self._path.replace("{i}", str(i))
        place.putrequest("GET", path, skip_host=True, skip_accept_encoding=True)
        for name, value in self._headers.items():
            place.putheader(name, value)
        place.endheaders()
        with place.getresponse() as reply:
            return digest_of_body(reply.read())

    async def open_on(self, waits: Waits) -> Any:
        return await waits.connect(self.cell.task["host"], self.cell.task["port"])

    async def wait_on(self, waits: Waits, i: int, place: Stream) -> int:
        await place.send(self._request.replace("{i}", str(i)).encode())
        head = await place.receive_until(END)
        return digest_of_body(await place.receive(_length(head)))

    def compute(self, i: int, answer: int, salt: int) -> int:
        return combine(i ^ salt, answer)


def _length(head: bytes) -> int:
    """The length of the body that a reply's head tells. ValueError where it tells none."""
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length":
            return int(value)
    raise ValueError("the reply does not tell its Content-Length; give a url that does")


def digest_of_body(body: bytes) -> int:
    """The suite's digest of a body, word by word (workloads/support/body_digest.hpp)."""
    whole = len(body) // 8 * 8
    total = 0
    for word in memoryview(body)[:whole].cast("Q"):
        total = fold(total, word)
    rest = int.from_bytes(body[whole:], "little")
    return mix(combine(total, rest) ^ len(body)) & MASK
