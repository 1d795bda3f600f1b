"""A made-up catalog: what a bench with three workloads and five contenders would list."""

from crossover_tool.bench.catalog import TEXT, WRITTEN, Catalog, Param, Workload
from crossover_tool.cell import Contender

NAMES = (
    *("sequential/std", "gather/asio", "gather/libuv", "thread_pool/ring"),
    *("blocking_gather/asio", "gather/asyncio"),
)
KINDS = {"blocking_gather/asio": "mistake", "thread_pool/ring": "best", "gather/libuv": "pattern"}
WAIT = Param("wait_us", "us", 5000, 0, 10_000_000, "how long it waits")
SHARE = Param("wait_share_pct", "percent", 50, 0, 100, "how much of its time it waits")
OVER = Param("over", "choice", 0, 0, 1, "what a full service does", ("refuse", "hold"))
RATE = Param("rate", "count", 0, 0, 1_000_000, "requests a second", unsaid=True)
QUEUE = Param("queue", "count", -1, -1, 1_000_000, "how many stand in line", unsaid=True)
ARRIVALS = Param("arrivals", WRITTEN, "poisson", 0, 0, "how they arrive", unsaid=True)
COMMAND = Param("command", TEXT, "", 0, 0, "what is started")


def catalog() -> Catalog:
    """`timer` and `request` wait, `hash` computes, `exec` takes a text; the engine asyncio is a
    program's beside the bench."""
    contenders = tuple(map(Contender.parse, NAMES))
    return Catalog(
        workloads=(
            Workload("timer", "sleeps", "timer", (WAIT, OVER)),
            Workload("request", "arrives", "timer", (WAIT, RATE, QUEUE, ARRIVALS)),
            Workload(
                "hash", "computes", "none", (Param("bytes", "bytes", 64, 1, 1 << 30, ""), SHARE)
            ),
            Workload("exec", "starts", "dialogue", (), (COMMAND,)),
        ),
        contenders=contenders,
        kinds={one: KINDS.get(one.name, "documented") for one in contenders},
        languages={one: "python" if one.engine == "asyncio" else "cpp" for one in contenders},
        skipped={Contender("gather", "libuv"): "libuv is not installed"},
        pairs_skipped={("hash", Contender("gather", "asio")): "it does not wait"},
        shipped=frozenset({Contender("gather", "asyncio")}),
    )
