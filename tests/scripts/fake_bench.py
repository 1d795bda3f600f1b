"""A stand-in for the bench binary: the same flags, JSON and exit codes, with plausible seeded
numbers in no time. fake_crossover_bench starts it.

It runs for every sample of many tests, so it imports little: json, re and signal alone take as long
as the interpreter itself.

Misbehaviour by environment: FAKE_BENCH="void:gather/libuv error:thread_pool/tbb
hang:tcp/gather/asio" (kind:substring of workload/strategy/engine; kinds: void, error, refuse, skip,
hang, segv, garbage, silent, usage, wrong), FAKE_BENCH_NOISE (sigma of ln, default 0.01),
FAKE_BENCH_SLEEP_S (default 0), FAKE_BENCH_SEED (default: differs from process to process),
FAKE_BENCH_SCALING (of sha256, default 2.01), FAKE_BENCH_TRACE (a file that gets a line with the pid
for each sample, and the texts that it was given; with a seed, its number of lines is part of it:
each sample has its own noise).
"""

import math
import os
import random
import sys
import time

CORES = len(os.sched_getaffinity(0))
LOOPS = ("asio", "libuv", "uring", "asio_cores", "asio_awaitable")
CONTENDERS = (
    [("sequential", "std")]
    + [(strategy, engine) for strategy in ("gather", "semaphore") for engine in LOOPS]
    + [("gather", "asio_parallel_group")]
    + [
        ("thread_pool", engine)
        for engine in ("std", "std_index", "static_split", "asio", "libuv", "tbb", "tbb_tasks")
    ]
    + [
        ("process_pool", "posix"),
        ("process_pool", "pipe"),
        ("offload", "asio_processes"),
        ("fork_per_task", "posix"),
        ("thread_per_task", "std"),
    ]
    + [
        (strategy, engine)
        for strategy in ("offload", "blocking_gather")
        for engine in ("asio", "libuv", "uring")
    ]
    + [
        (f"{pattern}_gather", engine)
        for pattern in ("nested", "scoped", "collecting", "deadline", "guarded", "shielded")
        for engine in ("asio", "libuv", "uring")
    ]
)
DISPATCH_NS = {
    "std": 240,
    "asio": 450,
    "libuv": 700,
    "uring": 400,
    "asio_cores": 600,
    "asio_awaitable": 1700,
    "asio_parallel_group": 1900,
    "tbb": 220,
    "tbb_tasks": 300,
    "posix": 320,
    "pipe": 90,
    "std_index": 10,
}


def param(name, unit, default, most, summary, choices=()):
    words = {"choices": list(choices)} if choices else {}
    return words | {
        "name": name,
        "unit": unit,
        "default": default,
        "min": 0,
        "max": most,
        "summary": summary,
    }


def workload(name, summary, wait, *params, texts=()):
    texts = [
        {"name": name, "unit": "text", "default": default, "summary": summary}
        for name, default, summary in texts
    ]
    return {"name": name, "summary": summary, "wait": wait, "params": [*params, *texts]}


def computing(name, summary, amount, unit):
    """A workload whose tasks compute, by an amount of their own or by the time it takes."""
    return workload(
        name,
        summary,
        "none",
        param(amount, unit, 0, 1 << 40, "how much; 0: from cpu"),
        param("cpu_us", "us", 1000, 3600000000, "time on one idle core"),
    )


WORKLOADS = [
    workload("noop", "nothing: the price of dispatch itself", "none"),
    workload("timer", "sleeps", "timer", param("wait_us", "us", 200000, 3600000000, "how long")),
    workload(
        "tcp",
        "one request and one reply over a real connection",
        "tcp",
        param("wait_us", "us", 5000, 3600000000, "the server's delay"),
        param("bytes", "bytes", 64, 1 << 20, "size of request and reply"),
    ),
    workload(
        "limited_api",
        "calls a service with a capacity",
        "dialogue",
        param("wait_us", "us", 5000, 3600000000, "how long a request holds its place"),
        param("capacity", "count", 16, 1000000, "how many requests at once"),
        param("over", "choice", 0, 1, "what it does with more", ("refuse", "slow")),
        param("bytes", "bytes", 64, 1 << 20, "size of request and answer"),
        param("backoff_us", "us", 1000, 60000000, "the longest pause after a first refusal"),
        param("attempts", "count", 100, 1000000, "calls of one task before it fails"),
    ),
    workload(
        "database",
        "runs a query",
        "dialogue",
        param("wait_us", "us", 5000, 3600000000, "how long the server sleeps"),
        param("rows", "count", 10, 10000, "rows that each query reads"),
        param("deadline_us", "us", 10000000, 3600000000, "the longest that a query may take"),
        texts=[("dsn", "", "the server")],
    ),
    workload(
        "file",
        "reads a block",
        "file",
        param("bytes", "bytes", 4096, 1 << 24, "size of a block"),
        param("files", "count", 4, 1000, "how many files"),
        param("file_bytes", "bytes", 16 << 20, 1 << 34, "size of each"),
        param("cache", "choice", 0, 1, "the page cache", ("hot", "cold")),
        texts=[("folder", "", "where the files lie")],
    ),
    computing("sha256", "hashes", "bytes", "bytes"),
    computing("nqueens", "solves the eight queens problem", "boards", "count"),
    computing("mandelbrot", "draws a tile", "points", "count"),
    computing("json", "parses documents", "documents", "count"),
    computing("compress", "compresses text", "bytes", "bytes"),
    workload(
        "sync_only",
        "blocks, and cannot be awaited",
        "sync_only",
        param("wait_us", "us", 5000, 3600000000, "how long"),
    ),
    workload(
        "http",
        "gets a page",
        "dialogue",
        param("wait_us", "us", 5000, 3600000000, "how long the server holds a reply back"),
        param("bytes", "bytes", 64, 1 << 20, "size of a body"),
        param("deadline_us", "us", 10000000, 3600000000, "how long a task waits"),
    ),
    workload(
        "payload",
        "takes and returns bytes",
        "none",
        param("argument_bytes", "bytes", 4096, 64 << 20, "size of each argument"),
        param("result_bytes", "bytes", 4096, 64 << 20, "size of each result"),
    ),
    workload(
        "mixed",
        "waits, then hashes",
        "timer",
        param("work_us", "us", 2000, 3600000000, "waiting and computing together"),
        param("wait_share_pct", "percent", 50, 100, "the share that waits"),
    ),
    workload(
        "head_of_line",
        "small requests beside burning ones",
        "timer",
        param("wait_us", "us", 2000, 3600000000, "waiting"),
        param("light_us", "us", 20, 3600000000, "computing of a small one"),
        param("burn_us", "us", 5000, 3600000000, "computing of a burning one"),
        param("heavy_pct", "percent", 5, 100, "the share that burns"),
        param("period_us", "us", 750, 3600000000, "from one arrival to the next"),
    ),
    workload(
        "simple_script",
        "a few requests, once",
        "timer",
        param("wait_us", "us", 1000, 3600000000, "waiting"),
        param("cpu_us", "us", 100, 3600000000, "computing"),
    ),
    workload(
        "exec",
        "runs a command",
        "dialogue",
        param("deadline_us", "us", 60000000, 3600000000, "how long it may take"),
        texts=[("command", "true {i}", "the command")],
    ),
    workload(
        "shared_counter",
        "adds to one total",
        "none",
        param("increments", "count", 1000, 1000000, "how often"),
        param("protection", "choice", 1, 3, "how", ("none", "atomic", "lock", "queue")),
    ),
]


SIGSEGV = 11

TEXTS: list[str] = []
"""What --text gave to this process."""

PARALLEL = ("thread_pool", "process_pool", "offload", "thread_per_task", "fork_per_task")


def listing():
    lacking = os.environ.get("FAKE_BENCH_LACKS", "")
    reason = "it was not found when the suite was built"
    return {
        "workloads": WORKLOADS,
        "contenders": [
            {
                "strategy": s,
                "engine": e,
                "skipped": reason if lacking and f"{s}/{e}" == lacking else "",
            }
            for s, e in CONTENDERS
        ],
        "pairs_skipped": [
            *(
                {
                    "workload": "sync_only",
                    "strategy": s,
                    "engine": e,
                    "reason": f"{s}/{e} has no way to wait for 'sync_only'",
                }
                for s, e in CONTENDERS
                if s in ("gather", "semaphore")
            ),
            {
                "workload": "tcp",
                "strategy": "thread_pool",
                "engine": "static_split",
                "reason": "a split knows no waits",
            },
        ],
    }


INFO = {
    "version": "0.1.0",
    "compiler": "gcc 12.2.0",
    "build_type": "Release",
    "flags": "-O3",
    "libraries": {"boost": "1.81.0", "libuv": "1.44.2", "tbb": "2021.8", "benchmark": "1.7.1"},
}


def parse_cell(text):
    name, *parts = text.split("/")
    pairs = [part.partition(":") for part in parts]
    values = {key: int(value) if value.isdigit() else value for key, _, value in pairs}
    tasks = values.pop("tasks")
    return {"workload": name, "tasks": tasks, "limit": values.pop("limit", tasks), "params": values}


def costs(params):
    if "work_us" in params:
        wait = params["work_us"] * params["wait_share_pct"] // 100
        return wait * 1000, (params["work_us"] - wait) * 1000
    if "burn_us" in params:
        light = params["light_us"]
        mean = light * 1000 + (params["burn_us"] - light) * params["heavy_pct"] * 10
        return params["wait_us"] * 1000, mean
    return params.get("wait_us", 0) * 1000, params.get("cpu_us", 0) * 1000


def model(cell, strategy, engine, rng):
    """Makespan, CPU and memory of a contender, as a simple model of the real thing."""
    tasks, (wait, cpu) = cell["tasks"], costs(cell["params"])
    limit = {"sequential": 1, "gather": tasks}.get(strategy, cell["limit"])
    flight = max(1, min(limit, tasks))
    cores = min(CORES, flight) if strategy in PARALLEL else 1
    ideal = max(tasks * cpu / min(CORES, flight), math.ceil(tasks / flight) * wait, wait + cpu)
    dispatch = DISPATCH_NS.get(engine, 300) * tasks
    threads = flight if strategy == "thread_pool" else 1
    processes = 1 + (flight if strategy == "process_pool" else 0)
    workers = threads * 9000 + (processes - 1) * 130000
    busy = tasks * cpu + dispatch
    span = (
        max(tasks * cpu / cores, math.ceil(tasks / flight) * wait, wait + cpu)
        + dispatch / cores
        + workers * 0.2
        + 60000
    )
    span *= math.exp(abs(rng.gauss(0, float(os.environ.get("FAKE_BENCH_NOISE", "0.01")))))
    memory = (
        tasks * (280 if cores == 1 and flight > 1 else 16)
        + threads * 9000
        + (processes - 1) * 900000
    )
    return limit, span, ideal, busy + workers, memory, threads, processes, flight


def lag(strategy, span, rng):
    """How late a loop is: by what it takes to block, or by microseconds."""
    if strategy not in ("gather", "semaphore", "offload", "blocking_gather"):
        return None
    late = (span if strategy == "blocking_gather" else 40000) * math.exp(abs(rng.gauss(0, 0.05)))
    return {
        name: round(late * part)
        for name, part in zip(("p50", "p90", "p99", "p999", "max"), (0.5, 0.9, 0.99, 1, 1))
    }


def small(params, strategy, rng):
    """The latency of small tasks beside burning ones: those on a loop that computes wait for a
    whole burning one."""
    if "burn_us" not in params:
        return None
    behind = (
        params["burn_us"] if strategy in ("gather", "semaphore") and params["heavy_pct"] else 100
    )
    latency = (
        (params["wait_us"] + params["light_us"] + behind) * 1000 * math.exp(abs(rng.gauss(0, 0.02)))
    )
    return {
        name: round(latency * part)
        for name, part in zip(("p50", "p90", "p99", "p999", "max"), (0.6, 0.8, 1, 1.1, 1.2))
    }


def taken():
    """How many samples the trace counts, "" without one."""
    if "FAKE_BENCH_TRACE" not in os.environ:
        return ""
    with open(os.environ["FAKE_BENCH_TRACE"], encoding="utf-8") as trace:
        return len(trace.readlines())


def measure(cell, strategy, engine):
    seed = os.environ.get("FAKE_BENCH_SEED")
    rng = random.Random(f"{seed}/{taken()}/{cell}/{strategy}/{engine}" if seed else None)
    limit, span, ideal, cpu, memory, threads, processes, flight = model(cell, strategy, engine, rng)
    batches = [round(span * math.exp(rng.gauss(0, 0.003))) for _ in range(5)]
    middle = sorted(batches)[2]
    wait, work = costs(cell["params"])
    latency = (wait + work) * 1.01 + 20000
    spread = {
        name: round(latency * factor)
        for name, factor in zip(("p50", "p90", "p99", "p999", "max"), (1, 1.01, 1.1, 1.2, 1.3))
    }
    return {
        "cell": cell, "strategy": strategy, "engine": engine, "limit": limit, "status": "ok", "reason": "",
        "makespan_ns": batches, "setup_ns": 40000 * threads, "teardown_ns": 9000 * threads,
        "first_batch_ns": round(span * 1.2), "cpu_user_ns": round(cpu * 0.7), "cpu_system_ns": round(cpu * 0.3),
        "baseline_rss_bytes": 6291456, "peak_rss_bytes": 6291456 + memory, "bytes_per_task": memory / cell["tasks"],
        "voluntary_switches": float(flight), "involuntary_switches": 1.0, "peak_threads": threads,
        "peak_processes": processes, "peak_fds": 8 + flight, "max_in_flight": flight, "latency_ns": spread,
        "start_delay_ns": spread, "loop_lag_ns": lag(strategy, span, rng), "probe_latency_ns": small(cell["params"], strategy, rng),
        "cold": cell["workload"] == "simple_script", "allocations": 1.0 * cell["tasks"],
        "allocated_bytes": 96.0 * cell["tasks"], "digest": "0123456789abcdef", "wait_ns": wait,
        "task_cpu_ns": work, "cores": CORES, "ideal_ns": round(ideal),
        "ideal_kind": ("wait" if wait else "cpu") if ideal else "none",
        "efficiency": ideal / middle if ideal else None,
        "server": server_of(cell, flight), "marks": [],
    }  # fmt: skip


def server_of(cell, flight):
    """What the other side saw: with a capacity, each call beyond it was refused once."""
    if cell["workload"] not in ("tcp", "limited_api"):
        return None
    capacity = cell["params"].get("capacity", flight)
    refused = cell["tasks"] if flight > capacity and cell["params"]["over"] == "refuse" else 0
    return {
        "requests": cell["tasks"] + refused, "refused": refused, "peak_concurrency": min(flight, capacity),
        "mean_concurrency": 1.0, "mean_stay_ns": 5e6, "bytes_in": 0, "bytes_out": 0, "cpu_ns": 1,
    }  # fmt: skip


def as_json(value):
    """What json.dumps writes, of what occurs here."""
    if isinstance(value, dict):
        return (
            "{" + ", ".join(f"{as_json(key)}: {as_json(item)}" for key, item in value.items()) + "}"
        )
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(as_json, value)) + "]"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return (
        {None: "null", True: "true", False: "false"}[value]
        if value is None or isinstance(value, bool)
        else repr(value)
    )


def fault(name):
    for item in os.environ.get("FAKE_BENCH", "").split():
        kind, _, where = item.partition(":")
        if where in name:
            return kind
    return ""


def fail(code, text):
    print(f"crossover_bench: error: {text}", file=sys.stderr)
    return code


def sample(cell, strategy, engine, out):
    kind = fault(f"{cell['workload']}/{strategy}/{engine}")
    bare = {"cell": cell, "strategy": strategy, "engine": engine, "limit": cell["limit"]}
    time.sleep(float(os.environ.get("FAKE_BENCH_SLEEP_S", "0")))
    if kind == "hang":
        time.sleep(3600)
    if kind == "segv":
        os.kill(os.getpid(), SIGSEGV)
    if kind == "silent":
        return 0
    if kind == "usage":
        return fail(2, f"unknown cell {cell['workload']}")
    code, record = 0, None
    if kind == "garbage":
        out.write('{"cell": {"work\n')
        return 0
    if kind == "void":
        code, record = 5, {**bare, "status": "void", "reason": "wrong digest: 00 instead of 01"}
    elif kind == "error":
        code, record = 3, {
            **bare,
            "status": "error",
            "reason": f"the server died {' '.join(TEXTS)}".rstrip(),
        }
    elif kind == "refuse":
        record = {
            **bare,
            "status": "failed",
            "reason": "the service has no place for another connection",
        }
    elif kind == "skip":
        record = {**bare, "status": "skipped", "reason": "this engine has no such wait"}
    elif kind == "wrong":
        record = measure(cell, "gather", "nobody")
    record = record or measure(cell, strategy, engine)
    out.write(as_json(record) + "\n")
    return fail(code, record["reason"]) if code else 0


def main(arguments):
    options = {}
    for argument in arguments:
        name, _, value = argument.partition("=")
        options.setdefault(name, []).append(value)
    if any("no_such_program" in text for text in options.get("--text", ())):
        return fail(2, f"the command is '{options['--text'][0]}': there is no program of that name")
    if "--list" in options:
        print(as_json(listing()))
        return 0
    if "--info" in options:
        print(as_json(INFO))
        return 0
    if "--calibrate" in options:
        scaling = {"sha256": float(os.environ.get("FAKE_BENCH_SCALING", "2.01"))}
        print(as_json({"rates": {"sha256": 1890.25}, "scaling": scaling}))
        return 0
    TEXTS.extend(options.get("--text", ()))
    if "CROSSOVER_DSN" in os.environ:
        TEXTS.append(f"dsn={os.environ['CROSSOVER_DSN']}")
    if "FAKE_BENCH_TRACE" in os.environ:
        with open(os.environ["FAKE_BENCH_TRACE"], "a", encoding="utf-8") as trace:
            trace.write(f"{' '.join([str(os.getpid()), *TEXTS])}\n")
    code = 0
    with open(options["--samples_out"][0], "a", encoding="utf-8") as out:
        for text in options["--cell"]:
            for strategy, engine in CONTENDERS:
                if f"{strategy}/{engine}" in options["--contender"]:
                    code = max(code, sample(parse_cell(text), strategy, engine, out))
    return code
