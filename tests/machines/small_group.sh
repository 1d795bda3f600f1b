#!/bin/sh
# Half a core and 512 MiB, by control groups of version 1: both are seen, and the suite measures.
. "$(dirname "$0")/common.sh"
cpu=$(group cpu)
memory=$(group memory)
if [ -z "$cpu" ] || [ -z "$memory" ]; then
    cannot "control groups of version 1 cannot be made here (that takes root)"
fi
trap 'rm -rf "$WORK"; echo $$ >/sys/fs/cgroup/cpu/cgroup.procs; echo $$ >/sys/fs/cgroup/memory/cgroup.procs; rmdir "$cpu" "$memory"' EXIT
echo 50000 >"$cpu/cpu.cfs_quota_us"
echo 536870912 >"$memory/memory.limit_in_bytes"
echo $$ >"$cpu/cgroup.procs"
echo $$ >"$memory/cgroup.procs"
crossover doctor --seconds 1 >"$WORK/doctor"
grep -q 'cores .*1 of ' "$WORK/doctor" || fail "doctor does not see the quota of half a core"
grep -Eq 'memory +[0-9]+ MiB available' "$WORK/doctor" || fail "doctor does not see the limit of 512 MiB"
small_run "$WORK/out"
