# shellcheck shell=sh
# Installing what is missing, or saying what to type. Exit code 6: a library or tool is missing.

# install_missing LEVEL: returns when everything required is there, else ends the program.
install_missing() {
    announce_missing
    if ! command -v apt-get >/dev/null 2>&1 || ! command -v apt-cache >/dev/null 2>&1; then
        without_apt
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
        without_installing
        return
    fi
    refuse_unknown
    if [ -n "${PLAN# }" ]; then
        install_plan
    fi
    check_needs "$1" || still_missing
}

announce_missing() {
    # shellcheck disable=SC2086
    [ -z "$MISSING_REQUIRED" ] || say "missing: $(titles_of $MISSING_REQUIRED)"
    # shellcheck disable=SC2086
    [ -z "$MISSING_OPTIONAL" ] || say "missing, optional: $(titles_of $MISSING_OPTIONAL)"
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

# The line for a person. Names that apt does not know yet are offered by their first package, after
# an update.
print_line() {
    line_sudo=
    [ "$(id -u)" = 0 ] || line_sudo='sudo '
    line_packages=$PLAN
    line_update=
    if [ -n "$UNKNOWN" ]; then
        line_wanted=" $UNKNOWN "
        read_needs test line_add_unknown
        line_update="${line_sudo}apt-get update && "
    fi
    # shellcheck disable=SC2086
    printf '  %s%sapt-get install --no-install-recommends%s\n' "$line_update" "$line_sudo" "$(printf ' %s' $line_packages)" >&2
}

line_add_unknown() {
    case $line_wanted in
        *" $need_name "*) line_first=${need_packages%% *} && line_packages="$line_packages ${line_first%%>=*}" ;;
    esac
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

without_apt() {
    # shellcheck disable=SC2086
    [ -z "$MISSING_REQUIRED" ] || die 6 "this system has no apt-get: install $(titles_of $MISSING_REQUIRED) with its package" \
        "manager, then run this again$(python_hint)"
    say "going on without what is optional"
}

without_installing() {
    if [ -n "$NO_INSTALL" ]; then
        say "to install what is missing, type:"
    else
        say "installing needs root, and this user is not root and has no usable sudo; ask an administrator to type:"
    fi
    print_line
    [ -z "$MISSING_REQUIRED" ] || exit 6
    say "going on without what is optional"
}

# A required need for which apt has nothing, even with a fresh index.
refuse_unknown() {
    for unknown_name in $UNKNOWN; do
        case " $MISSING_REQUIRED " in
            *" $unknown_name "*) ;;
            *) continue ;;
        esac
        die 6 "apt-get has no package for $(titles_of "$unknown_name"): install it by other means, then run this again$(python_hint)"
    done
}

python_hint() {
    [ -z "$PYTHON_REPORT" ] || printf ' (Pythons tried: %s; name another with CROSSOVER_PYTHON=/path/to/python)' "$PYTHON_REPORT"
}

update_index() {
    [ -z "$install_updated" ] || return 1
    install_updated=yes
    say "apt-get update"
    progress_shown=0
    if ! run_logged "$INSTALL_LOG" filter_apt as_root apt-get update; then
        show_log_end "$INSTALL_LOG" 10
        say "apt-get update failed; going on with the index that is there"
    fi
}

install_plan() {
    # shellcheck disable=SC2086
    say "installing:$(printf ' %s' $PLAN)"
    # shellcheck disable=SC2086
    if apt_install $PLAN; then
        return
    fi
    # A stale index names files that the mirror has no more: fetch it, and judge again what
    # installing would do.
    if update_index && plan_packages && report_obstacles && [ -n "${PLAN# }" ]; then
        # shellcheck disable=SC2086
        if apt_install $PLAN; then
            return
        fi
    fi
    show_log_end "$INSTALL_LOG" 20
    die 6 "apt-get could not install:$(printf ' %s' "$PLAN") (whole log: $INSTALL_LOG)"
}

# --no-remove makes apt refuse, should the world have changed since the simulation; without
# --allow-downgrades it refuses those.
apt_install() {
    progress_shown=0
    run_logged "$INSTALL_LOG" filter_apt as_root apt-get install -y --no-install-recommends --no-remove \
        -o DPkg::Lock::Timeout=300 -o APT::Status-Fd=1 "$@"
}

# sudo hands on neither the environment nor open descriptors, hence env, and the status lines on
# standard output.
as_root() {
    ${SUDO:+"$SUDO"} env DEBIAN_FRONTEND=noninteractive LC_ALL=C "$@"
}

# Lines "dlstatus:step:percent:text" and "pmstatus:package:percent:text" become progress; the rest
# goes to the log.
filter_apt() {
    while IFS= read -r apt_line || [ -n "$apt_line" ]; do
        case $apt_line in
            dlstatus:*:*:* | pmstatus:*:*:*)
                apt_kind=${apt_line%%:*}
                apt_line=${apt_line#*:}
                apt_line=${apt_line#*:}
                apt_percent=${apt_line%%:*}
                apt_percent=${apt_percent%%.*}
                case $apt_percent in
                    '' | *[!0-9]*) continue ;;
                esac
                if [ "$apt_kind" = dlstatus ]; then
                    apt_percent=$((apt_percent / 2))
                else
                    apt_percent=$((50 + apt_percent / 2))
                fi
                show_progress installing "$apt_percent" "${apt_line#*:}"
                ;;
            *) printf '%s\n' "$apt_line" ;;
        esac
    done
}

still_missing() {
    # shellcheck disable=SC2086
    die 6 "installed, and yet not found: $(titles_of $MISSING_REQUIRED) (log of the installation: $INSTALL_LOG)$(python_hint)"
}
