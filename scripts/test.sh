#!/bin/sh
# Sets interp up and runs every check: format, lint, types, tests.
# What tests attack, count with and compare to; the program itself needs none of it.
missing=
for pair in bwrap:bubblewrap git:git ip:iproute2 unshare:util-linux bindfs:bindfs; do
    command -v "${pair%%:*}" >/dev/null 2>&1 || missing="$missing ${pair#*:}"
done
if [ -n "$missing" ]; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        echo "Installing for the tests:$missing"
        apt-get -qq update
        # shellcheck disable=SC2086 # a list of names
        apt-get -qq install -y --no-install-recommends $missing >/dev/null
    else
        echo "The tests need:$missing" >&2
        echo "  Install them with the system's package manager, then run this again." >&2
        exit 2
    fi
fi
extras=test
. "$(dirname "$0")/environment.sh"

echo "Checking format, lint and types"
.venv/bin/ruff format --check .
.venv/bin/ruff check .
.venv/bin/mypy
echo "Running the tests"
.venv/bin/python -m pytest -n "${INTERP_TEST_WORKERS:-2}" --dist loadfile "$@"
