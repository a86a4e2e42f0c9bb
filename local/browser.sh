#!/bin/sh
# Prints the path of a browser for the tests, "chromium" or "firefox": the one that CHROMIUM or FIREFOX names, one on PATH,
# Playwright's own, or Debian's package when root.
set -eu
cd "$(dirname "$0")/.."

browser="${1:-}"
case "$browser" in
    chromium)
        variable=CHROMIUM
        named="${CHROMIUM:-}"
        names='chromium chromium-browser google-chrome google-chrome-stable'
        package=chromium
        ;;
    firefox)
        variable=FIREFOX
        named="${FIREFOX:-}"
        names='firefox firefox-esr'
        package=firefox-esr
        ;;
    *)
        printf 'browser: expected chromium or firefox, got %s\n' "${browser:-nothing}" >&2
        exit 1
        ;;
esac

say() {
    printf '%s: %s\n' "$browser" "$*" >&2
}

on_path() {
    for name in $names; do
        command -v "$name" && return
    done
    return 1
}

# Playwright's download starts only where the libraries that it needs are there.
of_playwright() {
    say "downloading Playwright's"
    .venv/bin/python -m playwright install "$browser" >&2 || return 1
    path="$(.venv/bin/python -c "if True:
        from playwright.sync_api import sync_playwright
        with sync_playwright() as playwright:
            print(playwright.$browser.executable_path)")"
    "$path" --version >/dev/null 2>&1 && echo "$path"
}

of_debian() {
    [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null || return 1
    say "installing Debian's $package"
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$package"; } >&2 || return 1
    on_path
}

if [ -n "$named" ]; then
    command -v "$named" || { say "$variable: expected a program, got $named"; exit 1; }
else
    on_path || of_playwright || of_debian || {
        say "none found, and none could be installed: install one (on Debian: apt-get install $package)"
        say "or name one in $variable"
        exit 1
    }
fi
