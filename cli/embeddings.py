"""What a page's owner pastes: HTML for each way of embedding, and what the page's policy then has to allow. Pure."""

import hashlib
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Final
from urllib.parse import quote, urlencode

from stacks.look import style_of
from stacks.settings import Site
from stacks.words import LAUNCHER, Texts

Attributes = Mapping[str, str | None]
"""One without a value is there or not."""

BEFORE_HEAD: Final = "paste this into each page, before </head>"
_DEFAULT_LOCALE: Final = "en"


@dataclass(frozen=True, kw_only=True)
class Page:
    """What the page's owner chose. ``chat`` is the deployment's address; ``locale`` and ``group`` may be left open."""

    chat: str
    name: str
    site: Site
    group: str | None
    locale: str | None


@dataclass(frozen=True, kw_only=True)
class Embedding:
    """``advice`` says what to do with the HTML; ``policy`` has what to allow, by the directives' names."""

    html: str
    advice: str
    policy: Mapping[str, list[str]] = field(default_factory=dict)


def by_script(page: Page, loader: Attributes) -> Embedding:
    return Embedding(html=_script({**loader, **_settings(page)}), advice=BEFORE_HEAD, policy=_policy(page))


def by_element(page: Page, loader: Attributes) -> Embedding:
    lines = (
        _script({**loader, **_settings(page)}),
        _script({"type": "module", "src": f"{page.chat}/element.js"}),
        "<tresen-panel open></tresen-panel>",
    )
    return Embedding(
        html="\n".join(lines),
        advice="paste the scripts before </head>, and the element where the panel is to be, sized by your styles",
        policy=_policy(page),
    )


def by_snippet(page: Page, script: str, launcher: Mapping[str, Texts]) -> Embedding:
    """It asks nothing of the network before the click, so it is told what else the availability file would say."""
    locale = page.locale or _DEFAULT_LOCALE
    said = {**launcher[locale], **page.site.widget.words.get(locale, {}).get(LAUNCHER, {})}
    attributes = {
        "data-chat": page.chat,
        **_settings(page),
        # Whether somebody is there it can not know.
        "data-label": said["offline"].partition(",")[0],
        "data-failed": said["failed"],
        "data-style": style_of(page.site.widget),
    }
    text = script.strip()
    return Embedding(
        html=_script({name: value for name, value in attributes.items() if value}, text),
        advice="paste this into each page, before </body>",
        policy=_policy(page, text),
    )


def by_link(page: Page) -> Embedding:
    """Nothing of the chat's runs on the page, so there is nothing to allow."""
    path = "/".join(quote(part) for part in ("card", page.name, page.group) if part)
    query = f"?{urlencode({'tresen-locale': page.locale})}" if page.locale else ""
    return Embedding(html=f"{page.chat}/{path}{query}", advice="put this wherever an address can stand")


def _settings(page: Page) -> dict[str, str | None]:
    wished = {"data-group": page.group, "data-locale": page.locale}
    return {name: value for name, value in wished.items() if value is not None}


def _policy(page: Page, script: str = "") -> dict[str, list[str]]:
    """No style and no image: its scripts make the style sheets, and draw what there is to see."""
    directives = {
        "script-src": [*([_hash(script)] if script else []), page.chat],
        "connect-src": [page.chat, page.chat.replace("http", "ws", 1)],
    }
    return directives | ({"font-src": [page.chat]} if page.site.widget.font else {})


def _script(attributes: Attributes, text: str = "") -> str:
    written = (name if value is None else f'{name}="{escape(value)}"' for name, value in attributes.items())
    return f"<script {' '.join(written)}>{text}</script>"


def _hash(script: str) -> str:
    """https://www.w3.org/TR/CSP3/#grammardef-hash-source"""
    return f"'sha256-{b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
