#!/bin/sh
# A checkout that cannot be written: a bind mount of this one. Results go elsewhere by --out, and
# without it one sentence says so.
. "$(dirname "$0")/common.sh"
if [ -z "${INSIDE:-}" ]; then
    unshare -m true 2>/dev/null || cannot "a mount of one's own cannot be made here (that takes root)"
    INSIDE=1 unshare -m sh "$0"
    exit
fi
mkdir "$WORK/tree"
mount --bind "$ROOT" "$WORK/tree" || cannot "no bind mounts here"
# Nothing is removed while the real tree can be reached through it.
trap 'cd /; umount "$WORK/tree" && rm -rf "$WORK"' EXIT
mount -o remount,bind,ro "$WORK/tree" || cannot "no read-only bind mounts here"
TREE=$WORK/tree
cd "$WORK/tree"
small_run "$WORK/out"
crossover report "$WORK/out" >/dev/null || fail "report failed"
if crossover run --bench "$BENCH" --workload timer --tasks 1 --blocks 3 >/dev/null 2>"$WORK/said"; then
    fail "a run into a read-only tree succeeded"
fi
grep -qi 'read-only' "$WORK/said" || fail "it does not say why: $(tail -n 1 "$WORK/said")"
