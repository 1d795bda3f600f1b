# What the scripts of this folder share. Each is run with the bench that CROSSOVER_BENCH names, and
# ends with 0 when the suite works on its kind of machine, 77 when that machine cannot be built here
# (with the reason), anything else when it does not work.
# shellcheck shell=sh
set -eu

HERE=$(CDPATH='' cd "$(dirname "$0")" && pwd -P)
ROOT=$(CDPATH='' cd "$HERE/../.." && pwd -P)
PYTHON=${CROSSOVER_PYTHON:-/usr/bin/python3}
BENCH=${CROSSOVER_BENCH:-$ROOT/build/release/crossover_bench}
WORK=$(mktemp -d)
trap 'rm -rf --one-file-system "$WORK"' EXIT

# cannot REASON: this machine cannot be built here.
cannot() {
    printf 'skipped: %s\n' "$1"
    exit 77
}

fail() {
    printf 'failed: %s\n' "$1" >&2
    exit 1
}

# crossover ARGUMENT...: the command, without the launcher: nothing is installed or built.
crossover() {
    "$PYTHON" -P "${TREE:-$ROOT}/scripts/start_module.py" crossover_tool "$@"
}

# small_run OUT: two contenders, one cell, three blocks; its samples must be whole, its report there.
small_run() {
    crossover run --bench "$BENCH" --workload timer --tasks 20 --wait 1ms --limit 4 \
        --contender 'thread_pool/std' --contender 'semaphore/asio' --blocks 3 --no-retry \
        --out "$1" >"$WORK/said" 2>&1 || {
        code=$?
        cat "$WORK/said" >&2
        fail "crossover run ended with exit code $code"
    }
    whole "$1"
}

# whole OUT: a run's folder has all that it must have.
whole() {
    tail -n 1 "$1/samples.jsonl" | grep -q '"status":"complete"' || fail "$1 has no end line"
    [ -s "$1/report.md" ] || fail "$1 has no report"
}

# group CONTROLLER: makes a control group of version 1 and prints its folder; nothing where that is
# not allowed.
group() {
    made=/sys/fs/cgroup/$1/crossover-machine-$$
    mkdir "$made" 2>/dev/null || return 0
    printf '%s\n' "$made"
}
