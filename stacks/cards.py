"""Business cards: pages at the chat's own address with nothing but a site's chat, for a signature or a QR code.

They are made at synthesis and lie in the bucket like every other file, so no Lambda function runs for them and nothing
is counted. What the edge says where there is none: ``stacks.card_paths``.
"""

import hashlib
from base64 import b64encode
from collections.abc import Iterator
from functools import cache
from html import escape
from pathlib import Path
from string import Template
from typing import Final
from urllib.parse import urlencode

from stacks.settings import Settings, Site

_FOLDER: Final = Path(__file__).parent
_SCHEMES: Final = {"auto": "light dark", "light": "light", "dark": "dark"}
_WITHOUT: Final = {
    "de": ("Der Chat braucht JavaScript.", "Schreiben Sie uns stattdessen."),
    "en": ("The chat needs JavaScript.", "Write to us instead."),
}
"""What a reader without JavaScript is told, and the link to the plain page. All else the panel says itself."""


def cards(settings: Settings) -> dict[str, str]:
    """The page of each site, by its path below ``/card/``. A visitor reaches the first group."""
    return {name: card(name, site, None) for name, site in settings.sites.items() if site.card}


def group_cards(settings: Settings) -> dict[str, str]:
    """The page of each group of each site."""
    return {
        f"{name}/{group}": card(name, site, group)
        for name, site in settings.sites.items()
        if site.card
        for group in site.groups
    }


def card(name: str, site: Site, group: str | None) -> str:
    """The HTML of one page."""
    website = site.origins[0]
    return Template(_source("html")).substitute(
        scheme=_SCHEMES[site.widget.theme],
        title=escape(site.widget.title or name),
        style=_source("css"),
        script=_source("js"),
        site=escape(name),
        group=f' data-group="{escape(group)}"' if group else "",
        website=escape(website),
        host=escape(website.partition("//")[2]),
        without="".join(_without_script(name, site, group)),
    )


def hashes() -> tuple[str, str]:
    """What the pages' policy names: the one script and the one style sheet that stand in them."""
    return _hash(_source("js")), _hash(_source("css"))


def _without_script(name: str, site: Site, group: str | None) -> Iterator[str]:
    for language, (sentence, link) in _WITHOUT.items():
        query = urlencode({"lang": language} | ({"group": group} if group else {}))
        to_form = f' <a href="{escape(f"/contact/{name}?{query}")}">{link}</a>' if site.contact else ""
        yield f'<p lang="{language}">{sentence}{to_form}</p>'


@cache
def _source(kind: str) -> str:
    return (_FOLDER / f"card.{kind}").read_text(encoding="utf-8")


def _hash(text: str) -> str:
    """https://www.w3.org/TR/CSP3/#grammardef-hash-source"""
    return f"'sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
