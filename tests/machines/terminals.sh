#!/bin/sh
# A terminal of 80 columns, and none at all.
. "$(dirname "$0")/common.sh"
small_run "$WORK/out"
command -v script >/dev/null || cannot "there is no script(1)"
START=$ROOT/scripts/start_module.py
script -qec "stty cols 80 2>/dev/null; '$PYTHON' '$START' crossover_tool report '$WORK/out'" "$WORK/typed" </dev/null >/dev/null
longest=$(sed -e 's/\x1b\[[0-9;]*[A-Za-z]//g' -e 's/\r//g' "$WORK/typed" | grep -v '^Script ' | LC_ALL=C.UTF-8 wc -L)
if [ "$longest" -eq 0 ] || [ "$longest" -gt 80 ]; then
    fail "a line of $longest columns on a terminal of 80"
fi
setsid "$PYTHON" "$START" crossover_tool report "$WORK/out" </dev/null >"$WORK/plain" 2>&1
! grep -q "$(printf '\033')" "$WORK/plain" || fail "colours where there is no terminal"
