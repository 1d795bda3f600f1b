# shellcheck shell=sh
# Messages and progress. All of it goes to standard error: standard output belongs to the verb.

say() {
    printf 'crossover: %s\n' "$*" >&2
}

# die EXIT_CODE SENTENCE...
die() {
    die_code=$1
    shift
    printf 'crossover: error: %s\n' "$*" >&2
    exit "$die_code"
}

on_terminal() {
    [ -t 2 ] && [ "${TERM:-dumb}" != dumb ]
}

# show_progress LABEL PERCENT DETAIL: one line that is written over on a terminal, else one line for
# each tenth of the way. The caller sets progress_shown=0 before the first step.
show_progress() {
    if on_terminal; then
        printf '\r\033[K%s: %s %% %.58s' "$1" "$2" "$3" >&2
    elif [ "$2" -ge $((progress_shown + 10)) ]; then
        progress_shown=$2
        say "$1: $2 %"
    fi
}

end_progress() {
    if on_terminal; then
        printf '\r\033[K' >&2
    fi
}

# run_logged LOG FILTER COMMAND...: runs COMMAND, hands its lines to FILTER (which shows progress
# and prints what the log keeps), appends that to LOG; returns COMMAND's exit code. A plain pipe
# would lose it: POSIX sh has no pipefail.
run_logged() {
    run_log=$1
    run_filter=$2
    shift 2
    run_status=$({ { "$@" 2>&1 3>&- 9>&- && echo 0 >&3 || echo $? >&3; } | "$run_filter" >>"$run_log"; } 3>&1)
    end_progress
    return "${run_status:-1}"
}

# show_log_end LOG LINES
show_log_end() {
    printf '%s\n' "--- the last lines of $1" >&2
    tail -n "$2" "$1" >&2
    printf '%s\n' '---' >&2
}
