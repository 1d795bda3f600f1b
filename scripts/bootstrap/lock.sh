# shellcheck shell=sh
# One set-up at a time in a tree: two first runs must not trample each other.

# take_lock: waits for it. flock's lock goes away with its process; without flock, a folder that
# holds the owner's process id. Commands started under the lock close descriptor 9, so that a
# service which apt-get starts does not keep it.
take_lock() {
    mkdir -p "$STATE" 2>/dev/null || die 4 "cannot write into $BUILD: the build needs that folder; check its owner and permissions"
    lock_path=$STATE/lock
    if command -v flock >/dev/null 2>&1; then
        { exec 9>"$lock_path"; } 2>/dev/null || die 4 "cannot write $lock_path: check its owner and permissions"
        if ! flock -n 9; then
            say "another crossover is setting up this tree; waiting for it"
            flock 9
        fi
        return
    fi
    lock_said=
    until mkdir "$lock_path.d" 2>/dev/null; do
        lock_owner=$(cat "$lock_path.d/owner" 2>/dev/null || true)
        if [ -n "$lock_owner" ] && ! kill -0 "$lock_owner" 2>/dev/null; then
            rm -rf "$lock_path.d"
            continue
        fi
        [ -n "$lock_said" ] || say "another crossover (process ${lock_owner:-unknown}) is setting up this tree; waiting for it"
        lock_said=yes
        sleep 1
    done
    echo $$ >"$lock_path.d/owner"
    trap 'rm -rf "$lock_path.d"' EXIT
}

release_lock() {
    if [ -d "$STATE/lock.d" ] && [ "$(cat "$STATE/lock.d/owner")" = $$ ]; then
        rm -rf "$STATE/lock.d"
        trap - EXIT
    fi
    exec 9>&-
}
