"""Why a connection is not let in. The reason goes to the log; the browser sees none."""

from enum import StrEnum


class Reason(StrEnum):
    MALFORMED_EVENT = "malformed_event"
    NOT_FROM_THE_EDGE = "not_from_the_edge"
    SUBPROTOCOLS = "subprotocols"
    ORIGIN = "origin"
    MALFORMED = "malformed"
    KEY = "key"
    SIGNATURE = "signature"
    ADDRESS = "address"
    TIME = "time"
    EXPIRED = "expired"
    AUDIENCE = "audience"
    SITE = "site"
    REPLAYED = "replayed"
    UNKNOWN_KEY = "unknown_key"
    KEYS_UNAVAILABLE = "keys_unavailable"
    ISSUER = "issuer"
    CLIENT = "client"
    NOT_AN_ACCESS_TOKEN = "not_an_access_token"  # noqa: S105 - a reason, not a secret
    GROUPS = "groups"
    FAILED = "failed"


class Rejected(Exception):
    """``str()`` is the reason alone, so nothing of a credential can reach a log."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason
