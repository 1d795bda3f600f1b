"""Every task calls a service that takes only so many requests at once, and refuses or slows beyond
that. A client that is refused waits a little and tries again."""

import time
from typing import Any

from crossover_program import MESSAGE, Cell, Refused, combine, tcp_request
from waits import Stream, Waits
from workloads import tcp

REFUSED = 1
MOST_DOUBLINGS = 6


class Work(tcp.Work):
    """Tasks that talk as those of tcp do, and back off with full jitter (M. Brooker, 2015)."""

    def wait(self, i: int, place: Any) -> int:
        for attempt in range(1, self.cell.task["attempts"] + 1):
            place.sendall(tcp_request(i, self.cell))
            head = tcp.receive(place, MESSAGE.size)
            answer = self._answer(head, tcp.receive(place, _left(head)))
            if answer is not None:
                return answer
            self._give_up_after(i, attempt)
            time.sleep(self._pause(i, attempt))
        raise AssertionError("the last attempt has given up")

    async def wait_on(self, waits: Waits, i: int, place: Stream) -> int:
        for attempt in range(1, self.cell.task["attempts"] + 1):
            await place.send(tcp_request(i, self.cell))
            head = await place.receive(MESSAGE.size)
            answer = self._answer(head, await place.receive(_left(head)))
            if answer is not None:
                return answer
            self._give_up_after(i, attempt)
            await waits.sleep(self._pause(i, attempt))
        raise AssertionError("the last attempt has given up")

    @staticmethod
    def _answer(head: bytes, _padding: bytes) -> int | None:
        """The service's answer; None where it has refused."""
        _, status, _, answer = MESSAGE.unpack(head)
        return None if status == REFUSED else int(answer)

    def _give_up_after(self, i: int, attempt: int) -> None:
        if attempt == self.cell.task["attempts"]:
            raise Refused(
                f"task {i} was refused {attempt} times; lower --limit, or give it more with "
                "--param attempts=N or --param backoff=TIME"
            )

    def _pause(self, i: int, attempt: int) -> float:
        """Seconds: between nothing and the longest, the same for every contender."""
        longest_ns = self.cell.task["backoff_us"] * 1000 << min(attempt - 1, MOST_DOUBLINGS)
        pause_ns: int = combine(i, attempt) % (longest_ns + 1)
        return pause_ns / 1e9


def _left(head: bytes) -> int:
    """How many bytes of a reply follow its head."""
    size: int = MESSAGE.unpack(head)[0]
    return size - MESSAGE.size
