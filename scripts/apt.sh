#!/bin/sh
# Install Debian packages when we may (root, or sudo without a password); fail when not.
# Usage: scripts/apt.sh PACKAGE ... | --update
set -eu
command -v apt-get >/dev/null || exit 1
if [ "$(id -u)" = 0 ]; then
    run="env"
elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    run="sudo -n env"
else
    exit 1
fi
update() { $run apt-get update -qq </dev/null >/dev/null; }
install() {
    $run DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" \
        </dev/null >/dev/null
}
if [ "$1" = --update ]; then
    update
    exit
fi
install "$@" 2>/dev/null || {
    update
    install "$@"
}
