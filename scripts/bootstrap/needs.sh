# shellcheck shell=sh
# What scripts/packages/needs.txt asks for, and what of it is missing here.

# read_needs LEVEL FUNCTION: calls FUNCTION for each need of LEVEL with need_kind, need_name,
# need_probe, need_packages and need_title set. The file comes in on descriptor 8, so that a probe
# cannot swallow it.
read_needs() {
    while read -r need_level need_kind need_name need_probe need_packages <&8; do
        case $1:$need_level in
            *:\#* | *:) continue ;;
            show:show | run:show | run:run | test:show | test:run | test:test) ;;
            *) continue ;;
        esac
        need_title=${need_packages#*\# }
        need_packages=${need_packages%%#*}
        "$2"
    done 8<"$ROOT/scripts/packages/needs.txt"
}

# check_needs LEVEL: sets PYTHON, COMPILER, MISSING_REQUIRED and MISSING_OPTIONAL (names). True when
# nothing required is missing.
check_needs() {
    MISSING_REQUIRED=
    MISSING_OPTIONAL=
    needs_modules=
    read_needs "$1" collect_module
    # shellcheck disable=SC2086
    find_python $needs_modules || true
    COMPILER=
    if [ "$1" != show ]; then
        find_compiler
    fi
    read_needs "$1" check_need
    [ -z "$MISSING_REQUIRED" ]
}

collect_module() {
    case $need_probe in
        module:*) needs_modules="$needs_modules ${need_probe#module:}" ;;
    esac
}

check_need() {
    if probe_passes "$need_probe"; then
        return
    elif [ "$need_kind" = required ]; then
        MISSING_REQUIRED="$MISSING_REQUIRED $need_name"
    else
        MISSING_OPTIONAL="$MISSING_OPTIONAL $need_name"
    fi
}

probe_passes() {
    case $1 in
        tool:*) command -v "${1#tool:}" >/dev/null 2>&1 ;;
        header:*:*) probe_header=${1#header:} && header_found "${probe_header%%:*}" "${probe_header#*:}" ;;
        header:*) header_found "${1#header:}" ;;
        module:* | python) [ -n "$PYTHON" ] || ! system_python_lacks "${1#module:}" ;;
        compiler) [ -n "$COMPILER" ] ;;
        cmake) cmake_fits ;;
        ninja) ninja_fits ;;
        *) die 1 "scripts/packages/needs.txt: unknown probe '$1'" ;;
    esac
}

system_python_lacks() {
    case " $SYSTEM_LACKS " in
        *" $1 "*) return 0 ;;
    esac
    return 1
}

cmake_fits() {
    command -v cmake >/dev/null 2>&1 || return 1
    cmake_answer=$(cmake --version 2>/dev/null) || return 1
    cmake_answer=${cmake_answer#cmake version }
    version_at_least "${cmake_answer%%"$NEWLINE"*}" "$(cmake_minimum)"
}

# make will do where the presets leave the generator open.
ninja_fits() {
    command -v ninja >/dev/null 2>&1 && return 0
    grep -q '"generator"' "$ROOT/CMakePresets.json" && return 1
    command -v make >/dev/null 2>&1
}

# titles_of NAME...: the needs in words, for a person.
titles_of() {
    titles_wanted=" $* "
    titles=
    read_needs test collect_title
    printf '%s\n' "$titles"
}

collect_title() {
    case $titles_wanted in
        *" $need_name "*) titles="${titles:+$titles, }$need_title" ;;
    esac
}
