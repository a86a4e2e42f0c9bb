#!/bin/sh
# Installs what the Makefile's commands need into this checkout: .venv from requirements.txt, node_modules from
# package-lock.json, the layer of the functions from lambdas/requirements.txt and, with the argument "checks", "bench" or "errors",
# a venv of its own beside them: .venv-checks from stacks/checks/requirements.txt, .venv-bench from tests/bench/requirements.txt,
# .venv-errors from tests/scrubbing/requirements.txt.
# Each is done again only when its lock file has changed.
set -eu
cd "$(dirname "$0")/.."

say() {
    printf 'setup: %s\n' "$*" >&2
}

fail() {
    say "$*"
    exit 1
}

# Whether "$1" is a CPython that runs, of a version for which the expression "$2" holds.
is_python() {
    "$1" -c "import sys; v = sys.version_info[:2]; sys.exit(sys.implementation.name != 'cpython' or not ($2))" \
        >/dev/null 2>&1
}

# The functions run on 3.13, so it comes first; pyenv may hold one that is not on PATH.
find_python() {
    pyenv="${PYENV_ROOT:-${HOME:-}/.pyenv}/versions"
    for python in python3.13 "$pyenv"/3.13.*/bin/python3; do
        if is_python "$python" 'v == (3, 13)'; then
            echo "$python"
            return
        fi
    done
    for python in python3 python3.14 python3.12 python3.11 "$pyenv"/3.1[1-9].*/bin/python3; do
        if is_python "$python" 'v >= (3, 11)'; then
            echo "$python"
            return
        fi
    done
    fail 'no CPython 3.11 or newer found on PATH or under ~/.pyenv; on Debian: apt-get install python3 python3-venv'
}

# Debian ships Python without ensurepip, which venv needs.
ensure_venv_module() {
    if "$1" -c 'import ensurepip, venv' >/dev/null 2>&1; then
        return
    fi
    if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
        fail "$1 lacks ensurepip; on Debian install it as root: apt-get install python3-venv"
    fi
    say 'installing python3-venv'
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv >&2
}

digest() {
    cksum <"$1"
}

# Whether "$2", made from the lock file "$1", was made from it as it is now.
is_made_from() {
    [ -f "$2/made-from" ] && [ "$(cat "$2/made-from")" = "$(digest "$1")" ]
}

if ! is_python .venv/bin/python 'v >= (3, 11)' || ! is_made_from requirements.txt .venv; then
    if ! is_python .venv/bin/python 'v >= (3, 11)'; then
        python="$(find_python)"
        ensure_venv_module "$python"
        say "making .venv with $("$python" --version)"
        "$python" -m venv --clear .venv
    fi
    say 'installing Python packages (a minute or two)'
    .venv/bin/python -m pip install --disable-pip-version-check --no-input --require-hashes -r requirements.txt >&2
    digest requirements.txt >.venv/made-from
fi

PATH="$PWD/.venv/bin:$PATH"
if ! is_made_from package-lock.json node_modules; then
    say 'installing npm packages'
    npm ci --no-audit --no-fund >&2
    digest package-lock.json >node_modules/made-from
fi

# Ahead of the first synth, so that none needs the network.
if ! is_made_from lambdas/requirements.txt build/bundles; then
    say "fetching the functions' packages"
    python -m stacks.bundle
    digest lambdas/requirements.txt >build/bundles/made-from
fi

checkers=stacks/checks/requirements.txt
if [ "${1:-}" = checks ] && ! is_made_from "$checkers" .venv-checks; then
    say 'installing the checkers of the templates'
    uv venv --quiet --clear --python .venv/bin/python .venv-checks
    uv pip sync --quiet --require-hashes --python .venv-checks/bin/python "$checkers" >&2
    digest "$checkers" >.venv-checks/made-from
fi

# With bytecode as the deployment makes it, so that start-ups compare.
bench=tests/bench/requirements.txt
if [ "${1:-}" = bench ] && ! is_made_from "$bench" .venv-bench; then
    say 'installing what functions are measured with'
    uv venv --quiet --clear --python .venv/bin/python .venv-bench
    uv pip sync --quiet --require-hashes --python .venv-bench/bin/python "$bench" >&2
    .venv-bench/bin/python -W ignore -m compileall -q --invalidation-mode unchecked-hash .venv-bench/lib
    digest "$bench" >.venv-bench/made-from
fi

errors=tests/scrubbing/requirements.txt
if [ "${1:-}" = errors ] && ! is_made_from "$errors" .venv-errors; then
    say 'installing what error reports are tried against'
    uv venv --quiet --clear --python .venv/bin/python .venv-errors
    uv pip sync --quiet --require-hashes --python .venv-errors/bin/python "$errors" >&2
    digest "$errors" >.venv-errors/made-from
fi
