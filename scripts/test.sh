#!/bin/sh
# Sets interp up and runs every check: format, lint, types, tests.
extras=test
. "$(dirname "$0")/environment.sh"

echo "Checking format, lint and types"
.venv/bin/ruff format --check .
.venv/bin/ruff check .
.venv/bin/mypy
echo "Running the tests"
.venv/bin/python -m pytest -n "${INTERP_TEST_WORKERS:-2}" --dist loadfile "$@"
