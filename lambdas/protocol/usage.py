"""What a browser tells of how the widget is used: the body of ``POST /api/events``.

The vocabulary is closed: nothing in it can hold what somebody wrote, who it is, or which conversation it was.
"""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from lambdas.protocol.contact import RequestId
from lambdas.protocol.limits import USAGE_EVENTS
from lambdas.protocol.locales import Locale

Count = Annotated[int, Meta(ge=1, le=1000)]
VisitId = Annotated[str, Meta(pattern=r"^[0-9a-f]{16}\Z")]
PageAddress = Annotated[str, Meta(max_length=1000, pattern=r"^https?://[^\s?#]+\Z")]
Pixels = Annotated[int, Meta(ge=1, le=32_767)]


class Setting(StrEnum):
    """What a visitor may switch on and off."""

    ANALYSIS = "analysis"
    ERRORS = "errors"


class ShownError(StrEnum):
    """What went wrong before a visitor's eyes."""

    AWAY = "away"
    """The connection was lost for longer than a moment."""
    MISSING = "missing"
    """A part of the widget could not be loaded."""
    INSECURE = "insecure"
    """The page has no https, and so the widget no key."""
    NOT_SENT = "not_sent"
    """A message or a contact request could not be sent."""
    REFUSED = "refused"
    """The server did not do what it was asked for."""


class UsageEvent(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="type"):
    """Something that was done, ``age`` milliseconds before the batch was sent: no rule trusts a client's clock."""

    age: Annotated[int, Meta(ge=0, le=24 * 60 * 60 * 1000)]


class WidgetOpened(UsageEvent, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="widget_opened"):
    """The panel was opened."""


class ConversationStarted(
    UsageEvent, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="conversation_started"
):
    """The visitor's first message was acknowledged."""


class MessagesSent(UsageEvent, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="messages_sent"):
    """So many messages of the visitor's were acknowledged."""

    count: Count


class MessagesReceived(UsageEvent, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="messages_received"):
    """So many messages of agents came."""

    count: Count


class ContactFormSent(UsageEvent, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="contact_form_sent"):
    """The server has confirmed a contact request."""


class CallStarted(UsageEvent, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="call_started"):
    """Both sides of a call saw or heard each other."""


class CallEnded(UsageEvent, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="call_ended"):
    """A call that had started was over."""


class ConversationRated(UsageEvent, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="conversation_rated"):
    """The visitor gave so many of five stars."""

    stars: Annotated[int, Meta(ge=1, le=5)]


class SettingChanged(UsageEvent, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="setting_changed"):
    """The visitor moved a switch; that the analysis was switched off is told to nobody."""

    setting: Setting
    on: bool


class ErrorShown(UsageEvent, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="error_shown"):
    """The visitor was told that something went wrong."""

    error: ShownError


AnyUsageEvent = (
    WidgetOpened
    | ConversationStarted
    | MessagesSent
    | MessagesReceived
    | ContactFormSent
    | CallStarted
    | CallEnded
    | ConversationRated
    | SettingChanged
    | ErrorShown
)


class UsageBatch(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Body of ``POST /api/events``, at most ``USAGE_BYTES`` long. The answer is ``UsageQueued``, once it is so.

    Neither proof nor token comes with it. ``batch_id`` is random and the client's own: the same one again is counted
    once. ``visit_id`` is random, lives for a day at most, and is sent nowhere else. ``page`` is without query and
    fragment. ``width`` and ``height`` are those of the screen in CSS pixels, ``locale`` is the browser's language.
    """

    batch_id: RequestId
    visit_id: VisitId
    page: PageAddress
    locale: Locale
    width: Pixels
    height: Pixels
    events: Annotated[list[AnyUsageEvent], Meta(min_length=1, max_length=USAGE_EVENTS)]


class UsageQueued(Struct, frozen=True, kw_only=True):
    """So many events wait for Matomo: all, or none where the browser asked for that (GPC, Do Not Track)."""

    queued: int
