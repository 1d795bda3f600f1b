#!/bin/sh
# A /dev/shm of 1 MiB, as containers have a small one: processes that share memory work all the same.
. "$(dirname "$0")/common.sh"
if [ -z "${INSIDE:-}" ]; then
    unshare -m true 2>/dev/null || cannot "a mount of one's own cannot be made here (that takes root)"
    INSIDE=1 unshare -m sh "$0"
    exit
fi
mount -t tmpfs -o size=1m none /dev/shm || cannot "/dev/shm cannot be mounted here"
"$BENCH" --cell=noop/tasks:200000/limit:2 --contender='process_pool/*' --batches=1 --samples_out="$WORK/s" >/dev/null
[ "$(grep -c '"status":"ok"' "$WORK/s")" -ge 2 ] || fail "a pool of processes failed: $(cat "$WORK/s")"
small_run "$WORK/out"
