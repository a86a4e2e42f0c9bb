"""Texts as a whole: that the rules end, do not take long, and find nothing more in what they have left."""

import re
import time
from collections.abc import Callable
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.errors.scrubber import (
    allowed,
    contacts,
    crumbs,
    devices,
    fields,
    locations,
    places,
    quotations,
    spelling,
    texts,
    tokens,
)
from lambdas.errors.scrubber.texts import MESSAGE, scrub_address, scrub_file, scrub_place, scrub_text
from tests.scrubbing.corpus import harmless, personal

MODULES = [allowed, contacts, crumbs, devices, fields, locations, places, quotations, spelling, texts, tokens]
EXAMPLES = [*personal(), *personal("held_out_personal"), *harmless(), *harmless("held_out_harmless")]
PARTS = sorted({part for example in EXAMPLES for part in re.findall(r"\S+|\s", example.text)})
SIGNS = [*" .,:;/@#?&=%+-_()[]{}<>\"'`\\|~$!", "[email]", "[token]", "[text]", "/~", "/*", "%40", "&#64;", "\\u0040"]
TEXTS = st.lists(st.one_of(st.sampled_from(PARTS), st.sampled_from(SIGNS), st.text(max_size=3)), max_size=12).map(
    "".join
)

BOMBS = [
    *(
        "a",
        "1",
        "A",
        "aA1",
        "-",
        "a-",
        "1-",
        ".",
        "a.",
        "1.",
        "1 ",
        "(1",
        "a@",
        "@",
        "a@b.",
        "a ",
        "A ",
        "Aa ",
        "ä",
        "ﷺ",
    ),
    *(
        "/",
        "//",
        "/a",
        "\\",
        "\\a",
        "C:\\Users\\",
        "/home/",
        "https://",
        "?a=",
        "a/#",
        "#",
        "a.js",
        "./",
        "[",
        "]",
        "\n",
    ),
    *(
        "<",
        "<a ",
        "<a>",
        "<a =",
        "'",
        '"',
        '"a":',
        '"a":"',
        "'a' ",
        "„a",
        "«a",
        "`",
        "::",
        "a:",
        "1:",
        "ab:",
        "a (at) ",
    ),
    *(
        "name=",
        "name: a ",
        "password=",
        "cookie: ",
        "Key (",
        "Kundennummer 1",
        "geboren ",
        "code=1",
        "DE89 1234 ",
        "%41",
    ),
    *("%25", "&#64;", "\\u0041", "eyJ", "Bearer ", "ssh-rsa A", "$2b$", "-----BEGIN A-----", "Mozilla/5.0 (", " a/1"),
    *("Herr ", "A B-A 1", "Astr. ", "12345 ", "a at b dot ", "2026-11-26 ", "0x1", "1000000 ", "a.dip.", "to float '"),
    *(
        "Am A 1",
        "Via A",
        "1 Aa ",
        "1°1",
        "1.2345,",
        "Liebe A",
        "@a_",
        "SELECT 'a' FROM ",
        "INSERT INTO ",
        "a nummer ",
        "user a.",
        "text: a,",
    ),
    *("3. Mai ", "BIC A", "a.pdf", "a.b/", "/a/", ":user/a", "sk-ant-", "1//0", "\\\\a\\users\\", "(Android;"),
]
"""What patterns are slow at: beginnings of what they look for, again and again."""

SECONDS = 0.5
"""Of the processor, for 8,192 characters; a pattern that goes back over what it has seen takes minutes."""


def patterns_of(module: ModuleType) -> list[re.Pattern[str]]:
    found: list[re.Pattern[str]] = []
    for value in vars(module).values():
        items = value if isinstance(value, tuple) else (value,)
        for item in items:
            found += [part for part in (item if isinstance(item, tuple) else (item,)) if isinstance(part, re.Pattern)]
    return found


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_no_pattern_takes_long(module: ModuleType) -> None:
    assert patterns_of(module)
    for pattern in patterns_of(module):
        for bomb in BOMBS:
            text = (bomb * 8192)[:8192] + "!"
            began = time.process_time()
            pattern.sub("", text)
            assert time.process_time() - began < SECONDS, (pattern.pattern, bomb)


@pytest.mark.parametrize("scrub", [scrub_text, scrub_file, scrub_address, scrub_place])
def test_no_text_takes_long(scrub: Callable[[str], str]) -> None:
    for bomb in BOMBS:
        began = time.process_time()
        scrub(bomb * 100_000)
        assert time.process_time() - began < SECONDS, bomb


@given(TEXTS)
def test_what_was_scrubbed_stays_as_it_is(text: str) -> None:
    for scrub in (scrub_text, scrub_file, scrub_address, scrub_place):
        told = scrub(text)
        assert scrub(told) == told


@given(st.text(st.characters(codec=None), max_size=200))
def test_whatever_comes_can_be_written_and_is_on_one_line(text: str) -> None:
    told = scrub_text(text)
    assert told.encode().decode() == told
    assert not set("\n\r\t\0") & set(told)


def test_a_text_is_cut() -> None:
    assert scrub_text("it broke " * 200) == ("it broke " * 200)[:MESSAGE].strip()
    assert len(scrub_text("it broke " * 200, 20)) <= 20


@pytest.mark.parametrize("secret", ["anna.schmidt@example.de", "+49 30 23125 014", "DE89 3704 0044 0532 0130 00"])
@pytest.mark.parametrize("before", range(1940, 2001, 3))
def test_nothing_shows_half_where_a_text_was_cut(secret: str, before: int) -> None:
    """Up to there it is so much shorter afterwards that the end would be told."""
    filling = "[an@example.de] "
    told = scrub_text((filling * 200)[:before] + secret + " " + "x" * 2000)
    assert told.endswith("[email]]")
    assert not re.search(r"anna|schmidt|\d{2}", told)


def test_of_what_is_too_long_and_has_nothing_in_it_that_may_be_told_something_is_told() -> None:
    assert scrub_text("cookie: " + "a=b; " * 1000) == "[text]"


def test_a_text_that_does_not_settle_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts, "_scrubbed", lambda text: text + "x")
    assert scrub_text("it broke") == "[text]"


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("https://chat.example.com/assets/panel-d604ee2590f4.js", "/assets/panel-d604ee2590f4.js"),
        ("https://chat.example.com/loader.js?v=1#x", "/loader.js"),
        ("webpack-internal:///./src/openPanel.ts", "/./src/openPanel.ts"),
        ("app:///assets/main.3f2a9c1b7d8e9f0a1b2c.js", "/assets/main.3f2a9c1b7d8e9f0a1b2c.js"),
        ("chrome-extension://abcdefghijklmnopabcdefghijklmnop/content.js", "/content.js"),
        ("https://shop.example/konto/anna", "/*"),
        ("https://shop.example/", "/"),
        ("blob:https://shop.example/9115d58c-bcda-4ff4-8b6c-0f3e2d5a1c77", "/*"),
        ("data:text/javascript;base64,QW5uYQ==", "/*"),
        ("/home/anna/tresen/lambdas/chat/talk.py", "/~/tresen/lambdas/chat/talk.py"),
        ("C:\\Users\\anna\\shop\\app.py", "/~\\shop\\app.py"),
        ("/var/task/lambdas/chat/talk.py", "/var/task/lambdas/chat/talk.py"),
        ("lambdas/chat/talk.py", "lambdas/chat/talk.py"),
        ("https://shop.example/s/5f4dcc3b5aa765d61d8327deb882cf99/app.js", "/s/[token]/app.js"),
        ("https://shop.example/anna@example.de/app.js", "/[email]/app.js"),
        ("https://shop.example/anna@example.de.js", "/[email].js"),
        ("/assets/jquery@3.7.1.min.js", "/assets/jquery@3.7.1.min.js"),
        ("/assets/call-+4915112345678.js", "/assets/call-[number].js"),
        ("/assets/DE89370400440532013000.js", "/assets/[number].js"),
        ("/assets/sk_live_51H8abcDEFghiJKLmnoPQR.js", "/*"),
        ("/assets/index-DfG3kL9a.js", "/assets/index-DfG3kL9a.js"),
        ("node:internal/process/task_queues", "node:internal/process/task_queues"),
        ("<anonymous>", "<anonymous>"),
        ("<frozen importlib._bootstrap>", "<frozen importlib._bootstrap>"),
        ("[native code]", "[native code]"),
        ("<183.137.33.175>", "/*"),
        ("<Anna Schmidt>", "/*"),
        ("[anna]", "/*"),
    ],
)
def test_a_file_is_told_without_where_it_lies(name: str, told: str) -> None:
    assert scrub_file(name) == told


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("lambdas.chat.talk", "lambdas.chat.talk"),
        ("tresen-Service-Messages", "tresen-Service-Messages"),
        ("/console/", "/console/"),
        ("/kunden/anna-schmidt", "/*"),
        ("POST /api/errors/search", "POST /api/errors/search"),
        ("GET /kunden/anna", "GET /*"),
        ("GET https://shop.example/kunden/anna?x=1", "GET https://shop.example/*"),
        ("mail to anna@example.de", "mail to [email]"),
        ("for anna@example.de /kunden/anna", "for [email] /*"),
        ("%2Fkunden%2Fanna", "/*"),
    ],
)
def test_a_place_is_told_without_whose_it_is(place: str, told: str) -> None:
    assert scrub_place(place) == told


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("/api/errors?x=1", "/api/errors"),
        ("/api/konto/4711", "/*"),
        ("https://chat.example.com/ws", "https://chat.example.com/ws"),
        ("https://anna:geheim@shop.example:8443/assets/a.js#x", "https://shop.example:8443/assets/a.js"),
        ("https://203.0.113.77/api/errors", "https://[address]/api/errors"),
        ("blob:https://shop.example/x", "blob:[address]"),
        ("suche?q=anna", "/*"),
    ],
)
def test_an_address_is_told_without_who_asked_for_what(address: str, told: str) -> None:
    assert scrub_address(address) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("see https://shop.example/konto/anna?x=1, please", "see https://shop.example/*, please"),
        ("(https://shop.example/assets/a.js)", "(https://shop.example/assets/a.js)"),
        ("born 1980-01-31, seen 2026-11-26", "born [value], seen 2026-11-26"),
        ("1048576 bytes of 1048576", "1048576 bytes of [number]"),
        ("0x80070005 is not 80070005", "0x80070005 is not [number]"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0 refused", "Firefox 140 refused"),
        ("Mozilla/5.0 (compatible) refused", "[browser] refused"),
        ("5 \x00 and \ud800 and \u200b6", "5 and ? and 6"),
    ],
)
def test_rules_for_a_part_leave_the_whole_alone(text: str, told: str) -> None:
    assert scrub_text(text) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("cannot open /tmp/x/Lebenslauf_Anna.pdf now", "cannot open *.pdf now"),
        ("Key: uploads/anna.schmidt/attest.pdf", "Key: *.pdf"),
        ("to /konto/anna.schmidt?x=1 failed", "to /* failed"),
        ("(/konto/anna)", "(/*)"),
        ("see shop.example/konto/anna.", "see shop.example/*."),
        ("anna@xn--mller-shne-q9a4c.example", "[email]"),
        ("skype:anna?call", "skype:[address]"),
        ("at Am Anger 7, 99084 Erfurt", "at [address], [address]"),
    ],
)
def test_a_piece_is_judged_as_a_whole(text: str, told: str) -> None:
    assert scrub_text(text) == told


@pytest.mark.parametrize(
    "text",
    [
        "GET /api/chat 500",
        "open /etc/ssl/cert.pem",
        "/var/task/lambdas/chat/talk.py:12",
        "application/json",
        "and/or, 3/4, a / b",
        "@sentry/browser 11.12.0",
        "sentry.javascript.browser/11.12.0",
        "index.d.ts",
    ],
)
def test_a_path_of_a_program_stays(text: str) -> None:
    assert scrub_text(text) == text
