#!/bin/sh
# Blanks, colons, quotes and letters beyond ASCII in the paths of the tree and of the results.
. "$(dirname "$0")/common.sh"
odd="$WORK/a b:c'd ünï 表"
mkdir "$odd"
cp -r "$ROOT/scripts" "$odd/scripts"
cp "$BENCH" "$odd/bench"
TREE=$odd
BENCH=$odd/bench
for beside in tcp_server crossover_postgres.so; do
    [ ! -e "${CROSSOVER_BENCH:-$ROOT/build/release/crossover_bench}" ] ||
        cp "$(dirname "${CROSSOVER_BENCH:-$ROOT/build/release/crossover_bench}")/$beside" "$odd/" 2>/dev/null || :
done
cd "$odd"
small_run "$odd/the results: ö"
crossover report "$odd/the results: ö" >/dev/null || fail "report failed"
crossover compare "$odd/the results: ö" "$odd/the results: ö" >/dev/null || fail "compare failed"
