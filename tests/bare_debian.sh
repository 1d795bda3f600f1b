#!/usr/bin/env bash
# Proves on a bare Debian that the README's commands work, and reports their time. Run by hand, as
# root.
#
# usage: tests/bare_debian.sh [OPTION]...
#   --suite NAME       the release: bookworm (Debian 12, the default) or trixie (13)
#   --small            measure one small cell, not the suite quick
#   --as-user          run as a user who has sudo, not as root
#   --with-boost174    install libboost1.74-dev first: it stands in the way of Boost 1.81 and must still be there afterwards
#   --working-tree     take the files as they are now; default: a clone of the last commit
#   --run-only         leave out `scripts/crossover test`
#   --base FILE.tar    keep the bare system in FILE.tar and use it again the next time
#   --keep             leave the system where it is, and say where
#
# The mirror, proxies and keys are those of this machine's own apt. Nothing is mounted outside a
# mount namespace of its own, so that whatever happens no mount stays behind and removing the folder
# cannot reach this machine's devices. Exit code: 0 when every check passed, 1 when one failed, 2 on
# bad usage.
set -euo pipefail

fail() {
    echo "bare_debian: $*" >&2
    exit 1
}

usage() {
    sed -n '2,/^# Exit code/s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"
}

suite=bookworm small='' as_user='' with_boost174='' working_tree='' run_only='' base='' keep=''
while (($#)); do
    case $1 in
        --suite) [[ ${2:-} =~ ^[a-z]+$ ]] || { usage >&2; exit 2; }; suite=$2; shift ;;
        --small) small=yes ;;
        --as-user) as_user=yes ;;
        --with-boost174) with_boost174=yes ;;
        --working-tree) working_tree=yes ;;
        --run-only) run_only=yes ;;
        --base) [[ ${2:-} ]] || { usage >&2; exit 2; }; base=$(realpath -m "$2"); shift ;;
        --keep) keep=yes ;;
        -h | --help) usage; exit 0 ;;
        *) echo "bare_debian: unknown option '$1'" >&2; usage >&2; exit 2 ;;
    esac
    shift
done

[[ $(id -u) = 0 ]] || fail "must be run as root: debootstrap and chroot need it"
command -v debootstrap >/dev/null || fail "debootstrap is missing: apt-get install debootstrap"
source_tree=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
place=$(mktemp -d "${TMPDIR:-/var/tmp}/bare-debian.XXXXXX")
root=$place/root

clean_up() {
    if [[ $keep ]]; then
        echo "bare_debian: the system is in $root"
    else
        rm -rf --one-file-system "$place"
    fi
}
trap clean_up EXIT
trap 'exit 130' INT TERM

# This machine's own release, and its Debian mirror, as its own apt sees it: a mirror has them all.
own_suite=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
mirror() {
    # shellcheck disable=SC2016
    apt-get indextargets --format '$(REPO_URI) $(CODENAME)' 'Created-By: Packages' |
        awk -v own="$own_suite" '$2 == own { print $1; exit }'
}

make_base() {
    local uri http_proxy='' https_proxy=''
    uri=$(mirror)
    [[ $uri ]] || fail "this machine's apt knows no mirror of its own release, '$own_suite'"
    eval "$(apt-config shell http_proxy Acquire::http::Proxy https_proxy Acquire::https::Proxy)"
    [[ -z $http_proxy ]] || export http_proxy
    [[ -z $https_proxy ]] || export https_proxy
    local include=()
    [[ $uri != https:* ]] || include=(--include=ca-certificates)
    debootstrap --variant=minbase "${include[@]}" "$suite" "$root" "$uri" >"$place/debootstrap.log" 2>&1 ||
        { tail -n 20 "$place/debootstrap.log" >&2; fail "debootstrap failed"; }
}

# apt in the new system asks the same mirror in the same way for its own release: sources, settings,
# proxies, keys, name service.
copy_apt_settings() {
    rm -rf "$root/etc/apt"
    cp -a /etc/apt "$root/etc/apt"
    { grep -rlw "$own_suite" "$root/etc/apt" || true; } | xargs -r sed -i "s/\\b$own_suite\\b/$suite/g"
    mkdir -p "$root/usr/share/keyrings" "$root/etc/ssl"
    cp -an /usr/share/keyrings/. "$root/usr/share/keyrings/"
    [[ ! -d /etc/ssl/certs ]] || cp -an /etc/ssl/certs "$root/etc/ssl/"
    local file
    for file in /etc/resolv.conf /etc/hosts; do
        [[ ! -e $file ]] || cp -L "$file" "$root$file"
    done
}

copy_tree() {
    local target=$root/srv/crossover
    mkdir -p "$target"
    if [[ $working_tree ]]; then
        (cd "$source_tree" && git ls-files -z --cached --others --exclude-standard |
            tar --null --ignore-failed-read -T - -cf -) | tar -C "$target" -xf -
    else
        git -C "$source_tree" rev-parse --verify -q HEAD >/dev/null || fail "there is no commit yet; use --working-tree"
        git -c advice.detachedHead=false clone -q --no-hardlinks "$source_tree" "$target"
    fi
}

# in_system COMMAND: runs a shell command in the new system, in namespaces of its own; with them go
# its mounts and processes.
in_system() {
    # shellcheck disable=SC2016
    unshare --mount --pid --fork --kill-child --propagation private bash -euc '
        root=$1
        mount -t proc proc "$root/proc"
        mount -t sysfs -o ro sysfs "$root/sys"
        mount -t tmpfs -o mode=755 dev "$root/dev"
        for node in null:3 zero:5 full:7 random:8 urandom:9; do
            mknod -m 666 "$root/dev/${node%:*}" c 1 "${node#*:}"
        done
        mknod -m 666 "$root/dev/tty" c 5 0
        ln -s /proc/self/fd "$root/dev/fd"
        mkdir "$root/dev/pts" "$root/dev/shm"
        mount -t devpts -o newinstance,ptmxmode=666 devpts "$root/dev/pts"
        ln -s pts/ptmx "$root/dev/ptmx"
        mount -t tmpfs -o mode=1777 shm "$root/dev/shm"
        exec chroot "$root" env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 \
            HOME=/root sh -euc "$2"
    ' bash "$root" "$1" </dev/null
}

# The command of a README reader: as root, or as a user with sudo.
as_reader() {
    if [[ $as_user ]]; then
        in_system "exec setpriv --reuid=reader --regid=reader --init-groups env HOME=/home/reader sh -euc 'cd /srv/crossover; $1'"
    else
        in_system "cd /srv/crossover; $1"
    fi
}

add_reader() {
    in_system 'apt-get update -qq; DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends sudo >/dev/null
        useradd -m reader; echo "reader ALL=(ALL) NOPASSWD: ALL" >/etc/sudoers.d/reader; chown -R reader: /srv/crossover'
}

# The real package where the mirror gives it; else one of the same name, version, conflict and
# header, which is all that counts here.
add_boost174() {
    if in_system 'apt-get update -qq && apt-get install -y -qq --no-install-recommends libboost1.74-dev >/dev/null 2>&1'; then
        echo "libboost1.74-dev: the real one"
        return
    fi
    local package=$root/tmp/libboost1.74-dev
    mkdir -p "$package/DEBIAN" "$package/usr/include/boost"
    printf '#define BOOST_VERSION 107400\n#define BOOST_LIB_VERSION "1_74"\n' >"$package/usr/include/boost/version.hpp"
    printf '%s\n' 'Package: libboost1.74-dev' 'Version: 1.74.0+ds1-21' 'Architecture: all' 'Conflicts: libboost1.81-dev' \
        'Maintainer: nobody <nobody@localhost>' 'Description: stands in for the real one' >"$package/DEBIAN/control"
    in_system 'dpkg-deb --build /tmp/libboost1.74-dev /tmp/boost.deb >/dev/null; dpkg -i /tmp/boost.deb >/dev/null'
    echo "libboost1.74-dev: a stand-in, because this machine's mirror does not give the real one"
}

# timed NAME COMMAND: reports its time; what it printed goes to a log, whose end is shown.
declare -a times=()
timed() {
    local log=$place/$1.log began=$SECONDS
    echo "== $2"
    as_reader "$2" >"$log" 2>&1 || { tail -n 80 "$log"; fail "'$2' failed after $((SECONDS - began)) s"; }
    tail -n 25 "$log"
    times+=("$2: $((SECONDS - began)) s")
    echo "== ${times[-1]}"
}

began=$SECONDS
if [[ $base && -f $base ]]; then
    mkdir -p "$root"
    tar -C "$root" --numeric-owner -xpf "$base"
else
    make_base
    [[ -z $base ]] || tar -C "$root" --numeric-owner -cpf "$base" .
fi
copy_apt_settings
copy_tree
echo "bare system ready in $((SECONDS - began)) s"
[[ ! $as_user ]] || add_reader
[[ ! $with_boost174 ]] || add_boost174

cell=
[[ ! $small ]] || cell=' --workload timer --tasks 100 --wait 1ms --blocks 3'
timed run "scripts/crossover run$cell"
results=$(find "$root/srv/crossover/results" -mindepth 2 -maxdepth 2 -name samples.jsonl -newer "$place/run.log" -o \
    -mindepth 2 -maxdepth 2 -name samples.jsonl -path '*T*Z-*' | sort | tail -n 1)
[[ $results ]] || fail "run left no samples.jsonl below results/"
if [[ $small ]]; then
    tail -n 1 "$results" | grep -q '"status": *"complete"' || fail "$results does not end with status complete"
    [[ -s ${results%/*}/report.md ]] || fail "${results%/*} has no report"
else
    "$source_tree/.ci/check_results" "$(dirname "$results")"
fi

began=$(date +%s%N)
as_reader 'scripts/crossover --version' >/dev/null
as_reader 'scripts/crossover list' >/dev/null
times+=("--version and list afterwards, with what entering the system costs: $((($(date +%s%N) - began) / 1000000)) ms")

[[ $run_only ]] || timed test 'scripts/crossover test'

if [[ $with_boost174 ]]; then
    in_system "dpkg-query -W -f '\${db:Status-Status}' libboost1.74-dev | grep -qx installed" ||
        fail "libboost1.74-dev was removed"
    grep -q 'libboost1.74-dev' "$place/run.log" || fail "run did not say what stood in the way of Boost 1.81"
    echo "libboost1.74-dev is still there"
else
    in_system 'test -d /usr/include/boost/asio' || fail "Boost was not installed"
fi

printf '== all checks passed\n'
printf '%s\n' "${times[@]}"
