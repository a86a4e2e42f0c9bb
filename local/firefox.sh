#!/bin/sh
# Prints the path of a Firefox for the tests: FIREFOX, one on PATH, Playwright's own, or Debian's package when root.
set -eu
cd "$(dirname "$0")/.."

say() {
    printf 'firefox: %s\n' "$*" >&2
}

on_path() {
    for name in firefox firefox-esr; do
        command -v "$name" && return
    done
    return 1
}

# Playwright's download starts only where the libraries that it needs are there.
of_playwright() {
    say "downloading Playwright's Firefox"
    .venv/bin/python -m playwright install firefox >&2 || return 1
    path="$(.venv/bin/python -c 'if True:
        from playwright.sync_api import sync_playwright
        with sync_playwright() as playwright:
            print(playwright.firefox.executable_path)')"
    "$path" --version >/dev/null 2>&1 && echo "$path"
}

of_debian() {
    [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null || return 1
    say "installing Debian's Firefox"
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq firefox-esr; } >&2 || return 1
    on_path
}

if [ -n "${FIREFOX:-}" ]; then
    command -v "$FIREFOX" || { say "FIREFOX: expected a program, got $FIREFOX"; exit 1; }
else
    on_path || of_playwright || of_debian || {
        say 'no Firefox found, and none could be installed: install one (on Debian: apt-get install firefox-esr)'
        say 'or name one in FIREFOX'
        exit 1
    }
fi
