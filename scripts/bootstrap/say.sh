# shellcheck shell=sh
# Messages, progress, and what can be answered without any set-up. All but answers goes to standard
# error: standard output belongs to the verb.

# What cannot be said, since standard error is full, closed or left by its reader, ends nothing.
say() {
    printf 'crossover: %s\n' "$*" >&2 2>/dev/null || :
}

# die EXIT_CODE SENTENCE...
die() {
    die_code=$1
    shift
    printf 'crossover: error: %s\n' "$*" >&2 2>/dev/null || :
    exit "$die_code"
}

# show_progress LABEL PERCENT: one line that is written over on a terminal, else a line for each
# tenth of the way. run_logged sets it to its start.
show_progress() {
    [ "$2" -ge $((progress_shown + progress_step)) ] || return 0
    progress_shown=$2
    if [ "$progress_step" = 1 ]; then
        printf '\r\033[K%s: %s %%' "$1" "$2" >&2 2>/dev/null || :
    else
        say "$1: $2 %"
    fi
}

# run_logged LOG FILTER COMMAND...: runs COMMAND, hands its lines to FILTER (which shows progress
# and prints what the log keeps), appends that to LOG; returns COMMAND's exit code. A plain pipe
# would lose it: POSIX sh has no pipefail.
run_logged() {
    run_log=$1
    run_filter=$2
    shift 2
    progress_shown=0
    progress_step=10
    if [ -t 2 ] && [ "${TERM:-dumb}" != dumb ]; then progress_step=1; fi
    run_status=$({ { "$@" 2>&1 3>&- 9>&- && echo 0 >&3 || echo $? >&3; } | "$run_filter" >>"$run_log"; } 3>&1)
    [ "$progress_step" = 10 ] || printf '\r\033[K' >&2 2>/dev/null || :
    return "${run_status:-1}"
}

# show_log_end LOG LINES
show_log_end() {
    { printf '%s\n' "--- the last lines of $1" && tail -n "$2" "$1" && printf '%s\n' '---'; } >&2 2>/dev/null || :
}

# The one place that holds the version is project(crossover VERSION ...) in CMakeLists.txt.
project_version() {
    sed -n 's/^ *project *(.*VERSION  *\([0-9][0-9.]*\).*/\1/p' "$ROOT/CMakeLists.txt"
}

# The verbs, a line each: every one is a file.
verbs() {
    find "$VERBS" -name '*_verb.py' | sed -n 's,.*/\(.*\)_verb\.py$,\1,p' | sort
}

# The help for a machine on which no Python can show the full one yet. The first line of a verb's
# file says what it does.
short_help() {
    printf '%s\n' "crossover - measures where each way of running many tasks wins on this machine" "" \
        "usage: scripts/crossover VERB [OPTION]..." ""
    for help_verb in $(verbs); do
        printf '  %-9s %s\n' "$help_verb" "$(sed -n '1s/^[^:]*: \([^"]*\).*/\1/p' "$VERBS/${help_verb}_verb.py")"
    done
    cat <<'END'
  setup     installs what run and test need, and does nothing else

  --no-install   print the line that would install what is missing, and stop
  --version      print the version
  VERB --help    the options of a verb, once Python is there

examples:
  scripts/crossover run
  scripts/crossover run --workload tcp --tasks 1000 --wait 5ms --limit 64
  CROSSOVER_JOBS=1 scripts/crossover test

The first run or test installs what is missing with apt-get (as root or with sudo), and builds.
docs/INSTALL.md says more.
END
}
