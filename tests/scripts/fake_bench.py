"""A stand-in for the bench binary: the same flags, JSON and exit codes, with plausible seeded
numbers in no time. fake_crossover_bench starts it.

What it can run, and what each pair is, stands in data/bench, as the real bench printed it
(freeze_bench.py); fake_bench_test.py holds it against both.

It runs for every sample of many tests, so it imports little: json, re and signal alone take as long
as the interpreter itself.

Misbehaviour by environment: FAKE_BENCH="void:gather/libuv error:thread_pool/tbb
hang:tcp/gather/asio" (kind:substring of workload/strategy/engine; kinds: void (after two good
batches), void_at_once (in the first), error, refuse, skip, hang, segv, garbage, silent, usage,
wrong), FAKE_BENCH_NOISE (sigma of ln, default 0.01), FAKE_BENCH_SLEEP_S (default 0),
FAKE_BENCH_SEED (default: differs from process to process), FAKE_BENCH_SCALING (of sha256, default
2.01), FAKE_BENCH_LACKS (a contender that was not built), FAKE_BENCH_CORES (default: the machine's),
FAKE_BENCH_TRACE (a file that gets a line with the pid for each sample, and the texts that it was
given; with a seed, its number of lines is part of it: each sample has its own noise).

A baseline's program is a file with the nanoseconds that it takes a task and, in a second word, its
fault, as above.
"""

import math
import os
import random
import resource
import sys
import time

DATA = os.path.join(os.path.dirname(os.path.realpath(__file__)), "data", "bench")
CORES = int(os.environ.get("FAKE_BENCH_CORES", len(os.sched_getaffinity(0))))
LACKING = "it was not found when the suite was built"
DISPATCH_NS = {"ring": 200, "std": 240, "asio": 450, "libuv": 700, "uring": 400, "asio_cores": 600}
DISPATCH_NS |= {"asio_awaitable": 1700, "asio_parallel_group": 1900, "tbb": 220, "tbb_tasks": 300}
DISPATCH_NS |= {"posix": 320, "pipe": 90, "index": 10, "moodycamel": 260, "fiber": 500}
POOLS = ("thread_pool", "process_pool", "offload")
PARALLEL = (*POOLS, "thread_per_task", "fork_per_task", "baseline")
ALL_CORES = ("asio_cores",)
RATE = 1890.25
SIGSEGV = 11
INFO = {
    "version": "0.1.0",
    "compiler": "gcc 12.2.0",
    "build_type": "Release",
    "flags": "-O3",
    "libraries": {"boost": "1.81.0", "libuv": "1.44.2", "tbb": "2021.8", "benchmark": "1.7.1"},
}


def read(name):
    with open(os.path.join(DATA, name), encoding="utf-8") as text:
        return text.read()


_plan = []


def frozen_plan():
    """The lines of the frozen plan: read once in a process."""
    if not _plan:
        _plan.extend(read("plan.jsonl").splitlines())
    return _plan


def frozen_line(*parts):
    """The first line of the frozen plan that holds all of `parts`."""
    return next(line for line in frozen_plan() if all(part in line for part in parts))


def field(line, name, start=0):
    """A number, a word or a truth of a line, by its name; the first behind `start`."""
    at = line.index(f'"{name}":', start) + len(name) + 3
    return line[at : min(i for i in (line.find(",", at), line.find("}", at)) if i > 0)].strip('"')


class Pair:
    """A contender on a cell, as the frozen plan knows both; `rate` is what the run brought."""

    def __init__(self, cell, strategy, engine, rate=RATE):
        self.cell, self.strategy, self.engine = cell, strategy, engine
        self.wait_ns, self.cpu_ns, self.last_ns = costs(cell, rate)
        of_workload = frozen_line(f'"workload":"{cell["workload"]}"')
        self.cold, self.probes = (field(of_workload, one) == "true" for one in ("cold", "probes"))
        self.kind, self.limit = "baseline", cell["limit"]
        if strategy != "baseline":
            line = frozen_line('"tasks":100,', f'"strategy":"{strategy}","engine":"{engine}"')
            self.kind = field(line, "kind")
            own = int(field(line, "limit", line.index('"kind":')))
            given = (int(field(line, "limit")), int(field(line, "tasks")))
            self.limit = {given[0]: cell["limit"], given[1]: cell["tasks"]}.get(own, own)
        if strategy == "offload" and "queue" in cell["params"]:
            room = min(cell["limit"], cell["tasks"]) + cell["params"]["queue"]
            self.limit = min(cell["tasks"], room)
        self.ideal_ns, self.bound = self.least(self.at_work())
        self.least_ns = self.ideal_ns
        self.descriptors = self.limit + 64 if cell["workload"] == "tcp" else 8

    def at_work(self):
        """How many cores compute its tasks at once."""
        width = min(self.cell["limit"], self.cell["tasks"])
        own = width if self.strategy in POOLS else self.limit
        parallel = self.strategy in PARALLEL or self.engine in ALL_CORES
        return min(CORES, max(1, own)) if parallel else 1

    def least(self, cores):
        tasks = self.cell["tasks"]
        rounds = -(-tasks // max(1, self.limit))
        bounds = [
            (rounds * self.wait_ns, "limit" if rounds > 1 else "wait"),
            (tasks * self.cpu_ns // cores, "cpu"),
            (self.wait_ns + self.cpu_ns, "wait" if self.wait_ns >= self.cpu_ns else "cpu"),
            (self.last_ns + self.wait_ns, "arrival"),
        ]
        if "queue" in self.cell["params"]:
            bounds = [(self.last_ns, "arrival")]  # nobody knows who is refused
        best = max(bounds, key=lambda one: one[0]) if tasks else (0, "none")
        return best if best[0] else (0, "none")

    def reason(self, skipped):
        there = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        who = (self.strategy, self.engine)
        where = (self.cell["workload"], named_cell(self.cell))
        found = next((skipped[(one, *who)] for one in where if (one, *who) in skipped), "")
        if f"{self.strategy}/{self.engine}" == os.environ.get("FAKE_BENCH_LACKS"):
            found = LACKING
        if not found and self.descriptors > there:
            found = f"needs {self.descriptors} descriptors in one process, which may have {there}"
        return found

    def planned(self, skipped):
        reason = self.reason(skipped)
        return {
            "cell": self.cell, "strategy": self.strategy, "engine": self.engine, "kind": self.kind,
            "limit": self.limit, "status": "skipped" if reason else "ok", "reason": reason,
            "ideal_ns": self.ideal_ns, "ideal_bound": self.bound, "least_ns": self.least_ns,
            "wait_ns": self.wait_ns, "cpu_ns": self.cpu_ns,
            "needs": {"descriptors": self.descriptors, "threads": 1, "processes": 1, "memory_bytes": 1 << 20},
            "cold": self.cold, "probes": self.probes,
        }  # fmt: skip


def costs(cell, rate):
    """What a task waits for and computes, and when the last one arrives, in nanoseconds. Without a
    rate nobody knows how long a number of bytes takes."""
    params = cell["params"]
    last = max(0, cell["tasks"] - 1) * params.get("period_us", 0) * 1000
    if "rate" in params:
        last = cell["tasks"] * 1_000_000_000 // params["rate"]
    if cell["workload"] == "request":
        return (*step_costs(params.get("steps", "tcp 2ms; cpu 100us")), last)
    wait = params.get("wait_us", 0) * 1000
    if "work_us" in params:
        wait = params["work_us"] * params["wait_share_pct"] * 10
        return wait, params["work_us"] * 1000 - wait, last
    if "burn_us" in params:
        light = params["light_us"] * 1000
        more = (params["burn_us"] * 1000 - light) * params["heavy_pct"] // 100
        return wait, light + more, last
    if params.get("cpu_us") and params.get("bytes"):
        return wait, round(params["bytes"] * 1000 / rate) if rate else 0, last
    return wait, params.get("cpu_us", 0) * 1000, last


def step_costs(steps):
    """What the steps of a request wait for and compute, by their means."""
    wait, cpu = 0, 0
    for step in steps.split(";"):
        several = step.strip().startswith(("all(", "first(", "quorum("))
        plain = step.partition("(")[2] if several else step
        plain = plain.partition(",")[2] if "quorum(" in step else plain
        what, time_of = plain.replace(")", "").split()[:2]
        number, unit = time_of.rstrip("mus"), time_of.lstrip("0123456789.")
        ns = round(float(number) * {"us": 1e3, "ms": 1e6, "s": 1e9}[unit])
        wait, cpu = (wait, cpu + ns) if what == "cpu" else (wait + ns, cpu)
    return wait, cpu


def requests(pair):
    """What an open loop shows: beyond 90 % of what the limit and the cores can do, saturation, or
    behind a queue with an end, refusals."""
    rate = pair.cell["params"].get("rate")
    names = ("request_latency_ns", "generator_late_ns", "mean_wait_ns", "achieved_rate")
    names += ("backlog", "backlog_growth", "saturated", "refused", "failed")
    if not rate:
        return dict.fromkeys(names)
    each = pair.wait_ns + pair.cpu_ns + 20000
    most = min(pair.limit * 1e9 / each, pair.at_work() * 1e9 / max(1, pair.cpu_ns))
    load = min(0.99, rate / most)
    bounded = "queue" in pair.cell["params"]
    saturated = int(rate > 0.9 * most and not bounded)
    longest = each * (1 + pair.cell["params"]["queue"] / pair.limit) if bounded else math.inf
    latency = spread(min(each / (1 - load), longest), (1, 1.2, 2, 3, 4))
    late = spread(2000, (0.5, 0.9, 1, 2, 3))
    growth = max(0.0, 1 - most / rate)
    beyond = round(growth * pair.cell["tasks"])
    backlog, growth, refused = (0, 0.0, beyond) if bounded else (beyond, growth, 0)
    wait = each * load / (1 - load)
    values = (latency, late, wait, min(rate, most), backlog, growth, saturated, refused, 0)
    return dict(zip(names, values))


def figures(pair, rng):
    """Makespan, CPU and memory of a contender, by a simple formula for the real thing."""
    tasks, strategy = pair.cell["tasks"], pair.strategy
    flight = max(1, min(pair.limit, tasks))
    cores = min(CORES, flight) if strategy in PARALLEL else 1
    dispatch = DISPATCH_NS.get(pair.engine, 300) * tasks
    threads = flight if strategy == "thread_pool" else 1
    processes = 1 + (flight if strategy == "process_pool" else 0)
    workers = threads * 9000 + (processes - 1) * 130000
    least = max(pair.least(cores)[0], pair.ideal_ns)
    span = least + dispatch / cores + workers * 0.2 + 60000
    span *= math.exp(abs(rng.gauss(0, float(os.environ.get("FAKE_BENCH_NOISE", "0.01")))))
    memory = tasks * (280 if cores == 1 and flight > 1 else 16) + threads * 9000
    cpu = tasks * pair.cpu_ns + dispatch + workers
    return span, cpu, memory + (processes - 1) * 900000, threads, processes, flight


def spread(middle, factors):
    names = ("p50", "p90", "p99", "p999", "max")
    return {name: round(middle * factor) for name, factor in zip(names, factors)}


def lag(strategy, span, rng):
    """How late a loop is: by what it takes to block, or by microseconds."""
    if strategy not in ("gather", "semaphore", "offload", "blocking_gather"):
        return None
    late = (span if strategy == "blocking_gather" else 40000) * math.exp(abs(rng.gauss(0, 0.05)))
    return spread(late, (0.5, 0.9, 0.99, 1, 1))


def small(params, strategy, rng):
    """The latency of small tasks beside burning ones: those on a loop that computes wait for a
    whole burning one."""
    if "burn_us" not in params:
        return None
    loop = strategy in ("gather", "semaphore") and params["heavy_pct"]
    us = params["wait_us"] + params["light_us"] + (params["burn_us"] if loop else 100)
    return spread(us * 1000 * math.exp(abs(rng.gauss(0, 0.02))), (0.6, 0.8, 1, 1.1, 1.2))


def taken():
    """How many samples the trace counts, "" without one."""
    if "FAKE_BENCH_TRACE" not in os.environ:
        return ""
    with open(os.environ["FAKE_BENCH_TRACE"], encoding="utf-8") as trace:
        return len(trace.readlines())


def measure(cell, strategy, engine, task_ns=None):
    """A good measurement; of a baseline whose batches take `task_ns` a task where that is given."""
    seed = os.environ.get("FAKE_BENCH_SEED")
    rng = random.Random(f"{seed}/{taken()}/{cell}/{strategy}/{engine}" if seed else None)
    pair = Pair(cell, strategy, engine)
    span, cpu, memory, threads, processes, flight = figures(pair, rng)
    span = span if task_ns is None else task_ns * cell["tasks"]
    batches = [max(1, round(span * math.exp(rng.gauss(0, 0.003)))) for _ in range(5)]
    latency = (pair.wait_ns + pair.cpu_ns) * 1.01 + 20000
    return {
        **named(pair), "status": "ok", "reason": "", "makespan_ns": batches, "cold": pair.cold,
        "setup_ns": 40000 * threads, "teardown_ns": 9000 * threads, "first_batch_ns": round(span * 1.2),
        "cpu_user_ns": round(cpu * 0.7), "cpu_system_ns": round(cpu * 0.3),
        "baseline_rss_bytes": 6291456, "peak_rss_bytes": 6291456 + memory, "bytes_per_task": memory / cell["tasks"],
        "voluntary_switches": float(flight), "involuntary_switches": 1.0, "peak_threads": threads,
        "peak_processes": processes, "peak_fds": 8 + flight, "max_in_flight": flight,
        "latency_ns": spread(latency, (1, 1.01, 1.1, 1.2, 1.3)), "start_delay_ns": spread(latency, (1, 1, 1, 1, 1)),
        "probe_latency_ns": small(cell["params"], strategy, rng), "loop_lag_ns": lag(strategy, span, rng),
        "contract_ns": 45000.0 if strategy == "baseline" else None,
        **requests(pair),
        "allocations": 1.0 * cell["tasks"], "allocated_bytes": 96.0 * cell["tasks"], "digest": "0123456789abcdef",
        "wait_ns": pair.wait_ns, "task_cpu_ns": pair.cpu_ns, "cores": CORES, "clock_step_ns": 20, "too_short": False,
        "ideal_ns": pair.ideal_ns, "ideal_bound": pair.bound,
        "efficiency": pair.ideal_ns / sorted(batches)[2] if pair.ideal_ns else None,
        "server": server_of(cell, flight), "marks": [],
    }  # fmt: skip


def named(pair):
    cell, strategy, engine = pair.cell, pair.strategy, pair.engine
    named_by = {"cell": cell, "strategy": strategy, "engine": engine}
    return {**named_by, "kind": pair.kind, "limit": pair.limit}


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
    words = {None: "null", True: "true", False: "false"}
    return words[value] if value is None or isinstance(value, bool) else repr(value)


def parse_cell(text):
    name, *parts = text.split("/")
    pairs = [part.partition(":") for part in parts]
    values = {key: int(value) if value.isdigit() else value for key, _, value in pairs}
    tasks = values.pop("tasks")
    return {"workload": name, "tasks": tasks, "limit": values.pop("limit", tasks), "params": values}


def listing():
    import json

    found = json.loads(read("list.json"))
    for one in found["contenders"]:
        if f"{one['strategy']}/{one['engine']}" == os.environ.get("FAKE_BENCH_LACKS"):
            one["skipped"] = LACKING
    return found


def told_of_cells():
    """Why pairs cannot run on some of the frozen cells, whatever the machine."""
    import json

    lines = [line for line in frozen_plan() if '"reason":""' not in line]
    found = [one for one in map(json.loads, lines) if not one["reason"].startswith("needs ")]
    return {(named_cell(p["cell"]), p["strategy"], p["engine"]): p["reason"] for p in found}


def named_cell(cell):
    return (cell["workload"], cell["tasks"], cell["limit"], tuple(sorted(cell["params"].items())))


def planning(options):
    """The lines of --plan for what `options` ask for."""
    listed = listing()
    skipped = {
        (p["workload"], p["strategy"], p["engine"]): p["reason"] for p in listed["pairs_skipped"]
    }
    skipped |= told_of_cells()
    known = [(c["strategy"], c["engine"]) for c in listed["contenders"]]
    known += [("baseline", os.path.basename(path)) for path in options.get("--program", ())]
    wanted = options.get("--contender")
    rates = dict(given.split("=") for given in options.get("--rate", ()))
    for text in options["--cell"]:
        for strategy, engine in known:
            if wanted is None or f"{strategy}/{engine}" in wanted:
                rate = float(rates.get("sha256", 0))
                yield Pair(parse_cell(text), strategy, engine, rate).planned(skipped)


def fault(name):
    for item in os.environ.get("FAKE_BENCH", "").split():
        kind, _, where = item.partition(":")
        if where in name:
            return kind
    return ""


def fail(code, text):
    print(f"crossover_bench: error: {text}", file=sys.stderr)
    return code


def faulty(kind, good, texts):
    """The exit code and the measurement of a contender that has gone wrong."""
    bare = {name: good[name] for name in ("cell", "strategy", "engine", "kind", "limit")}
    if kind in ("void", "void_at_once"):
        reason = "wrong digest: 00 instead of 01"
        batches = good["makespan_ns"][:2] if kind == "void" else []
        return 5, {**bare, "status": "void", "reason": reason, "makespan_ns": batches}
    if kind == "late":
        return 5, {**bare, "status": "late", "reason": "1 request in 100 was let go too late"}
    if kind == "error":
        return 3, {
            **bare,
            "status": "error",
            "reason": f"the server died {' '.join(texts)}".rstrip(),
        }
    if kind == "refuse":
        reason = "the service has no place for another connection"
        return 0, {**bare, "status": "failed", "reason": reason}
    if kind == "skip":
        return 0, {**bare, "status": "skipped", "reason": "this engine has no such wait"}
    return 0, {**good, "engine": "nobody"} if kind == "wrong" else good


OBSERVED = (
    "max_in_flight", "latency_ns", "start_delay_ns", "loop_lag_ns", "allocations", "allocated_bytes",
)  # fmt: skip
"""What a real bench sees in batches of their own, here as if it always did."""


def sample(cell, name, program, options, texts):
    """Takes one sample: `name` is strategy/engine, `program` the file of a baseline or ""."""
    strategy, engine = name.split("/")
    kind, task_ns = fault(f"{cell['workload']}/{name}"), None
    if program:
        with open(program, encoding="utf-8") as text:
            words = text.read().split()
        task_ns, kind = int(words[0]), kind or "".join(words[1:])
    time.sleep(float(os.environ.get("FAKE_BENCH_SLEEP_S", "0")))
    if kind == "hang":
        time.sleep(3600)
    if kind == "segv":
        os.kill(os.getpid(), SIGSEGV)
    if kind == "silent":
        return 0
    if kind == "usage":
        return fail(2, f"unknown cell {cell['workload']}")
    good = measure(cell, strategy, engine, task_ns)
    if options.get("--observe") == ["free"]:
        good |= dict.fromkeys(OBSERVED)
    code, record = faulty(kind, good, texts)
    with open(options["--samples_out"][0], "a", encoding="utf-8") as out:
        out.write('{"cell": {"work\n' if kind == "garbage" else as_json(record) + "\n")
    return fail(code, record["reason"]) if code else 0


def texts_of(options):
    given = [text for flag in ("--text", "--param") for text in options.get(flag, ())]
    if "CROSSOVER_DSN" in os.environ:
        given.append(f"dsn={os.environ['CROSSOVER_DSN']}")
    return given


def main(arguments):
    options = {}
    for argument in arguments:
        name, _, value = argument.partition("=")
        options.setdefault(name, []).append(value)
    texts = texts_of(options)
    if any("no_such_program" in text for text in texts):
        return fail(2, f"the command is '{texts[0]}': there is no program of that name")
    if "--list" in options:
        print(as_json(listing()))
    elif "--plan" in options and options.get("--contender") == [os.environ.get("FAKE_BENCH_LACKS")]:
        return fail(6, f"{options['--contender'][0]}: {LACKING}")
    elif "--plan" in options:
        print("".join(as_json(line) + "\n" for line in planning(options)), end="")
    elif "--info" in options:
        print(as_json(INFO))
    elif "--calibrate" in options:
        scaling = {"sha256": float(os.environ.get("FAKE_BENCH_SCALING", "2.01"))}
        print(as_json({"rates": {"sha256": RATE}, "scaling": scaling}))
    elif "--check-program" in options:
        print(f"{options['--check-program'][0]}: keeps the contract")
    else:
        return samples(options, texts)
    return 0


def samples(options, texts):
    if "FAKE_BENCH_TRACE" in os.environ:
        with open(os.environ["FAKE_BENCH_TRACE"], "a", encoding="utf-8") as trace:
            trace.write(f"{' '.join([str(os.getpid()), *texts])}\n")
    programs = {f"baseline/{os.path.basename(path)}": path for path in options.get("--program", ())}
    asked = [(cell, name) for cell in options["--cell"] for name in options["--contender"]]
    return max(
        sample(parse_cell(cell), name, programs.get(name, ""), options, texts)
        for cell, name in asked
    )
