"""The demo pages: files beside this module, one for each language, with ``$name`` for what differs from run to run."""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from string import Template
from typing import Final

_FOLDER = Path(__file__).parent
_LANGUAGES = ("en", "de")
_TOUR = "$tour"

POLICY: Final = (
    "default-src 'none'",
    "script-src 'nonce-$nonce' $chat",
    "connect-src $chat $chat_socket",
    "font-src $chat",
    "style-src 'self'",
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
)
"""Of the page that forbids everything: what the widget needs of any page, and the page's own style, script and icon."""


@dataclass(frozen=True)
class Page:
    """``name`` has a ``{language}`` in it where there is a file for each. ``policy`` is what it forbids the browser."""

    name: str
    content_type: str = "text/html"
    policy: tuple[str, ...] = ()

    def text(self, language: str, values: Mapping[str, str], raw: Mapping[str, str] | None = None) -> str:
        """``raw`` is HTML, or a script that stands in the page."""
        source = _source(self.name, language)
        if self.content_type != "text/html":
            return source
        escaped = {name: escape(value) for name, value in values.items()}
        # The nonce is for the browser alone.
        escaped["policy"] = escape(";\n".join(self.directives({**values, "nonce": "…"})))
        tour = (
            {"tour": Template(_source("tour.{language}.html", language)).substitute(escaped)} if _TOUR in source else {}
        )
        return Template(source).substitute(escaped | tour | dict(raw or {}))

    def directives(self, values: Mapping[str, str]) -> list[str]:
        """Of its Content-Security-Policy."""
        return [Template(directive).substitute(values) for directive in self.policy]


SHOP = {
    "/": Page("shop.{language}.html"),
    "/app": Page("app.{language}.html"),
    "/app/teas": Page("app.{language}.html"),
    "/app/basket": Page("app.{language}.html"),
    "/strict": Page("strict.{language}.html", policy=POLICY),
    "/hostile": Page("hostile.{language}.html"),
    "/placed": Page("placed.{language}.html"),
    "/snippet": Page("snippet.{language}.html"),
    "/links": Page("links.{language}.html"),
    "/shop.css": Page("shop.css", "text/css"),
    "/hostile.css": Page("hostile.css", "text/css"),
    "/app.js": Page("app.js", "text/javascript"),
    "/hostile.js": Page("hostile.js", "text/javascript"),
}
START = {"/": Page("start.{language}.html"), "/start.css": Page("start.css", "text/css")}

MATOMO = {
    "/": Page("matomo.html"),
    "/matomo.css": Page("matomo.css", "text/css"),
    "/matomo.js": Page("matomo.js", "text/javascript"),
}


def language_of(wished: str | None, accept_language: str) -> str:
    """The language that a link asks for, else the first that the browser prefers and we have, else English."""
    preferred = [part.partition(";")[0].strip()[:2].lower() for part in accept_language.split(",")]
    return next((language for language in [wished, *preferred] if language in _LANGUAGES), "en") or "en"


def _source(name: str, language: str) -> str:
    return (_FOLDER / name.format(language=language)).read_text(encoding="utf-8")
