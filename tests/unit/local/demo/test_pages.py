from html.parser import HTMLParser

import pytest

from local.demo.pages import SHOP, START, Page

VALUES = {
    "start": "http://localhost:8080",
    "shop": "http://shop.localhost:8080",
    "chat": "http://chat.localhost:8080",
    "console": "http://chat.localhost:8080/console/",
    "matomo": "http://matomo.localhost:8080",
    "agent_1": "agent@example.com",
    "agent_2": "supervisor@example.com",
    "agent_3": "operator@example.com",
    "password": "<moin & moin>",
    "site": "shop",
}


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


def test_the_shop_has_the_loader_and_no_other_script() -> None:
    for language in ("de", "en"):
        scripts = Outline(SHOP["/"].text(language, VALUES)).scripts
        assert scripts == [{"async": None, "src": "http://chat.localhost:8080/loader.js"}]


def test_who_has_no_javascript_is_led_to_the_contact_page() -> None:
    for language in ("de", "en"):
        outline = SHOP["/"].text(language, VALUES)
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


@pytest.mark.parametrize("page", [SHOP["/"], START["/"]], ids=["shop", "start"])
def test_both_languages_have_the_same_structure(page: Page) -> None:
    assert sorted(Outline(page.text("de", VALUES)).tags) == sorted(Outline(page.text("en", VALUES)).tags)
