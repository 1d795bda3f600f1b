"""Every task parses a JSON document of 4 KiB into a tree and sums its numbers, again and again."""

import json
from typing import Any

from crossover_program import MASK, mix
from workloads import Workload


def total(node: Any) -> int:
    """The sum of all numbers in a tree."""
    if isinstance(node, int):
        return node
    if isinstance(node, dict):
        return sum(total(child) for child in node.values())
    return sum(total(child) for child in node) if isinstance(node, list) else 0


class Work(Workload):
    """Tasks that parse; `json` holds the interpreter's lock while it does."""

    def compute(self, i: int, answer: int, salt: int) -> int:
        text = self.cell.task["text"]
        found = sum(total(json.loads(text)) for _ in range(self.cell.task["documents"]))
        return mix((found & MASK) ^ i ^ salt)
