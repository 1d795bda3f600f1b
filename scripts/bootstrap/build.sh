# shellcheck shell=sh
# Configuring and building.

# MiB of memory that one compiler is given: the largest translation units (Asio's awaitables under
# -O3) take about 1 GiB.
MIB_PER_JOB=1536

# build_jobs: $CROSSOVER_JOBS, or what processors and memory allow.
build_jobs() {
    case ${CROSSOVER_JOBS:-} in
        '') ;;
        *[!0-9]* | 0*) die 2 "CROSSOVER_JOBS=$CROSSOVER_JOBS is not a whole number of at least 1" ;;
        *) echo "$CROSSOVER_JOBS" && return ;;
    esac
    jobs_cores=$(nproc 2>/dev/null || getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1)
    jobs_mib=$(available_mib)
    if [ "$((jobs_mib / MIB_PER_JOB))" -lt "$jobs_cores" ]; then
        jobs_cores=$((jobs_mib / MIB_PER_JOB))
    fi
    [ "$jobs_cores" -ge 1 ] || jobs_cores=1
    echo "$jobs_cores"
}

# What the kernel says is available, or the control group's limit where that is lower.
available_mib() {
    mib=$(sed -n 's/^MemAvailable: *\([0-9]*\) kB/\1/p' /proc/meminfo 2>/dev/null || true)
    mib=$((${mib:-8388608} / 1024))
    mib_limit=$(cat /sys/fs/cgroup/memory.max 2>/dev/null || true)
    case $mib_limit in
        '' | *[!0-9]*) ;;
        *) [ "$((mib_limit / 1048576))" -ge "$mib" ] || mib=$((mib_limit / 1048576)) ;;
    esac
    echo "$mib"
}

# build_suite LEVEL: run builds what a measurement needs, test builds everything.
build_suite() {
    build_jobs=$(build_jobs)
    mkdir -p "$BUILD/release" 2>/dev/null || die 4 "cannot write into $BUILD: check its owner and permissions"
    build_log=$BUILD/release/crossover-build.log
    # Made before the build, so that a file saved while it runs counts as newer.
    : >"$STATE/built-$1.new"
    : >"$build_log"
    cd "$ROOT" || exit 1
    forget_moved_tree
    if [ ! -f "$BUILD/release/CMakeCache.txt" ] || newer_than "$STATE/built-$1" "$STATE/needs-$1"; then
        configure_suite
    fi
    say "building with $build_jobs job(s)"
    progress_shown=0
    case $1 in
        test) set -- "$1" ;;
        *) set -- "$1" --target crossover_bench tcp_server ;;
    esac
    build_level=$1
    shift
    export NINJA_STATUS='[%f/%t] '
    if ! run_logged "$build_log" filter_build cmake --build --preset release -j "$build_jobs" "$@"; then
        show_log_end "$build_log" 40
        die 1 "the build failed; the whole log is $build_log"
    fi
    mv "$STATE/built-$build_level.new" "$STATE/built-$build_level"
    if [ "$build_level" = test ]; then
        cp -p "$STATE/built-test" "$STATE/built-run"
    fi
    cd "$CALLER_DIR" || exit 1
}

# Without the old cache, which would go on naming the libraries, or the lack of them, that were
# found the last time. What is compiled already stays, as long as its command is the same.
configure_suite() {
    if [ -z "${CMAKE_GENERATOR:-}" ] && command -v ninja >/dev/null 2>&1; then
        export CMAKE_GENERATOR=Ninja
    fi
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
        case $configure_line in
            *': skipped'*) say "${configure_line#-- }" ;;
        esac
        printf '%s\n' "$configure_line"
    done
}

# Ninja counts "[3/40] ...", make says "[ 12%] ...".
filter_build() {
    while IFS= read -r step_line || [ -n "$step_line" ]; do
        printf '%s\n' "$step_line"
        case $step_line in
            '['*'] '*) ;;
            *) continue ;;
        esac
        step_count=${step_line%%]*}
        step_count=${step_count#[}
        case $step_count in
            *[!0-9/]* | */*/* | /* | */) ;;
            */*)
                [ "${step_count#*/}" -gt 0 ] || continue
                show_progress building $((100 * ${step_count%/*} / ${step_count#*/})) "[$step_count] ${step_line#*] }"
                continue
                ;;
        esac
        step_count=${step_count# }
        step_count=${step_count# }
        case $step_count in
            *%) step_count=${step_count%\%} ;;
            *) continue ;;
        esac
        case $step_count in
            '' | *[!0-9]*) ;;
            *) show_progress building "$step_count" "${step_line#*] }" ;;
        esac
    done
}
