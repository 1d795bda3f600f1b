"""Made-up results of contenders in two languages."""

from typing import Any

from crossover_tool.analysis.analyse import Analysis, analyse
from made_results import cell, results

PYTHON = {
    "gather/uring": "gather/asyncio",
    "process_pool/posix": "sequential/cpython",
    "thread_pool/std": "thread_pool/cpython_threads",
}
"""What the stand-in bench knows -> whom it stands for here."""

MS = 1_000_000.0
SPANS_MS = {
    "sequential/std": 1000.0,
    "gather/asio": 10.0,
    "gather/libuv": 11.0,
    "sequential/cpython": 2000.0,
    "gather/asyncio": 40.0,
    "thread_pool/cpython_threads": 60.0,
}


def planted(waits: bool, spans: dict[str, float] = SPANS_MS) -> Any:
    def change(measurement: dict[str, Any], block: int) -> dict[str, Any]:
        known = f"{measurement['strategy']}/{measurement['engine']}"
        name = PYTHON.get(known, known)
        strategy, engine = name.split("/")
        return {
            **measurement,
            "strategy": strategy,
            "engine": engine,
            "language": "python" if known in PYTHON else "cpp",
            "makespan_ns": [spans[name] * MS * (1 + 0.1 * block)],
            "wait_ns": 5 * MS if waits else 0,
            "task_cpu_ns": 0 if waits else MS,
            "ideal_ns": 0,
            "efficiency": None,
        }

    return change


def two_languages(waits: bool = True, contenders: tuple[str, ...] = tuple(SPANS_MS)) -> Analysis:
    where = [cell("tcp", 20, 20, wait_us=5000, bytes=64)]
    return analyse(results(where, stand_ins(contenders), planted(waits)))


def stand_ins(names: tuple[str, ...]) -> list[str]:
    known = {theirs: ours for ours, theirs in PYTHON.items()}
    return [known.get(name, name) for name in names]
