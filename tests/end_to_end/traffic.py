"""What a page asks for."""

import json
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Page, Request

EVENTS = "/api/events"


class Traffic:
    """From now on."""

    def __init__(self, page: Page) -> None:
        self.requests: list[Request] = []
        page.on("request", lambda request: self.requests.append(request))

    def of(self, host: str) -> list[Request]:
        return [request for request in self.requests if urlsplit(request.url).netloc == host]

    def proofs(self) -> dict[str, str]:
        given = [request.headers.get("authorization", "").partition(" ")[2] for request in self.requests]
        return {f"proof {number}": proof for number, proof in enumerate(filter(None, given))}

    def told(self) -> list[Request]:
        """Of how the widget is used."""
        return [request for request in self.requests if urlsplit(request.url).path == EVENTS]

    def batches(self) -> list[dict[str, Any]]:
        """What was told. A browser does not show the body of a beacon."""
        return [json.loads(body) for body in (request.post_data for request in self.told()) if body]
