"""The collecting function, as proofs ask it: what a browser gets, and what then waits for Matomo."""

import json
from collections.abc import Mapping
from typing import Any, Final

from tests.unit.lambdas.analytics.collect_world import NOW, SHOP, CollectWorld

__all__ = ["NOW", "SHOP"]

IPV4: Final = "198.51.100.77"
IPV6: Final = "2001:db8:7a3f:1::c0ff:ee42"
FIREFOX: Final = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0; Marker 77.31) Gecko/20100101 Firefox/128.77"
VISIT_ID: Final = "00112233445566ff"
OPENED: Final = {"type": "widget_opened", "age": 1500}


class Collecting(CollectWorld):
    def gets(
        self, *events: Mapping[str, object], headers: Mapping[str, str] | None = None, **fields: object
    ) -> tuple[int, Any]:
        """What the browser gets that sends these events, with other ``fields`` of the batch than usual."""
        sent = {"cloudfront-viewer-country": "AT", "user-agent": FIREFOX, "x-forwarded-for": IPV4, **(headers or {})}
        answered = self.tells(sent, events=[dict(event) for event in events or (OPENED,)], **fields)
        return answered.status, answered.json

    @property
    def requests(self) -> list[dict[str, Any]]:
        """All tracking requests that wait in the queue."""
        return [request for message in self.queue.bodies for request in json.loads(message)["requests"]]
