#!/bin/sh
# A bare Debian, from nothing to a report: `debian.sh bookworm` or `debian.sh trixie`. It takes root, a
# mirror and ten minutes of compiling: by hand only. tests/bare_debian.sh has more to ask of it.
. "$(dirname "$0")/common.sh"
suite=${1:?write bookworm or trixie}
[ "$(id -u)" -eq 0 ] || cannot "debootstrap takes root"
command -v debootstrap >/dev/null || cannot "there is no debootstrap: apt-get install debootstrap"
exec "$ROOT/tests/bare_debian.sh" --suite "$suite" --small --run-only
