#!/bin/sh
# A user without root, where all is installed: nobody, who owns nothing but a temporary folder.
. "$(dirname "$0")/common.sh"
[ "$(id -u)" -eq 0 ] || { small_run "$WORK/out"; exit 0; }
command -v setpriv >/dev/null || cannot "there is no setpriv"
chmod 755 "$WORK"
mkdir -m 777 "$WORK/theirs"
setpriv --reuid=65534 --regid=65534 --clear-groups env HOME="$WORK/theirs" TMPDIR="$WORK/theirs" \
    test -x "$BENCH" 2>/dev/null || cannot "nobody may not enter $(dirname "$BENCH")"
setpriv --reuid=65534 --regid=65534 --clear-groups \
    env HOME="$WORK/theirs" TMPDIR="$WORK/theirs" PYTHONDONTWRITEBYTECODE=1 \
    "$PYTHON" -P "$ROOT/scripts/start_module.py" crossover_tool run --bench "$BENCH" --workload timer --tasks 20 --wait 1ms --limit 4 \
    --contender 'process_pool/posix' --blocks 3 --no-retry --out "$WORK/theirs/out" >"$WORK/said" 2>&1 ||
    fail "exit code $?: $(tail -n 1 "$WORK/said")"
whole "$WORK/theirs/out"
