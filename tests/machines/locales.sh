#!/bin/sh
# LANG=C, a terminal of ASCII, and a locale with a comma for the decimal point: the same figures.
. "$(dirname "$0")/common.sh"
LC_ALL=C small_run "$WORK/c"
LC_ALL=C PYTHONIOENCODING=ascii crossover report "$WORK/c" >"$WORK/ascii" || fail "report failed in ASCII"
LC_ALL=C.UTF-8 crossover report "$WORK/c" --json >"$WORK/one"
comma=$(locale -a 2>/dev/null | grep -Ei -m 1 '^(de|fr|es|it|nl)_' || :)
[ -n "$comma" ] || { echo "no locale with a decimal comma is installed: LANG=C alone was tried"; exit 0; }
LC_ALL=$comma crossover report "$WORK/c" --json >"$WORK/two"
cmp -s "$WORK/one" "$WORK/two" || fail "the report differs under $comma"
LC_ALL=$comma small_run "$WORK/comma"
