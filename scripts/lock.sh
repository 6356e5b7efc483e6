#!/bin/sh
# Resolve the dependencies of pyproject.toml into the two lock files: exact versions and
# hashes for every platform, no registry's address. requirements.lock is what the program
# runs with; requirements-dev.lock adds the window, the tests and the checks.
set -eu
cd "$(dirname "$0")/.."
compile() {
    .venv/bin/uv pip compile pyproject.toml --universal --generate-hashes --quiet \
        --no-emit-index-url --no-annotate --custom-compile-command "make lock" "$@"
}
compile --all-extras --output-file requirements-dev.lock
compile --extra postgres --extra build --constraint requirements-dev.lock \
    --output-file requirements.lock
