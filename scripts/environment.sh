#!/bin/sh
# Create .venv and install the locked packages and the project itself, or do nothing when
# that is done already. Usage: scripts/environment.sh runtime|desktop|dev
set -eu
cd "$(dirname "$0")/.."
wanted=$1

lock=requirements-dev.lock
[ "$wanted" = runtime ] && lock=requirements.lock

say() { printf '%s\n' "$*"; }
fail() { printf '\n%s\n' "$*" >&2; exit 1; }

find_python() {
    for name in "${PYTHON:-}" python3 python3.14 python3.13 python3.12 python3.11; do
        [ -n "$name" ] || continue
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$name"
            return
        fi
    done
    fail "Python 3.11 or newer is needed: apt-get install python3"
}

# Names what a finished environment was made of; any change of it installs again.
fingerprint() {
    { cat "$1" pyproject.toml; .venv/bin/python -VV; pwd; } | cksum
}

ready() {
    for done in requirements-dev.lock "$lock"; do
        stamp=.venv/.installed-$done
        [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$(fingerprint "$done")" ] && return 0
    done
    return 1
}

create() {
    python=$(find_python)
    rm -rf .venv
    "$python" -m venv .venv >/dev/null 2>&1 && [ -x .venv/bin/pip ] && return
    rm -rf .venv
    version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    say "Installing python$version-venv ..."
    scripts/apt.sh "python$version-venv" || scripts/apt.sh python3-venv ||
        fail "Creating an environment needs the package python$version-venv. Run as root:
    apt-get install python$version-venv"
    "$python" -m venv .venv
}

if .venv/bin/python -c pass 2>/dev/null; then
    ready && exit 0
else
    create
fi

[ -x .venv/bin/pip ] || .venv/bin/python -m ensurepip --upgrade >/dev/null
say "Installing packages of $lock (once) ..."
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore PIP_NO_INPUT=1 PIP_USE_PEP517=1
.venv/bin/python -m pip install --quiet --require-hashes -r "$lock"
.venv/bin/python -m pip install --quiet --no-deps --no-build-isolation --editable .
fingerprint "$lock" > ".venv/.installed-$lock"
