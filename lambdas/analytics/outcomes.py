"""What Matomo's answer to a bulk of tracking requests says of each of them.

Matomo 5.2, by its source: a bulk is one transaction, as long as the operator has not set
``bulk_requests_use_transaction = 0`` (``plugins/BulkTracking/Tracker/Handler.php``). A request of a website that is not
there, or with ``cip`` and a token that may not set it, is left out and counted as ``invalid``; which one it was, in
``invalid_indices``, is told to a superuser's token alone (``Response.php``). A request that waited too long for a lock
is left out without a word. Any other exception rolls all of it back and answers 500 with ``"status": "error"``.
While ``record_statistics`` is 0 a bulk is answered with 200 and nothing tracked.
"""

from enum import StrEnum
from typing import Final, Literal

import msgspec
from msgspec import Struct


class Standing(StrEnum):
    """Whether Matomo takes the events of a website, and if not, why."""

    WELL = "well"
    SITE_UNKNOWN = "site_unknown"
    """It has no such website, so what is queued for it will never be taken."""

    NO_TOKEN = "no_token"  # noqa: S105 - a code, not a secret
    TOKEN_REFUSED = "token_refused"  # noqa: S105 - a code, not a secret
    UNREACHABLE = "unreachable"
    BUSY = "busy"
    NOT_ALLOWED = "not_allowed"
    """Something in front of it refuses."""
    NOT_MATOMO = "not_matomo"
    """There is nothing at this address, or it leads elsewhere."""
    NOT_RECORDING = "not_recording"
    NOT_STORING = "not_storing"
    """It is well as far as can be seen, and refuses every event: its disk may be full."""
    UNCLEAR = "unclear"
    """What answers does not answer as Matomo does."""

    @property
    def is_away(self) -> bool:
        """Whether events can only wait."""
        return self not in (Standing.WELL, Standing.SITE_UNKNOWN)


class Taken(Struct, frozen=True, kw_only=True):
    """``stored`` are in Matomo. Those at ``invalid`` are not; of ``lost`` others it is not known which they are."""

    stored: int
    invalid: tuple[int, ...] = ()
    lost: int = 0


class Refused(Struct, frozen=True):
    """None is stored, and one of them may be the reason."""


class Away(Struct, frozen=True):
    """None is stored, and none of them is the reason."""

    why: Standing


class Unknown(Struct, frozen=True):
    """They were sent; whether they are stored can not be known. ``why`` is how Matomo looked meanwhile."""

    why: Standing = Standing.UNCLEAR


Outcome = Taken | Refused | Away | Unknown

_AWAY: Final = {
    401: Standing.NOT_ALLOWED,
    404: Standing.NOT_MATOMO,
    405: Standing.NOT_MATOMO,
    407: Standing.NOT_ALLOWED,
    410: Standing.NOT_MATOMO,
    421: Standing.NOT_MATOMO,
    429: Standing.BUSY,
}
_MAYBE_READ: Final = frozenset({408, 499})
"""What is in front gave up, whatever became of the request behind it. So do 502 and 504."""


class _Answer(Struct, frozen=True, kw_only=True):
    status: Literal["success", "error"]
    tracked: int
    invalid: int
    invalid_indices: list[int] | None = None


def outcome_of(status: int, body: bytes, sent: int) -> Outcome:
    """Of a bulk of ``sent`` requests. What no rule names is unknown: never doubled comes before never lost."""
    if status == 200:
        return _outcome_of_success(body, sent)
    if status in _AWAY:
        return Away(_AWAY[status])
    if status == 503:
        # Varnish and Fastly say so when they waited no longer for what is behind them.
        # https://varnish.org/tips/varnishlog/fetcherror.html
        return Unknown(Standing.BUSY)
    if 300 <= status < 400:
        return Away(Standing.NOT_MATOMO)
    if 400 <= status < 500 and status not in _MAYBE_READ:
        return Refused()
    if status == 500 and _is_rolled_back(body):
        return Refused()
    return Unknown()


def standing_of(dry_run: Outcome) -> Standing:
    """What a dry run shows: of its two requests the second alone needs the token."""
    match dry_run:
        case Away(why) | Unknown(why):
            return why
        case Taken(stored=2):
            return Standing.WELL
        case Taken(stored=1):
            return Standing.TOKEN_REFUSED
        case Taken(invalid=(0, 1)):
            return Standing.SITE_UNKNOWN
    return Standing.UNCLEAR


def _outcome_of_success(body: bytes, sent: int) -> Outcome:
    answer = _read(body)
    if answer is None or answer.status != "success":
        return Unknown()
    tracked, invalid = answer.tracked, answer.invalid
    if tracked < 0 or invalid < 0 or tracked + invalid > sent:
        return Unknown()
    if tracked == invalid == 0:
        return Away(Standing.NOT_RECORDING)
    if invalid == sent:
        return Taken(stored=0, invalid=tuple(range(sent)))
    named = _places(answer.invalid_indices, invalid, sent)
    return Taken(stored=tracked, invalid=named, lost=sent - tracked - len(named))


def _places(indices: list[int] | None, invalid: int, sent: int) -> tuple[int, ...]:
    """Those that are named, if each is."""
    places = sorted({index for index in indices or () if 0 <= index < sent})
    return tuple(places) if len(places) == invalid else ()


def _is_rolled_back(body: bytes) -> bool:
    """Whether it was Matomo's bulk API that answered 500.

    A page of the web server's own tells only that it waited no longer. So does an empty body: PHP answers so after a
    fatal error, and that may have come when all was stored: Matomo still writes its cache then (``Tracker.end``).
    """
    answer = _read(body)
    return answer is not None and answer.status == "error"


def _read(body: bytes) -> _Answer | None:
    try:
        return msgspec.json.decode(body, type=_Answer)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return None
