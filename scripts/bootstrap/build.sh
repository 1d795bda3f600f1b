# shellcheck shell=sh
# Configuring and building.

# MiB of memory that one compiler is given: the largest translation units (Asio's awaitables under
# -O3) take about 1 GiB.
MIB_PER_JOB=1536

# build_suite LEVEL: run builds what a measurement needs, test builds everything.
build_suite() {
    build_jobs=$(build_jobs)
    mkdir -p "$BUILD/release" 2>/dev/null || die 4 "cannot write into $BUILD: check its owner and permissions"
    build_log=$BUILD/release/crossover-build.log
    # Made before the build, so that a file saved while it runs counts as newer.
    : >"$STATE/built-$1.new"
    : >"$build_log"
    cd "$ROOT" || exit 1
    # CMake takes c++ by itself; any other choice must be told.
    if [ -n "$COMPILER" ] && [ "$COMPILER" != c++ ]; then export CXX="$COMPILER"; fi
    forget_moved_tree
    if [ ! -f "$BUILD/release/CMakeCache.txt" ] || newer_than "$STATE/built-$1" "$STATE/needs-$1"; then
        configure_suite
    fi
    say "building with $build_jobs job(s)"
    build_level=$1
    set -- -j "$build_jobs"
    [ "$build_level" = test ] || set -- "$@" --target crossover_bench tcp_server
    export NINJA_STATUS='[%f/%t] '
    if ! run_logged "$build_log" filter_build cmake --build --preset release "$@"; then
        show_log_end "$build_log" 40
        die 1 "the build failed; the whole log is $build_log"
    fi
    mv "$STATE/built-$build_level.new" "$STATE/built-$build_level"
    [ "$build_level" != test ] || cp -p "$STATE/built-test" "$STATE/built-run"
    cd "$CALLER_DIR" || exit 1
}

# build_jobs: $CROSSOVER_JOBS, or what processors and memory allow.
build_jobs() {
    case ${CROSSOVER_JOBS:-} in
        '') ;;
        *[!0-9]* | 0*) die 2 "CROSSOVER_JOBS=$CROSSOVER_JOBS is not a whole number of at least 1" ;;
        *) echo "$CROSSOVER_JOBS" && return ;;
    esac
    jobs=$(nproc 2>/dev/null || echo 1)
    jobs_fit=$(($(available_mib) / MIB_PER_JOB))
    [ "$jobs_fit" -ge "$jobs" ] || jobs=$jobs_fit
    [ "$jobs" -ge 1 ] || jobs=1
    echo "$jobs"
}

# What the kernel says is available, or the least limit of our control group and those above it,
# version 2 or 1.
available_mib() {
    {
        sed -n 's/^MemAvailable: *\([0-9]*\) kB/\1/p' /proc/meminfo | awk '{ printf "%.0f\n", $1 * 1024 }'
        group_limits /sys/fs/cgroup "$(sed -n 's/^0:://p' /proc/self/cgroup)" memory.max
        group_limits /sys/fs/cgroup/memory "$(sed -n 's/^[0-9]*:memory://p' /proc/self/cgroup)" memory.limit_in_bytes
    } 2>/dev/null | awk '!/[^0-9]/ && (!least || $1 < least) { least = $1 } END { printf "%.0f\n", (least ? least : 8589934592) / 1048576 }'
}

# group_limits MOUNT GROUP FILE: what FILE holds in the group and in each one above it.
group_limits() {
    group=$1$2
    while [ "${#group}" -ge "${#1}" ]; do
        cat "$group/$3" || true
        group=${group%/*}
    done
}

# Without the old cache, which would go on naming the libraries, or the lack of them, that were
# found the last time. What is compiled already stays, as long as its command is the same.
configure_suite() {
    if [ -z "${CMAKE_GENERATOR:-}" ] && command -v ninja >/dev/null 2>&1; then export CMAKE_GENERATOR=Ninja; fi
    say "configuring"
    rm -f "$BUILD/release/CMakeCache.txt"
    if ! run_logged "$build_log" filter_configure cmake --preset release -DCROSSOVER_PYTHON="$PYTHON"; then
        show_log_end "$build_log" 30
        die 6 "CMake could not configure the suite; the whole log is $build_log"
    fi
}

# CMake refuses a cache that was made at another path; a tree that was moved or copied starts
# afresh.
forget_moved_tree() {
    [ -f "$BUILD/release/CMakeCache.txt" ] || return 0
    if ! grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$ROOT" "$BUILD/release/CMakeCache.txt"; then
        say "this tree was built at another path; configuring afresh"
        rm -rf "$BUILD/release/CMakeCache.txt" "$BUILD/release/CMakeFiles"
    fi
}

# What the build leaves out is told at once, the rest of CMake's talk goes to the log.
filter_configure() {
    while IFS= read -r configure_line || [ -n "$configure_line" ]; do
        case $configure_line in *': skipped'*) say "${configure_line#-- }" ;; esac
        printf '%s\n' "$configure_line"
    done
}

# Ninja counts "[3/40] ..."; make, where there is no Ninja, is not followed.
filter_build() {
    while IFS= read -r step_line || [ -n "$step_line" ]; do
        printf '%s\n' "$step_line"
        step=${step_line#\[}
        step=${step%%\]*}
        case $step_line in "[$step]"*) ;; *) continue ;; esac
        case $step in
            *[!0-9/]* | */*/* | /* | */ | */0*) ;;
            */*) show_progress building $((100 * ${step%/*} / ${step#*/})) ;;
        esac
    done
}
