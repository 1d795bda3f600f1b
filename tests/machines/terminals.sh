#!/bin/sh
# Terminals of 60 to 200 columns, and none at all.
. "$(dirname "$0")/common.sh"
small_run "$WORK/out"
command -v script >/dev/null || cannot "there is no script(1)"
START=$ROOT/scripts/start_module.py

# typed COLUMNS ARGUMENT...: what the command sends to a terminal of so many columns, in $WORK/typed,
# without colours.
typed() {
    columns=$1
    shift
    script -qec "stty cols $columns 2>/dev/null; '$PYTHON' '$START' crossover_tool $*" "$WORK/raw" </dev/null >/dev/null
    sed -e 's/\x1b\[[0-9;?]*[A-Za-z]//g' -e 's/\r$//' "$WORK/raw" | tr '\r' '\n' | grep -v '^Script ' >"$WORK/typed"
}

# fits COLUMNS ARGUMENT...: no line of it is longer.
fits() {
    typed "$@"
    longest=$(LC_ALL=C.UTF-8 wc -L <"$WORK/typed")
    if [ "$longest" -eq 0 ] || [ "$longest" -gt "$1" ]; then
        fail "a line of $longest columns on a terminal of $1: $2"
    fi
}

fits 60 report "'$WORK/out'" --details
fits 80 report "'$WORK/out'"
fits 60 list --bench "'$BENCH'"
fits 60 compare "'$WORK/out'" "'$WORK/out'"
grep -q 'thread_pool/std .*[0-9]x' "$WORK/typed" || fail "a comparison without its ratios"
fits 60 doctor --seconds 1

# The line of progress.
typed 60 run --bench "'$BENCH'" --workload timer --tasks 20 --wait 1ms --limit 4 \
    --contender thread_pool/std --blocks 3 --no-retry --no-report --out "'$WORK/again'"
grep -Eq '━.* [0-9]+/[0-9]+ .*left' "$WORK/typed" || fail "a line of progress without bar, count and time left"

setsid "$PYTHON" "$START" crossover_tool report "$WORK/out" </dev/null >"$WORK/plain" 2>&1
! grep -q "$(printf '\033')" "$WORK/plain" || fail "colours where there is no terminal"
