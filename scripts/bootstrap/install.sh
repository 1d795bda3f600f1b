# shellcheck shell=sh
# Installing what is missing with apt, or saying what to type. Nothing is ever removed or
# downgraded. Exit code 6: a library or tool is missing.

# install_needs LEVEL: returns, and stamps LEVEL, when everything required is there.
install_needs() {
    if ! check_needs "$1" || [ -n "$MISSING_OPTIONAL" ]; then
        announce_missing
        install_missing "$1"
    fi
    case $1 in
        test) set -- show run test ;;
        run) set -- show run ;;
    esac
    for install_level in "$@"; do
        printf '%s\n' "$CIRCUMSTANCES" "$PYTHON" "$COMPILER" >"$STATE/needs-$install_level"
    done
}

announce_missing() {
    # shellcheck disable=SC2086
    [ -z "$MISSING_REQUIRED" ] || say "missing: $(titles_of $MISSING_REQUIRED)"
    # shellcheck disable=SC2086
    [ -z "$MISSING_OPTIONAL" ] || say "missing, optional: $(titles_of $MISSING_OPTIONAL)"
}

install_missing() {
    if ! command -v apt-get >/dev/null 2>&1; then
        go_on_or_die "this system has no apt-get: install %s with its package manager, then run this again$(python_hint)" \
            "$MISSING_REQUIRED"
        return
    fi
    find_privilege
    install_updated=
    plan_packages
    if [ -n "$UNKNOWN" ] && [ -z "$NO_INSTALL" ] && [ -n "$CAN_INSTALL" ]; then
        update_index && plan_packages
    fi
    report_obstacles
    if [ -n "$NO_INSTALL" ] || [ -z "$CAN_INSTALL" ]; then
        print_line
        return
    fi
    for install_name in $UNKNOWN; do
        among "$install_name" "$MISSING_REQUIRED" || continue
        die 6 "apt-get has no package for $(titles_of "$install_name"): install it by other means, then run this again$(python_hint)"
    done
    [ -z "${PLAN# }" ] || install_plan
    # shellcheck disable=SC2086
    check_needs "$1" ||
        die 6 "installed, and yet not found: $(titles_of $MISSING_REQUIRED) (log of the installation: $INSTALL_LOG)$(python_hint)"
}

# go_on_or_die SENTENCE NAMES: ends with the sentence, its %s filled by the needs' titles, where one
# is named; else goes on without what is optional.
go_on_or_die() {
    # shellcheck disable=SC2059,SC2086
    [ -z "$2" ] || die 6 "$(printf "$1" "$(titles_of $2)")"
    say "going on without what is optional"
}

python_hint() {
    [ -z "$PYTHON_REPORT" ] || printf ' (Pythons tried: %s; name another with CROSSOVER_PYTHON=/path/to/python)' "$PYTHON_REPORT"
}

# Sets SUDO to the words before a command that needs root, and CAN_INSTALL when there is a way to
# root. Without a terminal sudo must not ask for a password: it would wait for ever.
find_privilege() {
    SUDO=
    CAN_INSTALL=
    if [ "$(id -u)" = 0 ]; then
        CAN_INSTALL=yes
    elif command -v sudo >/dev/null 2>&1 && { [ -t 0 ] || sudo -n true 2>/dev/null; }; then
        SUDO=sudo
        CAN_INSTALL=yes
    fi
}

# The line for a person, who may not install or has asked for it. Names that apt does not know yet
# are offered by their first package, after an update.
print_line() {
    if [ -n "$NO_INSTALL" ]; then
        say "to install what is missing, type:"
    else
        say "installing needs root, and this user is not root and has no usable sudo; ask an administrator to type:"
    fi
    line_sudo=
    [ "$(id -u)" = 0 ] || line_sudo='sudo '
    line_packages=$PLAN
    read_needs test line_add_unknown
    # shellcheck disable=SC2086
    printf '  %s%sapt-get install --no-install-recommends%s\n' "${UNKNOWN:+${line_sudo}apt-get update && }" "$line_sudo" \
        "$(printf ' %s' $line_packages)" >&2
    [ -z "$MISSING_REQUIRED" ] || exit 6
    say "going on without what is optional"
}

line_add_unknown() {
    among "$need_name" "$UNKNOWN" || return 0
    line_first=${need_packages%% *}
    line_packages="$line_packages ${line_first%%>=*}"
}

# plan_packages: from MISSING_REQUIRED and MISSING_OPTIONAL sets
#   PLAN       packages that can go in together, harming nothing
#   UNKNOWN    needs for which apt has no package
#   BLOCKED    required needs that something stands in the way of, REASONS tells what
#   LEFT_OUT   optional needs, likewise
plan_packages() {
    PLAN='' UNKNOWN='' BLOCKED='' LEFT_OUT='' REASONS='' plan_names=
    read_needs test plan_collect
    # shellcheck disable=SC2086
    CANDIDATES=$(LC_ALL=C apt-cache policy $plan_names 2>/dev/null |
        awk '/^[^ ]/ { name = $1; sub(/:$/, "", name) } /^ *Candidate:/ && $2 != "(none)" { print name, $2 }')
    # The usual case costs one simulation: everything at once.
    read_needs test plan_first_choice
    # shellcheck disable=SC2086
    if [ -z "$PLAN" ] || simulate $PLAN; then return; fi
    PLAN=
    for plan_kind in required optional; do
        read_needs test plan_step_by_step
    done
}

plan_collect() {
    among "$need_name" "$MISSING_REQUIRED $MISSING_OPTIONAL" || return 0
    for plan_spec in $need_packages; do
        plan_names="$plan_names ${plan_spec%%>=*}"
    done
}

# fitting_packages SPEC...: prints the names that apt has, in the given order. A SPEC is NAME or
# NAME>=VERSION.
fitting_packages() {
    for fitting_spec in "$@"; do
        fitting_version=$(printf '%s\n' "$CANDIDATES" | sed -n "s/^${fitting_spec%%>=*} //p")
        [ -n "$fitting_version" ] || continue
        case $fitting_spec in
            *'>='*) version_at_least "$fitting_version" "${fitting_spec##*>=}" || continue ;;
        esac
        printf '%s\n' "${fitting_spec%%>=*}"
    done
}

plan_first_choice() {
    among "$need_name" "$MISSING_REQUIRED $MISSING_OPTIONAL" || return 0
    # shellcheck disable=SC2086
    plan_fitting=$(fitting_packages $need_packages)
    if [ -z "$plan_fitting" ]; then
        UNKNOWN="$UNKNOWN $need_name"
    else
        PLAN="$PLAN ${plan_fitting%%"$NEWLINE"*}"
    fi
}

# Adds the first package of a need that agrees with what is planned already.
plan_step_by_step() {
    among "$need_name" "$MISSING_REQUIRED $MISSING_OPTIONAL" && [ "$need_kind" = "$plan_kind" ] || return 0
    plan_reason=
    # shellcheck disable=SC2086
    for plan_package in $(fitting_packages $need_packages); do
        if simulate $PLAN "$plan_package"; then
            PLAN="$PLAN $plan_package"
            return 0
        fi
        simulate "$plan_package" || true
        plan_reason="$plan_reason${plan_reason:+; }${OBSTACLE:-$plan_package does not go together with the others}"
    done
    [ -n "$plan_reason" ] || return 0
    REASONS="$REASONS$need_name: $plan_reason$NEWLINE"
    if [ "$need_kind" = required ]; then
        BLOCKED="$BLOCKED $need_name"
    else
        LEFT_OUT="$LEFT_OUT $need_name"
    fi
}

# simulate PACKAGE...: true when apt would install them without removing or downgrading anything;
# else OBSTACLE says what stands in the way.
simulate() {
    OBSTACLE=
    if ! simulation=$(LC_ALL=C apt-get -s install --no-install-recommends "$@" 2>&1); then
        OBSTACLE="apt-get cannot install $*: $(printf '%s\n' "$simulation" | sed -n 's/^E: //p' | head -n 2 | tr '\n' ' ')"
        return 1
    fi
    # "Remv name [installed] ..." and "Inst name [installed] (new origin)"; a new package has no
    # "[installed]".
    removed=$(printf '%s\n' "$simulation" | sed -n 's/^Remv \([^ ]*\).*/\1/p' | tr '\n' ' ')
    downgraded=$(printf '%s\n' "$simulation" | sed -n 's/^Inst \([^ ]*\) \[\([^]]*\)\] (\([^ ]*\) .*/\1 \2 \3/p' |
        while read -r inst_name inst_old inst_new; do
            if dpkg --compare-versions "$inst_new" lt "$inst_old"; then printf '%s ' "$inst_name"; fi
        done)
    [ -z "$removed" ] || OBSTACLE="installing $* would remove ${removed% }"
    [ -z "$downgraded" ] || OBSTACLE="${OBSTACLE:-installing $*}${OBSTACLE:+ and} would downgrade ${downgraded% }"
    [ -z "$OBSTACLE" ]
}

report_obstacles() {
    [ -n "$REASONS" ] || return 0
    say "crossover does not remove or downgrade packages, and something stands in the way:"
    printf '%s' "$REASONS" | sed 's/^/  /' >&2
    # shellcheck disable=SC2086
    [ -z "$LEFT_OUT" ] || say "going on without: $(titles_of $LEFT_OUT). To have it, make room for it yourself (apt-get install" \
        "the package named above), or build it and name its folder in CMAKE_PREFIX_PATH."
    # shellcheck disable=SC2086
    [ -z "$BLOCKED" ] || die 6 "cannot install $(titles_of $BLOCKED): make room for it yourself (apt-get install the package" \
        "named above, if what it removes can go), then run this again"
}

update_index() {
    [ -z "$install_updated" ] || return 1
    install_updated=yes
    say "apt-get update"
    if ! run_logged "$INSTALL_LOG" filter_apt as_root apt-get update; then
        show_log_end "$INSTALL_LOG" 10
        say "apt-get update failed; going on with the index that is there"
    fi
}

# A stale index names files that the mirror has no more: it is fetched, and what installing would do
# is judged again.
install_plan() {
    # shellcheck disable=SC2086
    say "installing:$(printf ' %s' $PLAN)"
    if apt_install || { update_index && plan_packages && report_obstacles && [ -n "${PLAN# }" ] && apt_install; }; then
        return
    fi
    show_log_end "$INSTALL_LOG" 20
    die 6 "apt-get could not install:$(printf ' %s' "$PLAN") (whole log: $INSTALL_LOG)"
}

# --no-remove makes apt refuse, should the world have changed since the simulation; without
# --allow-downgrades it refuses those.
apt_install() {
    # shellcheck disable=SC2086
    run_logged "$INSTALL_LOG" filter_apt as_root apt-get install -y --no-install-recommends --no-remove \
        -o DPkg::Lock::Timeout=300 -o APT::Status-Fd=1 $PLAN
}

# sudo hands on neither the environment nor open descriptors, hence env, and the status lines on
# standard output.
as_root() {
    ${SUDO:+"$SUDO"} env DEBIAN_FRONTEND=noninteractive LC_ALL=C "$@"
}

# Lines "pmstatus:package:percent:text" become progress, the rest goes to the log.
filter_apt() {
    while IFS= read -r apt_line || [ -n "$apt_line" ]; do
        case $apt_line in
            dlstatus:*) ;;
            pmstatus:*:*.*:*)
                apt_percent=${apt_line#*:*:}
                show_progress installing "${apt_percent%%.*}"
                ;;
            *) printf '%s\n' "$apt_line" ;;
        esac
    done
}
