"""The way of error reports to the function that takes them. Nothing is stored by it: each envelope is refused."""

import json
from typing import Final

from cli.smoke.points import Point, expect
from cli.smoke.target import Reply, Target

_ERRORS: Final = "/api/errors"
_ENVELOPE: Final = "\n".join(
    (
        '{"event_id":"00000000000000000000000000000000","dsn":"https://smoke@stranger.invalid/1"}',
        '{"type":"event"}',
        '{"message":"smoke test"}',
    )
)


async def envelopes_of_others_are_refused(target: Target) -> None:
    """The body arrives as it was sent, and needs no preflight, proof or token."""
    reply = await target.post(_ERRORS, _ENVELOPE, Origin=target.origin, Content_Type="text/plain;charset=UTF-8")
    _expect(reply, 403, "wrong_dsn")


async def encoded_envelopes_are_refused(target: Target) -> None:
    """CloudFront passes the header on, so nobody can send more than its length says."""
    reply = await target.post(_ERRORS, _ENVELOPE, Origin=target.origin, Content_Encoding="gzip")
    _expect(reply, 415, "encoded")


async def others_may_not_report(target: Target) -> None:
    reply = await target.post(_ERRORS, _ENVELOPE, Origin="https://stranger.invalid")
    _expect(reply, 403, "not_allowed")


async def pages_may_read_rate_limits(target: Target) -> None:
    """Without it an SDK of Sentry's takes each 429 for one about everything."""
    reply = await target.post(_ERRORS, _ENVELOPE, Origin=target.origin)
    exposed = reply.headers.get("Access-Control-Expose-Headers", "").lower()
    expect("x-sentry-rate-limits" in exposed, f"Access-Control-Expose-Headers: {exposed or 'nothing'}")


async def reports_are_for_people_who_sign_in(target: Target) -> None:
    reply = await target.post(f"{_ERRORS}/search", "{}", Origin=target.url)
    _expect(reply, 401, "not_signed_in")


POINTS = (
    Point(says="an error report with the DSN of somebody else is refused", check=envelopes_of_others_are_refused),
    Point(says="an error report that is compressed is refused", check=encoded_envelopes_are_refused),
    Point(says="error reports are taken from pages of the sites, and from no others", check=others_may_not_report),
    Point(says="pages may read for how long no error reports are taken", check=pages_may_read_rate_limits),
    Point(says="nobody reads error reports who has not signed in", check=reports_are_for_people_who_sign_in),
)


def _expect(reply: Reply, status: int, code: str) -> None:
    expect(reply.status == status, f"status {reply.status}")
    expect(json.loads(reply.body).get("code") == code, reply.body[:80])
