# shellcheck shell=sh
# Versions: comparing them, and this project's own.

# version_at_least HAVE WANT: compares up to three leading numbers; an epoch ("4:12.2") and a suffix
# ("-3+b1") do not count.
version_at_least() {
    version_have=${1#*:}
    version_have=${version_have%%[!0-9.]*}
    version_want=$2
    for _ in 1 2 3; do
        version_h=${version_have%%.*}
        version_w=${version_want%%.*}
        [ "${version_h:-0}" -gt "${version_w:-0}" ] && return 0
        [ "${version_h:-0}" -lt "${version_w:-0}" ] && return 1
        case $version_have in *.*) version_have=${version_have#*.} ;; *) version_have= ;; esac
        case $version_want in *.*) version_want=${version_want#*.} ;; *) version_want= ;; esac
    done
    return 0
}

# The one place that holds the version is project(crossover VERSION ...) in CMakeLists.txt.
project_version() {
    sed -n 's/^ *project *(.*VERSION  *\([0-9][0-9.]*\).*/\1/p; s/^  *VERSION  *\([0-9][0-9.]*\).*/\1/p' \
        "$ROOT/CMakeLists.txt" | head -n 1
}

# The oldest CMake that CMakeLists.txt accepts.
cmake_minimum() {
    sed -n 's/^ *cmake_minimum_required *(VERSION  *\([0-9][0-9.]*\).*/\1/p' "$ROOT/CMakeLists.txt" | head -n 1
}
