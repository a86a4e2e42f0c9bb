#!/bin/sh
# Prints the path of a Chromium for the tests: CHROMIUM, one on PATH, Playwright's own, or Debian's package when root.
set -eu
cd "$(dirname "$0")/.."

say() {
    printf 'chromium: %s\n' "$*" >&2
}

on_path() {
    for name in chromium chromium-browser google-chrome google-chrome-stable; do
        command -v "$name" && return
    done
    return 1
}

# Playwright's download starts only where the libraries that it needs are there.
of_playwright() {
    say "downloading Playwright's Chromium"
    .venv/bin/python -m playwright install chromium >&2 || return 1
    path="$(.venv/bin/python -c 'if True:
        from playwright.sync_api import sync_playwright
        with sync_playwright() as playwright:
            print(playwright.chromium.executable_path)')"
    "$path" --version >/dev/null 2>&1 && echo "$path"
}

of_debian() {
    [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null || return 1
    say "installing Debian's Chromium"
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium; } >&2 || return 1
    on_path
}

if [ -n "${CHROMIUM:-}" ]; then
    command -v "$CHROMIUM" || { say "CHROMIUM: expected a program, got $CHROMIUM"; exit 1; }
else
    on_path || of_playwright || of_debian || {
        say 'no Chromium found, and none could be installed: install one (on Debian: apt-get install chromium)'
        say 'or name one in CHROMIUM'
        exit 1
    }
fi
