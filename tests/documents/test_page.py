"""A document as a page: readable by everybody, asking for nothing from elsewhere, and never markup of somebody's."""

import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from cli.documents.facts import Facts
from cli.documents.notice import notice
from cli.documents.page import page
from cli.documents.record import record
from cli.documents.record_text import as_markdown
from cli.documents.wording import LANGUAGES, plain
from cli.inventory.declarations import Language
from tests.documents.deployments import changed, inventory, settings_text
from tests.documents.test_notice_and_settings import to

EVERYTHING = settings_text("everything")
HOSTILE = "<script>alert(1)</script> [x](javascript:alert(1)) ![x](https://elsewhere.example.net/x) | a | &lt; *b* `c`"


class Tags(HTMLParser):
    """The tags of a page with their attributes, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def named(self, name: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.tags if tag == name]


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_have_language_title_headings_in_order_and_tables_with_heads(language: Language) -> None:
    taken = inventory(EVERYTHING)
    for markdown in (notice(Facts(taken, "shop", language)), as_markdown(record(taken, language))):
        tags = Tags(page(markdown, language))
        assert tags.named("html") == [{"lang": language}]
        assert len(tags.named("title")) == len(tags.named("h1")) == len(tags.named("main")) == 1
        levels = [int(tag[1]) for tag, _ in tags.tags if re.fullmatch("h[1-6]", tag)]
        assert all(after - before <= 1 for before, after in pairwise(levels))
        assert {attributes.get("scope") for attributes in tags.named("th")} == {"col"}
        assert all(it["tabindex"] == "0" and it["aria-label"] for it in tags.named("div"))


def test_a_page_asks_for_nothing_from_elsewhere() -> None:
    tags = Tags(page(notice(Facts(inventory(EVERYTHING), "shop", "de")), "de"))
    assert not {tag for tag, _ in tags.tags} & {"script", "link", "img", "iframe", "a"}
    assert not [attributes for _, attributes in tags.tags if attributes.keys() & {"src", "href", "style"}]


def test_html_in_a_document_is_text() -> None:
    tags = Tags(page("# T\n\n<script>alert(1)</script>\n\nin <b>line</b>\n", "en"))
    assert not {tag for tag, _ in tags.tags} & {"script", "b"}
    assert "<script>alert(1)</script>" in tags.text


@pytest.mark.parametrize("key", ["privacy.controller", "privacy.officer", "sites.shop.contact.consent.de"])
def test_the_operators_own_words_are_text_whatever_they_look_like(key: str) -> None:
    taken = inventory(changed(EVERYTHING, to(key, HOSTILE)))
    before = Tags(page(notice(Facts(inventory(EVERYTHING), "shop", "de")), "de"))
    after = Tags(page(notice(Facts(taken, "shop", "de")), "de"))
    assert [tag for tag, _ in after.tags] == [tag for tag, _ in before.tags]
    assert HOSTILE in after.text


def test_words_that_look_like_a_gap_are_text_in_the_record_too() -> None:
    link = "[Example Ltd](https://elsewhere.example.net)"
    made = record(inventory(changed(EVERYTHING, to("privacy.controller", link))), "en")
    tags = Tags(page(as_markdown(made), "en"))
    assert not tags.named("a")
    assert link in tags.text


@pytest.mark.parametrize("text", ["# a", "- a", "+ a", "1. a", "2) a", "> a", "=", "---", "***", "~~~", "a\n\n# b"])
def test_words_at_the_beginning_of_a_paragraph_begin_no_block(text: str) -> None:
    tags = Tags(page(f"# T\n\n{plain(text)}\n", "en"))
    assert [tag for tag, _ in tags.tags if tag not in {"html", "head", "meta", "title", "style", "body"}] == [
        "main",
        "h1",
        "p",
    ]
    assert " ".join(text.split()) in tags.text
