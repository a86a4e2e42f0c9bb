"""From what a browser tells to what Matomo is told: the only place where a tracking request is made."""

from typing import Final

from msgspec import Struct

from lambdas.analytics.pages import page_of
from lambdas.analytics.records import QueuedBatch, TrackingRequest
from lambdas.protocol.problems import ProblemCode, RequestRefused
from lambdas.protocol.usage import (
    AnyUsageEvent,
    ConversationRated,
    ErrorShown,
    MessagesReceived,
    MessagesSent,
    Setting,
    SettingChanged,
    UsageBatch,
)

CATEGORY: Final = "Tresen"
"""Under which the events stand in Matomo, beside the operator's own."""

_DAY_SECONDS: Final = 24 * 60 * 60
_REGION_LETTERS: Final = 2


class Seen(Struct, frozen=True, kw_only=True):
    """What the request itself shows: the page's origin, address and browser as anonymised, and the country if known."""

    origin: str
    address: str
    browser: str
    country: str | None


def queued_batch(batch: UsageBatch, seen: Seen, *, idsite: int, now: int, waiting_days: int) -> QueuedBatch:
    """``now`` in epoch milliseconds, when the request came. Raises ``RequestRefused`` with ``invalid_request``."""
    page = page_of(batch.page, seen.origin)
    if page is None or any(_objects(event) for event in batch.events):
        raise RequestRefused(ProblemCode.INVALID_REQUEST)
    return QueuedBatch(
        batch_id=batch.batch_id,
        deadline=now // 1000 + waiting_days * _DAY_SECONDS,
        requests=[_tracking_request(event, batch, seen, page, idsite, now) for event in batch.events],
    )


def _objects(event: AnyUsageEvent) -> bool:
    """That somebody has objected is not to be told either."""
    return isinstance(event, SettingChanged) and event.setting is Setting.ANALYSIS and not event.on


def _tracking_request(
    event: AnyUsageEvent, batch: UsageBatch, seen: Seen, page: str, idsite: int, now: int
) -> TrackingRequest:
    name, value = _details(event)
    return TrackingRequest(
        idsite=idsite,
        url=page,
        cid=batch.visit_id,
        cip=seen.address,
        cdt=(now - event.age) // 1000,
        ua=seen.browser,
        lang=language_of(batch.locale),
        res=f"{batch.width}x{batch.height}",
        e_c=CATEGORY,
        e_a=str(event.__struct_config__.tag),
        e_n=name,
        e_v=value,
        country=seen.country,
        rec=1,
        apiv=1,
        ca=1,
        bots=1,
    )


def _details(event: AnyUsageEvent) -> tuple[str | None, int | None]:
    """Name and value of an event of Matomo's."""
    match event:
        case MessagesSent(count=count) | MessagesReceived(count=count):
            return None, count
        case ConversationRated(stars=stars):
            return None, stars
        case SettingChanged(setting=setting, on=on):
            return f"{setting.value} {'on' if on else 'off'}", None
        case ErrorShown(error=error):
            return error.value, None
        case _:
            return None, None


def language_of(locale: str) -> str:
    """Language and region. Script, variant and what else a browser may say are nobody's but few people's."""
    language, *others = locale.split("-")
    region = next((other for other in others if len(other) == _REGION_LETTERS and other.isalpha()), None)
    return f"{language}-{region}" if region else language
