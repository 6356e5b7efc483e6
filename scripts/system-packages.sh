#!/bin/sh
# What the tests need from the system: Chromium, a virtual screen, the libraries of Qt.
# Installed through apt where we may; otherwise it says what to install, and fails.
set -eu
cd "$(dirname "$0")/.."

has_library() { ldconfig -p 2>/dev/null | grep -q "$1"; }

# library -> package; libasound2 has another name since Debian 13 and Ubuntu 24.04
libraries="
libEGL.so.1=libegl1 libGL.so.1=libgl1 libxcb-cursor.so.0=libxcb-cursor0
libxcb-icccm.so.4=libxcb-icccm4 libxcb-image.so.0=libxcb-image0
libxcb-keysyms.so.1=libxcb-keysyms1 libxcb-randr.so.0=libxcb-randr0
libxcb-render-util.so.0=libxcb-render-util0 libxcb-shape.so.0=libxcb-shape0
libxcb-xkb.so.1=libxcb-xkb1 libxkbcommon-x11.so.0=libxkbcommon-x11-0
libnss3.so=libnss3 libnspr4.so=libnspr4 libasound.so.2=libasound2
libXcomposite.so.1=libxcomposite1 libXdamage.so.1=libxdamage1
libXrandr.so.2=libxrandr2 libXtst.so.6=libxtst6 libxkbfile.so.1=libxkbfile1
libdbus-1.so.3=libdbus-1-3 libfontconfig.so.1=libfontconfig1
libglib-2.0.so.0=libglib2.0-0
"
PATH=$PATH:/usr/sbin:/sbin
missing=""
command -v Xvfb >/dev/null || missing="xvfb"
command -v xauth >/dev/null || missing="$missing xauth"
for pair in $libraries; do
    has_library "${pair%%=*}" || missing="$missing ${pair#*=}"
done

# The name of this release: "t64" where the plain package is only virtual or gone.
real_name() {
    if apt-cache show "$1" 2>/dev/null | grep -q '^Filename:'; then echo "$1"
    elif apt-cache show "$1t64" 2>/dev/null | grep -q '^Filename:'; then echo "$1t64"
    else echo "$1"; fi
}

browser=""
for name in chromium chromium-browser google-chrome; do
    # On Ubuntu "chromium" is a stub that fetches a snap; a snap cannot run in tests.
    path=$(command -v "$name" 2>/dev/null) || continue
    case "$(readlink -f "$path")" in *snap*) continue ;; esac
    grep -qs snap "$path" && continue
    browser=$path
done
[ -n "$browser" ] || ls "${PLAYWRIGHT_BROWSERS_PATH:-$HOME/.cache/ms-playwright}"/chromium-*/INSTALLATION_COMPLETE \
    >/dev/null 2>&1 && browser=${browser:-playwright}
. /etc/os-release 2>/dev/null || ID=unknown

if [ -n "$missing" ] && command -v apt-get >/dev/null; then
    [ "$(id -u)" = 0 ] && apt-get update -qq </dev/null >/dev/null 2>&1 || true
    packages=""
    for name in $missing; do packages="$packages $(real_name "$name")"; done
    missing=$packages
fi
if [ -z "$browser" ] && [ "$ID" = debian ]; then
    missing="$missing chromium"
fi

if [ -n "$missing" ]; then
    echo "Installing for the tests:$missing"
    # shellcheck disable=SC2086 - a list of names
    scripts/apt.sh $missing || {
        printf '\nThe tests need more of the system. Run as root, then try again:\n' >&2
        printf '    apt-get install%s\n' " $(echo $missing)" >&2
        exit 1
    }
fi
if [ -z "$browser" ] && [ "$ID" != debian ]; then
    echo "Installing Chromium through Playwright ..."
    if [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; then with="--with-deps"; else with=""; fi
    # shellcheck disable=SC2086 - a flag or nothing
    .venv/bin/python -m playwright install $with chromium || {
        printf '\nThe browser tests need Chromium. Run as root, then try again:\n' >&2
        printf '    %s/.venv/bin/python -m playwright install --with-deps chromium\n' "$(pwd)" >&2
        exit 1
    }
fi
