#!/bin/sh
# A control group of 200 MiB and a command that takes 400: it is killed, the run says by which limit,
# and goes on to its end.
. "$(dirname "$0")/common.sh"
memory=$(group memory)
[ -n "$memory" ] || cannot "a control group of version 1 cannot be made here (that takes root)"
trap 'rm -rf "$WORK"; echo $$ >/sys/fs/cgroup/memory/cgroup.procs; rmdir "$memory"' EXIT
echo 209715200 >"$memory/memory.limit_in_bytes"
echo 209715200 2>/dev/null >"$memory/memory.memsw.limit_in_bytes" || true # where swap is not counted
echo $$ >"$memory/cgroup.procs"
code=0
crossover run --bench "$BENCH" --exec "$PYTHON -c 'x = b\"x\" * (400 << 20)'" --tasks 2 --limit 1 \
    --contender sequential/std --blocks 1 --no-retry --out "$WORK/out" >"$WORK/said" 2>&1 || code=$?
[ "$code" -eq 3 ] || { cat "$WORK/said" >&2; fail "exit code $code instead of 3"; }
grep -q 'out of memory, the control group allows 200 MiB' "$WORK/said" || {
    cat "$WORK/said" >&2
    fail "nothing says that memory ran out, and whose limit that was"
}
tail -n 1 "$WORK/out/samples.jsonl" | grep -q '"status":"complete"' || fail "the run did not go on to its end"
