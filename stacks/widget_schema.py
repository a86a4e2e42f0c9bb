"""``python -m stacks.widget_schema`` writes ``docs/widget.schema.json``; ``--check`` only compares.

What the widget is told: by the page's attributes, by its address, and by the deployment's availability files.
"""

import json
import sys
from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from stacks.generated import write_or_check
from stacks.settings import ConversationDays, GroupName, SiteName, UnansweredSeconds
from stacks.settings_schema import dedented
from stacks.widget_settings import Locale, Position, Words

PATH: Final = Path(__file__).parent.parent / "docs" / "widget.schema.json"

AnyTheme = Annotated[Literal["auto", "light", "dark"], Meta(description="auto is as the visitor's system is")]
View = Annotated[Literal["chat", "form"], Meta(description="opens the panel as soon as the page is there")]
Site = Annotated[SiteName, Meta(description="the site, on a page whose own origin does not say it")]
Group = Annotated[GroupName, Meta(description="the department that is reached; an unknown one means the first")]
Language = Annotated[Locale, Meta(description="else that of the page, then the browser's, then English")]
Consent = Annotated[
    Literal["granted", "denied"],
    Meta(description="what the page's own consent manager was told of analysis and error reports"),
]
Corner = Annotated[Position, Meta(description="the lower corner at the end of a line, or at its start")]
Chat = Annotated[str, Meta(pattern="^https?://", description="the deployment's address, without a slash at its end")]
Style = Annotated[str, Meta(description="a style sheet for the widget's shadow root: custom properties on :host")]
FontPath = Annotated[str, Meta(pattern="^/assets/", description="on the chat's own address")]
EpochSeconds = Annotated[int, Meta(ge=0, description="in epoch seconds; past it the group is offline")]


class Attributes(Struct, kw_only=True, forbid_unknown_fields=True, rename=lambda name: f"data-{name}"):
    """Of the script that loads the widget. Each counts more than what the deployment says."""

    site: Site | UnsetType = UNSET
    locale: Language | UnsetType = UNSET
    theme: AnyTheme | UnsetType = UNSET
    position: Corner | UnsetType = UNSET
    group: Group | UnsetType = UNSET
    consent: Consent | UnsetType = UNSET
    open: View | UnsetType = UNSET


class SnippetAttributes(Attributes, kw_only=True, forbid_unknown_fields=True, rename=lambda name: f"data-{name}"):
    """Of the inline launcher, which asks nobody before the click: it is told what else the deployment would say."""

    chat: Chat
    label: Annotated[str, Meta(description="what the button is called")] | UnsetType = UNSET
    failed: Annotated[str, Meta(description="what is said when the chat could not be loaded")] | UnsetType = UNSET
    style: Style | UnsetType = UNSET


class ElementAttributes(Struct, kw_only=True, forbid_unknown_fields=True):
    """Of ``<tresen-panel>``, beside those that every element may have."""

    site: Site | UnsetType = UNSET
    locale: Language | UnsetType = UNSET
    theme: AnyTheme | UnsetType = UNSET
    group: Group | UnsetType = UNSET
    consent: Consent | UnsetType = UNSET
    open: Literal["", "chat", "form"] | UnsetType = UNSET


class Parameters(Struct, kw_only=True, rename=lambda name: f"tresen-{name}"):
    """Of the page's own address. Each counts more than an attribute; no other setting can be given there."""

    open: View | UnsetType = UNSET
    locale: Language | UnsetType = UNSET
    group: Group | UnsetType = UNSET


class LauncherTexts(Struct, kw_only=True, forbid_unknown_fields=True):
    """What the launcher says in one language."""

    available: str
    busy: str
    offline: str
    failed: str


class Font(Struct, kw_only=True, forbid_unknown_fields=True):
    """Loaded with the panel."""

    family: str
    path: FontPath


class OwnWords(Struct, kw_only=True, forbid_unknown_fields=True):
    """The site's own texts in one language, by part; nested as the widget's are."""

    panel: Words | UnsetType = UNSET
    form: Words | UnsetType = UNSET
    menu: Words | UnsetType = UNSET
    privacy: Words | UnsetType = UNSET


class Look(Struct, kw_only=True, forbid_unknown_fields=True):
    """How the widget looks on this site, made of ``[sites.<name>.widget]``."""

    texts: dict[Locale, LauncherTexts]
    style: Style
    theme: Literal["light", "dark"] | UnsetType = UNSET
    font: Font | UnsetType = UNSET
    words: dict[Locale, OwnWords] | UnsetType = UNSET


class GroupAvailability(Struct, kw_only=True, forbid_unknown_fields=True):
    """What visitors see of a group's agents."""

    state: Literal["available", "busy", "offline"]
    valid_until: EpochSeconds


class Availability(Struct, kw_only=True, forbid_unknown_fields=True):
    """The file ``/availability/<host>.json`` of a page's host, and ``/availability/<site>.json`` of a site."""

    unanswered_seconds: UnansweredSeconds
    conversation_days: ConversationDays
    contact: Annotated[bool, Meta(description="whether the site has a contact form")]
    analysis: Annotated[Literal["opt_out", "opt_in"] | None, Meta(description="how use is analysed, if at all")]
    look: Look | UnsetType = UNSET
    groups: Annotated[dict[GroupName, GroupAvailability], Meta(description="in the site's order")]


class Told(Struct, kw_only=True, forbid_unknown_fields=True):
    """What the widget is told, and where."""

    attributes: Attributes | UnsetType = UNSET
    snippet: SnippetAttributes | UnsetType = UNSET
    element: ElementAttributes | UnsetType = UNSET
    parameters: Parameters | UnsetType = UNSET
    availability: Availability | UnsetType = UNSET


def widget_schema() -> str:
    """The JSON Schema, as the file holds it."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema"} | msgspec.json.schema(Told)
    return json.dumps(dedented(schema), indent=2, ensure_ascii=False) + "\n"


def main(arguments: list[str]) -> int:
    """The exit status: 1 when ``--check`` finds the file stale."""
    return write_or_check(PATH, widget_schema(), module="stacks.widget_schema", arguments=arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
