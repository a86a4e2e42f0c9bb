"""What waits in the queue, and nothing else does."""

from typing import Literal

from msgspec import Struct


class TrackingRequest(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """All that Matomo is told of one event, by the names that Matomo gives it. Nothing else ever reaches it.

    ``cid`` is the technical id, ``cip`` the anonymised address, ``cdt`` the time in epoch seconds, ``ua`` the browser's
    family and major version, ``country`` two lower-case letters. ``rec``, ``apiv`` and ``ca`` say that it is an event,
    ``bots`` that an anonymised address may lie in a search engine's network and yet be a person's.
    https://developer.matomo.org/api-reference/tracking-api
    """

    idsite: int
    url: str
    cid: str
    cip: str
    cdt: int
    ua: str
    lang: str
    res: str
    e_c: str
    e_a: str
    e_n: str | None = None
    e_v: int | None = None
    country: str | None = None
    rec: Literal[1]
    apiv: Literal[1]
    ca: Literal[1]
    bots: Literal[1]


class QueuedBatch(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """One message: what came in one request, and is claimed by ``batch_id`` and the place in ``requests``.

    After ``deadline``, in epoch seconds and by the server's clock, it is dropped. ``is_letter``: it is a dead one, or
    was, and Matomo has refused it before.
    """

    batch_id: str
    deadline: int
    requests: list[TrackingRequest]
    is_letter: bool = False
