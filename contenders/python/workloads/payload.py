"""Every task gets an argument of so many bytes and gives a result of so many back: threads hand
over a reference, processes pickle both and send them through a pipe."""

from array import array

from crossover_program import MASK, mix
from workloads import Workload

GOLDEN = 0x9E3779B97F4A7C15


class Work(Workload):
    """Tasks whose bytes go to a worker and back; who shares memory does all three steps."""

    ships = True

    def pack(self, i: int, salt: int) -> bytes:
        return _words(((i ^ salt) + 1) * GOLDEN, self.cell.task["argument_bytes"])

    def transform(self, i: int, argument: bytes, salt: int) -> bytes:
        whole = argument.ljust(-(-len(argument) // 8) * 8, b"\0")
        return _words((i ^ salt) + sum(memoryview(whole).cast("Q")), self.cell.task["result_bytes"])

    def unpack(self, i: int, result: bytes, salt: int) -> int:
        whole = result.ljust(-(-len(result) // 8) * 8, b"\0")
        all_words = i ^ salt
        for word in memoryview(whole).cast("Q"):
            all_words = fold(all_words, word)
        return mix(all_words)

    def compute(self, i: int, answer: int, salt: int) -> int:
        result = self.transform(i, self.pack(i, salt), salt)
        return self.unpack(i, result, salt)


def fold(total: int, word: int) -> int:
    """One round of FxHash (Firefox)."""
    turned = (total << 5 | total >> 59) & MASK
    return (turned ^ word) * 0x517CC1B727220A95 & MASK


def _words(first: int, size: int) -> bytes:
    """`size` bytes: words that count up from `first`, of which the last may be cut."""
    return array("Q", ((first + k) & MASK for k in range(-(-size // 8)))).tobytes()[:size]
