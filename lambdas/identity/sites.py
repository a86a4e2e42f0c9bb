"""The websites that embed the widget, as the functions know them."""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from lambdas.identity.people import SUPERVISOR


class Analysis(StrEnum):
    """When the use of the widget is analysed."""

    OPT_OUT = "opt_out"
    """Until the visitor objects."""
    OPT_IN = "opt_in"
    """Once the visitor has agreed."""


class Site(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the widget may be embedded, and who answers; the first group does unless the page asks for another.

    A visitor who has waited for ``unanswered_seconds`` is told that nobody has come yet. ``contact`` says whether there
    is a contact form, ``analysis`` when use is analysed, if it is at all, and ``card`` whether the site has pages of
    its own at the chat's address. ``identify_key`` is the public key, in PEM, of those who say who a visitor is.
    """

    origins: list[str]
    groups: Annotated[list[str], Meta(min_length=1)]
    unanswered_seconds: Annotated[int, Meta(ge=30, le=3600)] = 60
    contact: bool = False
    analysis: Analysis | None = None
    card: bool = True
    identify_key: str | None = None


Sites = dict[str, Site]


def site_at(sites: Sites, origin: str) -> str | None:
    return next((name for name, site in sites.items() if origin in site.origins), None)


def site_with_card(sites: Sites, name: str) -> str | None:
    """The site of this name, if it has pages at the chat's own address."""
    return name if name in sites and sites[name].card else None


def groups_of(sites: Sites) -> frozenset[str]:
    """All groups by their full names, the supervisors' among them."""
    return frozenset(f"{name}.{group}" for name, site in sites.items() for group in (*site.groups, SUPERVISOR))
