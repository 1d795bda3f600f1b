# shellcheck shell=sh
# Stamps: how a later start knows, without asking anything, that nothing has to be done.
#
# build/.crossover/needs-LEVEL   the needs of LEVEL were there; holds the circumstances and the
# Python chosen build/.crossover/built-LEVEL   the build for LEVEL is up to date with everything
# older than it

# newer_than STAMP PATH...: true when one of PATH, or a file below one, is newer than STAMP or STAMP
# is not there.
newer_than() {
    newer_stamp=$1
    shift
    [ -f "$newer_stamp" ] || return 0
    [ -n "$(find "$@" -newer "$newer_stamp" 2>/dev/null | head -n 1)" ]
}

stamp_circumstances() {
    printf '%s\n' "$ROOT|${CROSSOVER_PYTHON:-}|${CXX:-}|${CMAKE_PREFIX_PATH:-}|${BOOST_ROOT:-}"
}

# needs_known LEVEL: true when the stamp holds; then PYTHON and COMPILER are set from it.
needs_known() {
    PYTHON=
    [ -f "$STATE/needs-$1" ] || return 1
    {
        read -r stamp_seen
        read -r stamp_python
        read -r stamp_compiler
    } <"$STATE/needs-$1" || return 1
    [ "$stamp_seen" = "$CIRCUMSTANCES" ] && [ -x "$stamp_python" ] || return 1
    ! newer_than "$STATE/needs-$1" "$ROOT/scripts/packages" "$ROOT/scripts/bootstrap" "$DPKG_STATUS" || return 1
    PYTHON=$stamp_python
    COMPILER=$stamp_compiler
}

# note_needs LEVEL: for LEVEL and all that it includes.
note_needs() {
    case $1 in
        test) set -- show run test ;;
        run) set -- show run ;;
    esac
    for stamp_level in "$@"; do
        printf '%s\n' "$CIRCUMSTANCES" "$PYTHON" "$COMPILER" >"$STATE/needs-$stamp_level"
    done
}

# build_known LEVEL
build_known() {
    [ -x "$BUILD/release/crossover_bench" ] || return 1
    set -- "$STATE/built-$1" "$STATE/needs-$1" "$1"
    case $3 in
        test) set -- "$1" "$2" "$ROOT/tests" ;;
        *) set -- "$1" "$2" ;;
    esac
    for stamp_room in base workloads strategies engines bench cmake CMakeLists.txt CMakePresets.json; do
        set -- "$@" "$ROOT/$stamp_room"
    done
    ! newer_than "$@"
}
