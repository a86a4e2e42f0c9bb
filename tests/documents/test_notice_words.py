"""The notice calls things in the widget as the widget itself does."""

import re

import pytest

from cli.documents.facts import Facts
from cli.documents.notice import notice
from cli.documents.wording import LANGUAGES
from cli.inventory.declarations import Language
from tests.documents.deployments import inventory, settings_text
from tests.stacks.conftest import ROOT

NAMED = ("stored", "download", "erase", "forget")
SWITCHES = ("settings", "analysis", "errors")

QUOTES = {"de": ("„", "“"), "en": ("“", "”")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_views_of_the_menu_are_called_as_in_the_menu(language: Language) -> None:
    labels = labels_in(language)
    text = notice(Facts(inventory(settings_text("smallest")), "shop", language))
    assert {name for name in NAMED if labels[name] not in text} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_wants_to_object_finds_the_switch_by_the_words_of_the_notice(language: Language) -> None:
    labels, (before, after) = labels_in(language), QUOTES[language]
    text = notice(Facts(inventory(settings_text("everything")), "shop", language))
    assert {name for name in SWITCHES if f"{before}{labels[name]}{after}" not in text} == set()


def labels_in(language: Language) -> dict[str, str]:
    """Of the menu's texts, which are one export among others."""
    texts = (ROOT / f"widget_assets/src/texts/{language}.ts").read_text(encoding="utf-8")
    menu = texts.partition("export const menu")[2].partition("\n};")[0]
    return dict(re.findall(r'(?:^ {4}|[{,] )(\w+): "([^"]+)"', menu, re.MULTILINE))


@pytest.mark.parametrize(
    ("settings", "german", "english"),
    [
        (
            "everything",
            "antwortet, von chat.example.com über Amazon CloudFront",
            "answers from chat.example.com through",
        ),
        ("smallest", "antwortet, über Amazon CloudFront", "answers through Amazon CloudFront"),
    ],
)
def test_a_name_of_its_own_is_told_where_there_is_one(settings: str, german: str, english: str) -> None:
    taken = inventory(settings_text(settings))
    for language, words in zip(LANGUAGES, (german, english), strict=True):
        assert words in " ".join(notice(Facts(taken, "shop", language)).replace("\\", "").split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_paragraph_bears_the_number_of_its_promise(language: Language) -> None:
    text = notice(Facts(inventory(settings_text("everything")), "shop", language))
    headings = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert len(headings) > 20
    assert [it for it in headings if not re.search(r" \(P(1|2|3|4|5|6|7|8|9|10|11)\)$", it)] == []
