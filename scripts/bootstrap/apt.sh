# shellcheck shell=sh
# apt: which package fits a need, and what installing would do. Nothing here changes the system.

# load_candidates PACKAGE...: CANDIDATES gets a line "package version" for each that apt could
# install.
load_candidates() {
    CANDIDATES=$(LC_ALL=C apt-cache policy "$@" 2>/dev/null |
        awk '/^[^ ]/ { name = $1; sub(/:$/, "", name) } /^ *Candidate:/ && $2 != "(none)" { print name, $2 }')
}

# fitting_packages SPEC...: prints the names that apt has, in the given order. A SPEC is NAME or
# NAME>=VERSION.
fitting_packages() {
    for fitting_spec in "$@"; do
        fitting_name=${fitting_spec%%>=*}
        while read -r candidate_name candidate_version; do
            [ "$candidate_name" = "$fitting_name" ] || continue
            case $fitting_spec in
                *'>='*) version_at_least "$candidate_version" "${fitting_spec##*>=}" || continue ;;
            esac
            printf '%s\n' "$fitting_name"
        done <<END
$CANDIDATES
END
    done
}

# simulate PACKAGE...: true when apt would install them without removing or downgrading anything;
# else OBSTACLE says what stands in the way.
simulate() {
    OBSTACLE=
    if ! simulation=$(LC_ALL=C apt-get -s install --no-install-recommends "$@" 2>&1); then
        OBSTACLE="apt-get cannot install $*: $(printf '%s\n' "$simulation" | sed -n 's/^E: //p' | head -n 2 | tr '\n' ' ')"
        return 1
    fi
    # Remv name [installed] ...
    removed=$(printf '%s\n' "$simulation" | sed -n 's/^Remv \([^ ]*\).*/\1/p' | tr '\n' ' ')
    downgraded=$(printf '%s\n' "$simulation" | list_downgrades | tr '\n' ' ')
    if [ -n "$removed" ]; then
        OBSTACLE="installing $* would remove ${removed% }"
    fi
    if [ -n "$downgraded" ]; then
        OBSTACLE="${OBSTACLE:-installing $*}${OBSTACLE:+ and} would downgrade ${downgraded% }"
    fi
    [ -z "$OBSTACLE" ]
}

# Reads lines "Inst name [installed] (new origin)"; a new package has no "[installed]".
list_downgrades() {
    sed -n 's/^Inst \([^ ]*\) \[\([^]]*\)\] (\([^ ]*\) .*/\1 \2 \3/p' |
        while read -r inst_name inst_old inst_new; do
            if dpkg --compare-versions "$inst_new" lt "$inst_old"; then
                printf '%s\n' "$inst_name"
            fi
        done
}

# plan_packages: from MISSING_REQUIRED and MISSING_OPTIONAL sets
#   PLAN       packages that can go in together, harming nothing
#   UNKNOWN    needs for which apt has no package
#   BLOCKED    required needs that something stands in the way of, REASONS tells what
#   LEFT_OUT   optional needs, likewise
plan_packages() {
    PLAN=
    UNKNOWN=
    BLOCKED=
    LEFT_OUT=
    REASONS=
    plan_names=
    read_needs test collect_packages
    # shellcheck disable=SC2086
    load_candidates $plan_names
    # The usual case costs one simulation: everything at once.
    read_needs test plan_first_choice
    # shellcheck disable=SC2086
    if [ -z "$PLAN" ] || simulate $PLAN; then
        return
    fi
    PLAN=
    plan_kind=required
    read_needs test plan_step_by_step
    plan_kind=optional
    read_needs test plan_step_by_step
}

need_is_missing() {
    case " $MISSING_REQUIRED $MISSING_OPTIONAL " in
        *" $need_name "*) return 0 ;;
    esac
    return 1
}

collect_packages() {
    if need_is_missing; then
        for plan_spec in $need_packages; do
            plan_names="$plan_names ${plan_spec%%>=*}"
        done
    fi
}

plan_first_choice() {
    need_is_missing || return 0
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
    need_is_missing && [ "$need_kind" = "$plan_kind" ] || return 0
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
