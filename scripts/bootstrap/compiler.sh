# shellcheck shell=sh
# The compiler, and the headers it finds.

# A program that needs what the suite needs. Its #error lines state the oldest compilers that are
# tested.
compiler_probe_program() {
    cat <<'END'
#if defined(__clang__) ? __clang_major__ < 14 : __GNUC__ < 12
#error too old
#endif
#include <concepts>
#include <coroutine>
#include <span>
#include <thread>
std::jthread thread;
std::suspend_never awaitable;
END
}

# COMPILER is left empty when none fits. $CXX may carry words ("ccache g++"), hence the unquoted
# use.
find_compiler() {
    COMPILER=
    for compiler_name in "${CXX:-c++}" ${CXX:+"$CXX"} g++ clang++ g++-14 g++-13 g++-12 clang++-19 clang++-18 clang++-17 \
        clang++-16 clang++-15 clang++-14; do
        command -v "${compiler_name%% *}" >/dev/null 2>&1 || continue
        # shellcheck disable=SC2086
        if compiler_probe_program | $compiler_name -std=c++20 -fsyntax-only -x c++ - >/dev/null 2>&1; then
            COMPILER=$compiler_name
            break
        fi
    done
    if [ -n "${CXX:-}" ] && [ "$COMPILER" != "$CXX" ]; then
        say "CXX=$CXX cannot build C++20 coroutines (needed: g++ 12 or clang++ 14, or newer)${COMPILER:+; using $COMPILER}"
    fi
    # CMake takes c++ by itself; any other choice must be told.
    if [ -n "$COMPILER" ] && [ "$COMPILER" != c++ ]; then
        CXX=$COMPILER
        export CXX
    fi
}

# header_found FILE [CONDITION]: asks the compiler, so that any source of the header counts; where
# there is no compiler yet, looks into the usual folders.
header_found() {
    header_file=$1
    header_condition=${2:-}
    if [ -z "$COMPILER" ]; then
        header_on_disk
        return
    fi
    set --
    for header_root in "${BOOST_ROOT:-}" "${Boost_ROOT:-}"; do
        [ -z "$header_root" ] || set -- "$@" -I "$header_root/include" -I "$header_root"
    done
    header_ifs=$IFS
    IFS=:
    for header_root in ${CMAKE_PREFIX_PATH:-}; do
        set -- "$@" -I "$header_root/include"
    done
    IFS=$header_ifs
    # shellcheck disable=SC2086
    printf '#include <%s>\n#if !(%s)\n#error too old\n#endif\n' "$header_file" "${header_condition:-1}" |
        $COMPILER -std=c++20 "$@" -E -x c++ - >/dev/null 2>&1
}

# Understands conditions of the form MACRO>=NUMBER.
header_on_disk() {
    for header_root in $HEADER_FOLDERS; do
        [ -f "$header_root/$header_file" ] || continue
        [ -n "$header_condition" ] || return 0
        header_value=$(sed -n "s/^#define ${header_condition%%>=*} \([0-9]*\).*/\1/p" "$header_root/$header_file")
        [ "${header_value:-0}" -ge "${header_condition##*>=}" ]
        return
    done
    return 1
}
