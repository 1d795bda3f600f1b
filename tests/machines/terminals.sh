#!/bin/sh
# A terminal of 80 columns, and none at all.
. "$(dirname "$0")/common.sh"
small_run "$WORK/out"
command -v script >/dev/null || cannot "there is no script(1)"
PYTHONPATH=$ROOT/scripts script -qec "stty cols 80 2>/dev/null; '$PYTHON' -m crossover_tool report '$WORK/out'" "$WORK/typed" </dev/null >/dev/null
longest=$(sed -e 's/\x1b\[[0-9;]*[A-Za-z]//g' -e 's/\r//g' "$WORK/typed" | grep -v '^Script ' | LC_ALL=C.UTF-8 awk '{ if (length($0) > n) n = length($0) } END { print n + 0 }')
[ "$longest" -gt 0 ] && [ "$longest" -le 80 ] || fail "a line of $longest columns on a terminal of 80"
PYTHONPATH=$ROOT/scripts setsid "$PYTHON" -m crossover_tool report "$WORK/out" </dev/null >"$WORK/plain" 2>&1
! grep -q "$(printf '\033')" "$WORK/plain" || fail "colours where there is no terminal"
