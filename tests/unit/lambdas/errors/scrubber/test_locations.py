"""Addresses and directories: whose they are goes, and where code comes from stays."""

import pytest

from lambdas.errors.scrubber.locations import of_bare, of_path, of_url, without_homes, without_queries


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("https://chat.example.com/assets/a.js?x#y", "https://chat.example.com/assets/a.js"),
        ("https://anna:geheim@shop.example/konto", "https://shop.example/*"),
        ("//cdn.example/x?u=anna", "//cdn.example/*"),
        ("https://shop.example", "https://shop.example"),
        ("https://shop.example?x", "https://shop.example"),
        ("https://[2001:db8::1]:443/x", "https://[2001:db8::1]:443/*"),
        ("https://shop.example/a.js:1:2", "https://shop.example/a.js:1:2"),
        ("mailto:x", "mailto:[address]"),
        ("DATA:text/plain,x", "data:[address]"),
        ("data://x/y", "data:[address]"),
        ("blob:https://shop.example/x", "blob:[address]"),
        ("https://shop.example/x).", "https://shop.example/*)."),
        ("https://shop.example/x].", "https://shop.example/*]."),
    ],
)
def test_of_an_address_who_and_what_for_go(url: str, told: str) -> None:
    assert of_url(url) == told


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("shop.example/konto/anna?x", "shop.example/*"),
        ("shop.example:8080/api/errors).", "shop.example:8080/api/errors)."),
        ("/konto/anna", "/*"),
        ("/ws,", "/ws,"),
        ("/konto/anna]", "/*]"),
        ("/konto?x[0]=[value]", "/*"),
    ],
)
def test_an_address_needs_neither_scheme_nor_host(address: str, told: str) -> None:
    assert of_bare(address) == told


def test_the_name_of_a_setting_stays() -> None:
    assert of_path("/srv/anna/config.json") == "/*/config.json"


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "",
        "/ws",
        "/api/errors",
        "/api/errors/search",
        "/console/",
        "/assets/a.js",
        "/x/y.mjs:1:2",
        "a.py",
        "/t/a.tsx",
    ],
)
def test_paths_of_ours_and_of_scripts_stay(path: str) -> None:
    assert of_path(path) == path


@pytest.mark.parametrize(
    "path", ["/konto", "/api/konto/4711", "/anna.jpg", "/api/errors/a/b/c", "/wsx", "konto", "/a.js/b"]
)
def test_other_paths_go(path: str) -> None:
    assert of_path(path) == "/*"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("open '/home/anna/x'", "open '/~/x'"),
        ("open /Users/anna.schmidt", "open /~"),
        ("C:\\Users\\Anna Schmidt\\x", "/~\\x"),
        ("c:/users/anna/x", "/~/x"),
        ("C:\\\\Users\\\\anna\\\\x", "/~\\\\x"),
        ("C:\\Dokumente und Einstellungen\\Anna\\x", "/~\\x"),
        ("C:\\Documents and Settings\\anna\\x", "/~\\x"),
        ("\\\\server\\anna$\\x", "/~\\x"),
        ("\\\\server\\home$\\anna\\x", "/~\\x"),
        ("/var/mail/anna is locked", "/~ is locked"),
        ("in C:\\Users\\Anna Schmidt", "in /~"),
        ("in C:\\Users\\anna fehlt", "in /~ fehlt"),
        ("D:\\Profiles\\anna\\x", "/~\\x"),
        ("~anna/public_html/x", "/~/public_html/x"),
        ("~/x and vendors~main.js", "~/x and vendors~main.js"),
        ("/homepage/x and /boot/x", "/homepage/x and /boot/x"),
    ],
)
def test_directories_of_persons_go(text: str, told: str) -> None:
    assert without_homes(text) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("/suche?q=anna&x=1 failed", "/suche failed"),
        ("../konto?kunde=anna failed", "../konto failed"),
        ("/konto#anna failed", "/konto failed"),
        ("'?q=anna&x=1'", "''"),
        ("at #/kunden/anna now", "at #/* now"),
        ("#/definitions/Message", "#/definitions/Message"),
        ("a?.b and x ? y : z", "a?.b and x ? y : z"),
        ("private #socket", "private #socket"),
        ("React error #418", "React error #418"),
    ],
)
def test_queries_and_fragments_go(text: str, told: str) -> None:
    assert without_queries(text) == told
