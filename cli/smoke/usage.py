"""The way of usage events to the function that collects them. Nothing is queued by it."""

import json

from cli.smoke.points import Point, Skipped, expect
from cli.smoke.target import Target

_EVENTS = "/api/events"


async def objections_are_heard(target: Target) -> None:
    """CloudFront passes on what the policy of this path lists: neither header is one that it would pass by itself."""
    replies = {
        "Sec-GPC": await target.get(_EVENTS, method="POST", Origin=target.origin, Sec_GPC="1"),
        "DNT": await target.get(_EVENTS, method="POST", Origin=target.origin, DNT="1"),
    }
    for name, reply in replies.items():
        if reply.status == 404:
            raise Skipped("the use of the widget is not analysed")
        expect(reply.status == 200, f"status {reply.status} to {name}")
        expect(json.loads(reply.body) == {"queued": 0}, reply.body[:80])


async def others_may_not_send_events(target: Target) -> None:
    """The page's origin is passed on, too."""
    reply = await target.get(_EVENTS, method="POST", Origin="https://stranger.invalid")
    if reply.status == 404:
        raise Skipped("the use of the widget is not analysed")
    expect(reply.status == 403, f"status {reply.status}")
    expect(json.loads(reply.body).get("code") == "not_allowed", reply.body[:80])


POINTS = (
    Point(says="a browser that asks not to be analysed is not", check=objections_are_heard),
    Point(says="events are taken from pages of the sites, and from no others", check=others_may_not_send_events),
)
