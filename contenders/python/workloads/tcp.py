"""Every task sends one request to a server over TCP and gets one reply after a delay."""

import socket
from typing import Any

from crossover_program import combine, tcp_answer, tcp_request
from waits import Stream, Waits
from workloads import Workload


class Work(Workload):
    """Tasks that talk; the place of one in flight is its connection."""

    def open(self) -> socket.socket:
        connection = socket.create_connection((self.cell.task["host"], self.cell.task["port"]))
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection

    def wait(self, i: int, place: socket.socket) -> int:
        place.sendall(tcp_request(i, self.cell))
        return tcp_answer(receive(place, self.cell.task["bytes"]))

    async def open_on(self, waits: Waits) -> Any:
        return await waits.connect(self.cell.task["host"], self.cell.task["port"])

    async def wait_on(self, waits: Waits, i: int, place: Stream) -> int:
        await place.send(tcp_request(i, self.cell))
        return tcp_answer(await place.receive(self.cell.task["bytes"]))

    def compute(self, i: int, answer: int, salt: int) -> int:
        return combine(i ^ salt, answer)


def receive(connection: socket.socket, size: int) -> bytes:
    """Exactly `size` bytes. ConnectionError when the other side has closed."""
    received = connection.recv(size)
    while len(received) < size:
        more = connection.recv(size - len(received))
        if not more:
            raise ConnectionError("the server has closed the connection")
        received += more
    return received
