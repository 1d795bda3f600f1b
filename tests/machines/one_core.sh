#!/bin/sh
# One core, by taskset: the suite says so, and measures.
. "$(dirname "$0")/common.sh"
command -v taskset >/dev/null || cannot "there is no taskset"
taskset -cp 0 $$ >/dev/null || cannot "core 0 is not ours"
crossover doctor --seconds 1 | grep -q 'cores .*1 of ' || fail "doctor does not say that one core is usable"
small_run "$WORK/out"
