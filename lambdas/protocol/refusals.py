"""Why a command is refused: stable codes, one frame for all of them."""

from enum import StrEnum


class RefusalCode(StrEnum):
    """A client acts on the code; nobody matches on text. Codes are only ever added."""

    NOT_JSON = "not_json"
    """The frame is not one JSON object in UTF-8."""
    INVALID_COMMAND = "invalid_command"
    """The type of command is unknown, or a field is missing, unknown, of another type or out of range."""
    FRAME_TOO_LONG = "frame_too_long"
    """The frame is longer than ``FRAME_BYTES``."""
    TEXT_EMPTY = "text_empty"
    """The text has no character that can be seen."""
    TEXT_TOO_LONG = "text_too_long"
    """The text is longer than ``TEXT_CHARACTERS``."""
    TOO_FAST = "too_fast"
    """Wait ``retry_after_ms``, then send the same command again."""
    BUSY = "busy"
    """Others wrote at the same moment, or a store asked to slow down: wait, then send the same command again."""
    BEHIND = "behind"
    """The cursor lies too far back: read the history, then send again with a new cursor, if it is not there."""
    NOT_ALLOWED = "not_allowed"
    """Not this party's to do, or there is no such conversation: the two are not told apart."""
    NOT_OPEN = "not_open"
    """The conversation has not begun or is closed: ``start`` or ``reopen`` it first."""
    TAKEN = "taken"
    """Another agent was faster."""
    EXPIRED = "expired"
    """The sign-in behind this connection has ended: sign in again and connect anew."""
    ERASED = "erased"
    """The data of this visitor has been deleted, and this key with it: make a new one."""
    IDENTIFY_OFF = "identify_off"
    """The site has no key for tokens of ``identify``: set ``identify_key``, or do without."""
    TOKEN_EXPIRED = "token_expired"  # noqa: S105 - a code, not a secret
    """The token of ``identify`` is past its end: get a new one from the site's server."""
    TOKEN_REFUSED = "token_refused"  # noqa: S105 - a code, not a secret
    """The token of ``identify`` is none that counts here: another key, form or audience, or used in another browser."""
    FAILED = "failed"
    """Something broke on the server; it is logged there. Send the same command again."""


class Refused(Exception):
    """A command that is not carried out. ``str()`` is the code alone, so nothing of a person's can reach a log."""

    def __init__(self, code: RefusalCode, *, retry_after_ms: int | None = None) -> None:
        super().__init__(code.value)
        self.code = code
        self.retry_after_ms = retry_after_ms
