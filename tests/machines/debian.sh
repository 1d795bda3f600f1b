#!/bin/sh
# A bare Debian by debootstrap: `debian.sh bookworm` or `debian.sh trixie`. It takes root, a network and
# half an hour: by hand only. The README's two commands, from nothing.
. "$(dirname "$0")/common.sh"
suite=${1:?write bookworm or trixie}
[ "$(id -u)" -eq 0 ] || cannot "debootstrap takes root"
command -v debootstrap >/dev/null || cannot "there is no debootstrap: apt-get install debootstrap"
debootstrap --variant=minbase "$suite" "$WORK/root" >"$WORK/said" 2>&1 || cannot "debootstrap failed: $(tail -n 1 "$WORK/said")"
mkdir "$WORK/root/crossover"
git -C "$ROOT" archive HEAD | tar -x -C "$WORK/root/crossover"
cp /etc/resolv.conf "$WORK/root/etc/resolv.conf"
mount -t proc none "$WORK/root/proc"
trap 'umount "$WORK/root/proc" && rm -rf "$WORK"' EXIT
chroot "$WORK/root" /crossover/scripts/crossover run --workload timer --tasks 100 --wait 1ms --blocks 3 --out /out
whole "$WORK/root/out"
