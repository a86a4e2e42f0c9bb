"""The business cards: pages at the chat's own address with nothing but a site's chat."""

import hashlib
from base64 import b64encode
from html.parser import HTMLParser

import msgspec
import pytest

from stacks.cards import card, cards, group_cards, hashes
from stacks.settings import ContactForm, Settings, Site
from stacks.settings_file import parse_settings
from stacks.widget_settings import Widget
from tests.stacks.conftest import EXAMPLE


class Page(HTMLParser):
    """What a page names, and what stands in it between tags of each name."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {}
        self._open = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attributes)))
        self._open = tag

    def handle_data(self, data: str) -> None:
        self.texts.setdefault(self._open, []).append(data)

    def handle_endtag(self, tag: str) -> None:
        self._open = "" if tag == self._open else self._open

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture
def settings() -> Settings:
    return parse_settings(EXAMPLE)


@pytest.fixture
def shop(settings: Settings) -> Site:
    return settings.sites["shop"]


def hashed(text: str) -> str:
    return f"'sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def test_each_site_and_each_of_its_groups_has_one(settings: Settings) -> None:
    assert list(cards(settings)) == ["shop", "blog"]
    assert list(group_cards(settings)) == ["shop/service", "shop/sales", "blog/editors"]


def test_a_site_may_be_without(settings: Settings) -> None:
    without = parse_settings(EXAMPLE.replace("[sites.shop]\n", "[sites.shop]\ncard = false\n"))
    assert list(cards(without)) == ["blog"]
    assert list(group_cards(without)) == ["blog/editors"]


def test_it_has_the_widget_and_names_site_and_group(shop: Site) -> None:
    for group, named in ((None, {}), ("sales", {"data-group": "sales"})):
        page = Page(card("shop", shop, group))
        own, loader, element = page.of("script")
        assert own == {}
        assert loader == {"async": None, "src": "/loader.js", "data-site": "shop", **named}
        assert element == {"type": "module", "src": "/element.js"}
        assert page.of("tresen-panel") == [{"open": "chat"}]


def test_its_policy_names_the_script_and_the_style_that_stand_in_it(shop: Site) -> None:
    page = Page(card("shop", shop, None))
    assert (hashed("".join(page.texts["script"])), hashed("".join(page.texts["style"]))) == hashes()
    assert not [name for _, attributes in page.elements for name in attributes if name == "style" or name[:2] == "on"]


def test_it_is_called_like_the_site_and_leads_back_to_it(shop: Site) -> None:
    assert Page(card("shop", shop, None)).texts["title"] == ["shop"]
    titled = msgspec.structs.replace(shop, widget=Widget(title="Bed & <Breakfast>"))
    text = card("shop", titled, None)
    assert "<h1>Bed &amp; &lt;Breakfast&gt;</h1>" in text
    assert Page(text).of("a")[0]["href"] == "https://www.example.com"


@pytest.mark.parametrize(("theme", "scheme"), [("auto", "light dark"), ("light", "light"), ("dark", "dark")])
def test_it_is_as_light_as_the_widget(shop: Site, theme: str, scheme: str) -> None:
    themed = msgspec.structs.replace(shop, widget=msgspec.convert({"theme": theme}, Widget))
    assert {"name": "color-scheme", "content": scheme} in Page(card("shop", themed, None)).of("meta")


def test_no_search_engine_lists_it(shop: Site) -> None:
    assert {"name": "robots", "content": "noindex"} in Page(card("shop", shop, None)).of("meta")


def test_who_has_no_javascript_is_led_to_the_plain_page_in_both_languages(shop: Site) -> None:
    links = [it["href"] for it in Page(card("shop", shop, "sales")).of("a")][1:]
    assert links == ["/contact/shop?lang=de&group=sales", "/contact/shop?lang=en&group=sales"]


def test_without_a_form_there_is_no_page_to_lead_to(shop: Site) -> None:
    page = Page(card("shop", msgspec.structs.replace(shop, contact=None), None))
    assert len(page.of("a")) == 1
    assert [it["lang"] for it in page.of("p")] == ["de", "en"]
    with_form = Page(card("shop", msgspec.structs.replace(shop, contact=ContactForm()), None))
    assert len(with_form.of("a")) == 3
