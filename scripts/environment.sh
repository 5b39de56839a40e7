# Makes .venv and installs interp with the extras named in $extras (empty for none). Sourced by the
# two commands of the README; shows what it is doing while llama.cpp is compiled.
set -eu
extras=${extras:-}
cd "$(dirname "$0")/.."

fail() {
    printf '%s\n  %s\n' "$1" "$2" >&2
    exit 2
}

python=${PYTHON:-python3}
command -v "$python" >/dev/null 2>&1 || fail "python3 was not found." \
    "Install it: apt-get install python3 python3-venv"
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || fail \
    "$("$python" --version) is too old: 3.11 is needed." "Name a newer one: PYTHON=python3.12 sh $0"
if ! command -v c++ >/dev/null 2>&1 && ! command -v g++ >/dev/null 2>&1; then
    fail "No C++ compiler was found; llama.cpp is compiled on this machine." \
        "Install one: apt-get install g++"
fi
if [ ! -x .venv/bin/python ]; then
    echo "Making an environment in .venv"
    "$python" -m venv .venv || fail "The environment could not be made." \
        "Install the module for it: apt-get install python3-venv"
fi

# Prints one line for each 5 % of the compilation and for each package, and the whole log on failure.
progress='
/^ *\[[0-9]+\/[0-9]+\]/ {
    split($1, step, /[\[\/\]]/); share = int(20 * step[2] / step[3])
    if (share != shown) { shown = share; printf "  compiling llama.cpp: %d %%\n", 5 * share; fflush() }
    next
}
/^ *(Collecting|Building wheel|Installing collected|Successfully installed)/ {
    line = substr($0, 1, 100); if (line != last) { print "  " line; fflush() } last = line
}'

echo "Installing interp and what it needs (llama.cpp takes 5 to 10 minutes the first time)"
log=.venv/install.log
: >"$log"
target=".${extras:+[$extras]}"
{ .venv/bin/python -m pip install --verbose --disable-pip-version-check -e "$target" 2>&1 ||
    echo "installation failed" >>.venv/install.failed; } |
    tee "$log" | awk "$progress"
if [ -e .venv/install.failed ]; then
    rm .venv/install.failed
    tail -n 40 "$log" >&2
    fail "The installation failed; above are the last lines of $PWD/$log." \
        "Most often a compiler or the network is missing."
fi
