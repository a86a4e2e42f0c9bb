"""HTML that is escaped by construction: what a person wrote can only become text or the value of an attribute."""

from collections.abc import Iterator
from html import escape
from typing import Final

from msgspec import Struct

Attribute = str | bool

_VOID: Final = frozenset({"input", "meta", "link", "br"})


class Element(Struct, frozen=True):
    """``True`` is an attribute without a value, ``False`` none at all. Text children are escaped."""

    tag: str
    attributes: dict[str, Attribute]
    children: tuple[object, ...]

    def __str__(self) -> str:
        start = f"<{self.tag}{''.join(_attributes(self.attributes))}>"
        return start if self.tag in _VOID else f"{start}{''.join(map(_html, self.children))}</{self.tag}>"


class Style(Struct, frozen=True):
    """Our own stylesheet, which no escape is understood in."""

    css: str

    def __str__(self) -> str:
        return f"<style>{self.css}</style>"


Node = Element | Style | str | None


def element(tag: str, *children: Node, **attributes: Attribute | None) -> Element:
    """``class_`` and ``aria_label`` are the attributes ``class`` and ``aria-label``; ``None`` leaves one out."""
    named = {name.rstrip("_").replace("_", "-"): it for name, it in attributes.items() if it is not None}
    return Element(tag, named, children)


def document(root: Element) -> str:
    return f"<!DOCTYPE html>{root}"


def _attributes(attributes: dict[str, Attribute]) -> Iterator[str]:
    for name, value in attributes.items():
        if value is True:
            yield f" {name}"
        elif value is not False:
            yield f' {name}="{escape(value)}"'


def _html(child: object) -> str:
    if child is None:
        return ""
    return str(child) if isinstance(child, (Element, Style)) else escape(str(child))
