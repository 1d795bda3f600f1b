# shellcheck shell=sh
# What scripts/packages/needs.txt asks for, and what of it is missing here.

# read_needs LEVEL FUNCTION: calls FUNCTION for each need of LEVEL with need_kind, need_name,
# need_probe, need_packages and need_title set. The file comes in on descriptor 8, so that a probe
# cannot swallow it.
read_needs() {
    while read -r need_level need_kind need_name need_probe need_packages <&8; do
        case $1:$need_level in
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
    find_python $needs_modules
    [ "$1" = show ] || find_compiler
    read_needs "$1" check_need
    [ -z "$MISSING_REQUIRED" ]
}

# Only what is required chooses the Python: without a module that is optional there is one all the
# same.
collect_module() {
    case $need_kind:$need_probe in required:module:*) needs_modules="$needs_modules ${need_probe#module:}" ;; esac
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

# among WORD WORD...: whether the first is one of the others.
among() {
    among_word=$1
    shift
    case " $* " in *" $among_word "*) return 0 ;; esac
    return 1
}

# Keeps the caller's folder off the path: a file named numpy.py there must not be imported. (-P does
# so from Python 3.11 on.)
OWN_PATHS='import sys; sys.path[:] = [one for one in sys.path if one]'

probe_passes() {
    case $1 in
        tool:*) command -v "${1#tool:}" >/dev/null 2>&1 ;;
        import:*) "$SYSTEM_PYTHON" -EsB -c "$OWN_PATHS; import ${1#import:}" >/dev/null 2>&1 </dev/null ;;
        header:*) header_found "${1#header:}" ;;
        module:*)
            if [ "$need_kind" = optional ]; then
                [ -n "$PYTHON" ] && "$PYTHON" -c "$OWN_PATHS; import ${1#module:}" >/dev/null 2>&1 </dev/null
            else
                [ -n "$PYTHON" ] || ! among "${1#module:}" "$SYSTEM_LACKS"
            fi
            ;;
        python) [ -n "$PYTHON" ] || ! among python "$SYSTEM_LACKS" ;;
        compiler) [ -n "$COMPILER" ] ;;
        cmake) cmake_fits ;;
        ninja) command -v ninja >/dev/null 2>&1 || command -v make >/dev/null 2>&1 ;;
        *) die 1 "scripts/packages/needs.txt: unknown probe '$1'" ;;
    esac
}

cmake_fits() {
    cmake_answer=$(cmake --version 2>/dev/null) || return 1
    cmake_answer=${cmake_answer#cmake version }
    version_at_least "${cmake_answer%%"$NEWLINE"*}" \
        "$(sed -n 's/^ *cmake_minimum_required *(VERSION  *\([0-9.]*\).*/\1/p' "$ROOT/CMakeLists.txt")"
}

# version_at_least HAVE WANT: compares their leading numbers; an epoch ("4:12.2") and a suffix
# ("-3+b1") do not count.
version_at_least() {
    printf '%s %s\n' "${1#*:}" "$2" | awk '{
        split($1, have, /[^0-9]+/); n = split($2, want, /[^0-9]+/)
        for (i = 1; i <= n; i++) if (have[i] + 0 != want[i] + 0) exit have[i] + 0 < want[i] + 0
    }'
}

# titles_of NAME...: the needs in words, for a person.
titles_of() {
    titles_wanted=$*
    titles=
    read_needs test collect_title
    printf '%s\n' "$titles"
}

collect_title() {
    if among "$need_name" "$titles_wanted"; then titles="${titles:+$titles, }$need_title"; fi
}

# find_python MODULE...: sets PYTHON to the first interpreter that can import all, or to nothing;
# PYTHON_REPORT says what each one tried lacks; SYSTEM_LACKS is what the interpreter that apt serves
# lacks. Another python3 without the modules may come first on PATH.
find_python() {
    PYTHON=
    PYTHON_REPORT=
    SYSTEM_LACKS="python $*"
    for python_name in "${CROSSOVER_PYTHON:-/nowhere}" "$SYSTEM_PYTHON" python3 python3.14 python3.13 python3.12 python3.11; do
        command -v "$python_name" >/dev/null 2>&1 || continue
        if python_answer=$(python_lacks "$python_name" "$@"); then
            PYTHON=${python_answer##*"$NEWLINE"}
            return
        fi
        python_answer=${python_answer%%"$NEWLINE"*}
        python_says="$python_name lacks ${python_answer:-everything (it does not start)}"
        PYTHON_REPORT="${PYTHON_REPORT:+$PYTHON_REPORT; }$python_says"
        case $python_name:$python_answer in
            "$SYSTEM_PYTHON": | *'python>=3.11'*) ;;
            "$SYSTEM_PYTHON":*) SYSTEM_LACKS=$python_answer ;;
        esac
        if [ "$python_name" = "${CROSSOVER_PYTHON:-}" ]; then say "CROSSOVER_PYTHON=$python_says; looking for another"; fi
    done
}

# python_lacks PYTHON MODULE...: prints what PYTHON lacks, then a line with its own path; fails when
# it lacks anything. The modules are really imported: one of another Python version is found and
# cannot be loaded.
python_lacks() {
    lacks_python=$1
    shift
    "$lacks_python" -c "$OWN_PATHS"'
import importlib
lacks = [] if sys.version_info >= (3, 11) else ["python>=3.11"]
for name in sys.argv[1:]:
    try:
        importlib.import_module(name)
    except Exception:
        lacks.append(name)
print(*lacks)
print(sys.executable)
sys.exit(bool(lacks))
' "$@" </dev/null 2>/dev/null
}

# Sets COMPILER to the first that builds C++20 coroutines, or to nothing; CMake is told of it
# through CXX. $CXX may carry words ("ccache g++"), hence the unquoted use.
find_compiler() {
    COMPILER=
    for compiler_name in "${CXX:-c++}" g++ clang++ g++-14 g++-13 g++-12 clang++-19 clang++-18 clang++-17 clang++-16 \
        clang++-15 clang++-14; do
        command -v "${compiler_name%% *}" >/dev/null 2>&1 || continue
        # shellcheck disable=SC2086
        if $compiler_name -std=c++20 -fsyntax-only -x c++ - >/dev/null 2>&1 <<'END'; then
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
            COMPILER=$compiler_name
            break
        fi
    done
    if [ -n "${CXX:-}" ] && [ "$COMPILER" != "$CXX" ]; then
        say "CXX=$CXX cannot build C++20 coroutines (needed: g++ 12 or clang++ 14, or newer)${COMPILER:+; using $COMPILER}"
    fi
}

# header_found FILE[:CONDITION]: asks the compiler, so that any source of the header counts; where
# there is no compiler yet, looks into the usual folders.
header_found() {
    header_file=${1%%:*}
    header_condition=${1#"$header_file"}
    header_condition=${header_condition#:}
    if [ -z "$COMPILER" ]; then
        for header_root in $HEADER_FOLDERS; do
            [ ! -f "$header_root/$header_file" ] || return 0
        done
        return 1
    fi
    set --
    header_ifs=$IFS
    IFS=:
    for header_root in ${BOOST_ROOT:-} ${Boost_ROOT:-} ${CMAKE_PREFIX_PATH:-}; do
        set -- "$@" -I "$header_root/include" -I "$header_root"
    done
    IFS=$header_ifs
    # shellcheck disable=SC2086
    printf '#include <%s>\n#if !(%s)\n#error too old\n#endif\n' "$header_file" "${header_condition:-1}" |
        $COMPILER -std=c++20 "$@" -E -x c++ - >/dev/null 2>&1
}
