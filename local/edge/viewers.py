"""Who CloudFront takes a viewer for: here everybody comes from the loopback interface, of which nothing can be said."""

import ipaddress
from dataclasses import dataclass, field

from local.edge.distribution import Forwarding


@dataclass(frozen=True, kw_only=True)
class Viewer:
    """By default somebody in Germany, with an address that is nobody's (RFC 5737). Raises ``ValueError``.

    Without a ``country`` it is one that CloudFront can not place.
    """

    address: str = "203.0.113.7"
    country: str | None = "DE"
    port: int = 50_443

    def __post_init__(self) -> None:
        ipaddress.ip_address(self.address)

    @property
    def headers(self) -> dict[str, str]:
        """Those of CloudFront's headers that the templates ask for. An address of version 6 has no brackets.

        https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/adding-cloudfront-headers.html
        """
        told = {"CloudFront-Viewer-Address": f"{self.address}:{self.port}"}
        return told | ({"CloudFront-Viewer-Country": self.country} if self.country else {})


@dataclass
class Viewers:
    """One at a time: a test says who comes from ``now`` on."""

    now: Viewer = field(default_factory=Viewer)

    def told(self, forwarding: Forwarding) -> dict[str, str]:
        """What CloudFront tells an origin of the viewer: the address always, and what it is asked for.

        https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/RequestAndResponseBehaviorCustomOrigin.html
        """
        return {"X-Forwarded-For": self.now.address} | forwarding.asked(self.now.headers)
