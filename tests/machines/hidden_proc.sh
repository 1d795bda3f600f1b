#!/bin/sh
# A /proc that shows no more than one's own processes (subset=pid, hidepid=invisible).
. "$(dirname "$0")/common.sh"
if [ -z "${INSIDE:-}" ]; then
    unshare -m true 2>/dev/null || cannot "a mount of one's own cannot be made here (that takes root)"
    INSIDE=1 unshare -m sh "$0"
    exit
fi
mount -t proc -o subset=pid,hidepid=2 none /proc 2>/dev/null || cannot "this kernel has no /proc with hidden parts"
crossover doctor --seconds 1 >/dev/null || fail "doctor ended with exit code $?"
small_run "$WORK/out"
