"""The demo pages: files beside this module, one for each language, with ``$name`` for what differs from run to run."""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from string import Template

_FOLDER = Path(__file__).parent
_LANGUAGES = ("en", "de")


@dataclass(frozen=True)
class Page:
    """``name`` has a ``{language}`` in it where there is a file for each."""

    name: str
    content_type: str = "text/html"

    def text(self, language: str, values: Mapping[str, str]) -> str:
        source = (_FOLDER / self.name.format(language=language)).read_text(encoding="utf-8")
        return Template(source).substitute({name: escape(value) for name, value in values.items()})


SHOP = {"/": Page("shop.{language}.html"), "/shop.css": Page("shop.css", "text/css")}
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
