from html.parser import HTMLParser

import pytest

from local.demo.pages import SHOP, START, Page

VALUES = {
    "start": "http://localhost:8080",
    "shop": "http://shop.localhost:8080",
    "chat": "http://chat.localhost:8080",
    "chat_socket": "ws://chat.localhost:8080",
    "console": "http://chat.localhost:8080/console/",
    "matomo": "http://matomo.localhost:8080",
    "agent_1": "agent@example.com",
    "agent_2": "supervisor@example.com",
    "agent_3": "operator@example.com",
    "password": "<moin & moin>",
    "site": "shop",
    "group": "sales",
    "nonce": "n0nce",
}
RAW = {"snippet": "/* the launcher */"}
HTML = {path: page for path, page in SHOP.items() if page.content_type == "text/html"}
LOADER = {"async": None, "src": "http://chat.localhost:8080/loader.js"}
ELEMENT = {"type": "module", "src": "http://chat.localhost:8080/element.js"}


class Outline(HTMLParser):
    """The tags of a page, and the scripts in it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.scripts: list[dict[str, str | None]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag == "script":
            self.scripts.append(dict(attributes))


def scripts(path: str, language: str = "en") -> list[dict[str, str | None]]:
    return Outline(SHOP[path].text(language, VALUES, RAW)).scripts


def test_the_shop_has_the_loader_and_no_other_script() -> None:
    for language in ("de", "en"):
        assert scripts("/", language) == [LOADER]


@pytest.mark.parametrize(
    ("path", "own"),
    [
        ("/app", [{"type": "module", "src": "/app.js"}]),
        ("/strict", [{"nonce": "n0nce"}]),
        ("/hostile", [{"src": "/hostile.js"}]),
        ("/placed", [ELEMENT]),
        ("/links", []),
    ],
)
def test_each_page_has_the_loader_and_what_it_is_there_for(path: str, own: list[dict[str, str]]) -> None:
    for language in ("de", "en"):
        found = scripts(path, language)
        assert LOADER in found
        assert [it for it in found if it != LOADER] == own


def test_the_page_with_the_button_alone_names_no_file_of_the_chat_s() -> None:
    for language in ("de", "en"):
        (script,) = scripts("/snippet", language)
        assert "src" not in script
        assert script["data-chat"] == VALUES["chat"]
        assert RAW["snippet"] in SHOP["/snippet"].text(language, VALUES, RAW)


def test_one_page_forbids_everything_that_it_does_not_name() -> None:
    directives = dict(it.split(" ", 1) for it in SHOP["/strict"].directives(VALUES))
    assert directives["default-src"] == directives["trusted-types"] == "'none'"
    assert directives["script-src"] == "'nonce-n0nce' http://chat.localhost:8080"
    assert directives["connect-src"] == "http://chat.localhost:8080 ws://chat.localhost:8080"
    assert directives["require-trusted-types-for"] == "'script'"
    assert "unsafe" not in str(directives)
    assert [path for path, page in SHOP.items() if page.policy] == ["/strict"]


def test_the_strict_page_shows_its_policy_without_the_nonce() -> None:
    text = SHOP["/strict"].text("en", VALUES, RAW)
    assert text.count("n0nce") == 1
    assert "script-src &#x27;nonce-…&#x27; http://chat.localhost:8080;" in text


def test_every_page_is_led_to_from_the_others_and_from_the_start() -> None:
    for language in ("de", "en"):
        start = START["/"].text(language, VALUES)
        for path in HTML.keys() - {"/app/teas", "/app/basket"}:
            assert f'href="{VALUES["shop"]}{path}?lang={language}"' in start
            for page in HTML.values():
                assert f'href="{path}?lang={language}"' in page.text(language, VALUES, RAW)


def test_who_has_no_javascript_is_led_to_the_contact_page() -> None:
    for language in ("de", "en"):
        outline = SHOP["/"].text(language, VALUES, RAW)
        assert (
            f'<noscript><p class="contact"><a href="http://chat.localhost:8080/contact/shop?lang={language}">'
            in outline
        )


def test_the_start_page_leads_to_everything() -> None:
    for language in ("de", "en"):
        text = START["/"].text(language, VALUES)
        for name in ("shop", "console", "matomo", "agent_1", "agent_2", "agent_3"):
            assert VALUES[name] in text
        assert "&lt;moin &amp; moin&gt;" in text


@pytest.mark.parametrize("page", [*HTML.values(), START["/"]], ids=[*HTML, "start"])
def test_both_languages_have_the_same_structure(page: Page) -> None:
    german, english = (Outline(page.text(language, VALUES, RAW)) for language in ("de", "en"))
    assert sorted(german.tags) == sorted(english.tags)
    assert len(german.tags) > 10
