#!/bin/sh
# What is needed of the system: for "window" the libraries of Qt; for "tests" also a virtual
# screen and Chromium. Installed through apt where we may; otherwise it says what to install,
# and fails. Usage: scripts/system-packages.sh window|tests
set -eu
cd "$(dirname "$0")/.."
wanted=$1

has_library() { ldconfig -p 2>/dev/null | grep -q "$1"; }

# library=package
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
for pair in $libraries; do
    has_library "${pair%%=*}" || missing="$missing ${pair#*=}"
done
browser=unneeded
if [ "$wanted" = tests ]; then
    command -v Xvfb >/dev/null || missing="$missing xvfb"
    command -v xauth >/dev/null || missing="$missing xauth"
    browser=$(.venv/bin/python tests/browser/chromium.py) || browser=""
fi
[ -z "$missing" ] && [ -n "$browser" ] && exit 0

scripts/apt.sh --update || true # a fresh machine knows no packages; what we may not, we say below

is_package() { apt-cache show "$1" 2>/dev/null | grep -q '^Filename:'; }

# The name of this release: "t64" where the plain package is only virtual or gone (libasound2).
packages=""
for name in $missing; do
    is_package "$name" || ! is_package "${name}t64" || name="${name}t64"
    packages="$packages $name"
done
# On Ubuntu no package holds Chromium: "chromium-browser" is a stub that fetches a snap.
if [ -z "$browser" ] && is_package chromium; then
    packages="$packages chromium"
fi

if [ -n "$packages" ]; then
    echo "Installing:$packages"
    # shellcheck disable=SC2086 - a list of names
    scripts/apt.sh $packages || {
        printf '\nMore of the system is needed. Run as root, then try again:\n' >&2
        printf '    apt-get install%s\n' "$packages" >&2
        exit 1
    }
fi
if [ -z "$browser" ] && ! .venv/bin/python tests/browser/chromium.py >/dev/null; then
    cat >&2 <<END

The browser tests need Chromium, and this system has it in no package (a snap will not do).
Install one of these, then try again:
    Google Chrome, from its .deb: apt-get install ./google-chrome-stable_current_amd64.deb
    Playwright's own, as root:    $(pwd)/.venv/bin/python -m playwright install --with-deps chromium
END
    exit 1
fi
