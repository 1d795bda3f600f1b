# shellcheck shell=sh
# Choosing a Python that can import every module: another python3 without them may come first on
# PATH.

# python_lacks PYTHON MODULE...: prints what PYTHON lacks, then a line with its own path; fails when
# it lacks anything. The modules are really imported: a package of another Python version is found
# but cannot be loaded.
python_lacks() {
    lacks_python=$1
    shift
    "$lacks_python" -c '
import importlib, sys
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

# find_python MODULE...: sets PYTHON to the first interpreter that can import all, or to nothing;
# PYTHON_REPORT says what each one tried lacks; SYSTEM_LACKS is what the interpreter that apt serves
# lacks.
find_python() {
    PYTHON=
    PYTHON_REPORT=
    SYSTEM_LACKS="python $*"
    for python_name in "${CROSSOVER_PYTHON:-}" "$SYSTEM_PYTHON" python3 python3.14 python3.13 python3.12 python3.11; do
        command -v "${python_name:-/nowhere}" >/dev/null 2>&1 || continue
        if python_answer=$(python_lacks "$python_name" "$@"); then
            PYTHON=${python_answer##*"$NEWLINE"}
            return 0
        fi
        python_answer=${python_answer%%"$NEWLINE"*}
        PYTHON_REPORT="${PYTHON_REPORT:+$PYTHON_REPORT; }$python_name lacks ${python_answer:-everything (it does not start)}"
        if [ "$python_name" = "$SYSTEM_PYTHON" ]; then
            case $python_answer in
                '' | *'python>=3.11'*) ;;
                *) SYSTEM_LACKS=$python_answer ;;
            esac
        fi
        if [ "$python_name" = "${CROSSOVER_PYTHON:-}" ]; then
            say "CROSSOVER_PYTHON=$python_name lacks ${python_answer:-everything (it does not start)}; looking for another"
        fi
    done
    return 1
}
