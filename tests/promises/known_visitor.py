"""A visitor of whom all is known that could be known of one, so that it can be looked for."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address

from tests.promises.markers import Markers
from tests.promises.words import Words


def teredo(server: str, client: str) -> str:
    """RFC 4380, section 4: the client's address and port are in it with each bit inverted."""
    hidden = bytes(octet ^ 0xFF for octet in (4711).to_bytes(2) + IPv4Address(client).packed)
    return str(IPv6Address(bytes.fromhex("20010000") + IPv4Address(server).packed + bytes(2) + hidden))


ADDRESSES = {
    "address": "198.51.100.77",
    "IPv6 address": "2001:db8:4711:9a:1d7f:77ab:cd05:6e33",
    "mapped address": "::ffff:198.51.100.78",
    "6to4 address": "2002:c633:644f:9b::77ab:cd06",
    "NAT64 address": "64:ff9b::198.51.100.80",
    "Teredo address": teredo(server="198.51.100.81", client="198.51.100.82"),
}
"""Of viewers as the edge sees them."""

WITHIN = {f"address in one of another family, {last}": f"198.51.100.{last}" for last in range(78, 83)}
NETWORKS = {"three octets": "198.51.100", "48 bits": "2001:db8:4711"}
"""More of an address than may be kept."""


@dataclass
class Known(Words):
    """Whatever one person brings along, writes and is given."""

    visit_id: str = field(default_factory=lambda: secrets.token_hex(8))
    unasked_visit_id: str = field(default_factory=lambda: secrets.token_hex(8))
    """Of a browser that asks not to be followed."""

    @property
    def user_agent(self) -> str:
        return (
            f"Mozilla/5.0 (Linux; Android 15; {self.device}) AppleWebKit/537.36 (KHTML, like Gecko) "
            f"Chrome/{self.version} Mobile Safari/537.36"
        )

    @property
    def device(self) -> str:
        return f"SM-{self.tag} Build/AP3A.{self.tag}"

    @property
    def version(self) -> str:
        return "141.0.7390.122"

    @property
    def page_fields(self) -> dict[str, str]:
        """Of the plain page."""
        return {"name": f"Ohne Skript {self.tag}", "email": f"plain.{self.tag}@example.org", "message": "Hallo"}

    @property
    def noted(self) -> str:
        return f"called back in the evening, {self.tag}"

    @property
    def never_taken(self) -> str:
        """Text that each function refuses."""
        return f"not to be taken anywhere {self.tag}"

    def markers(self, **more: str) -> Markers:
        """``more`` are those that only some ways have."""
        texts: dict[str, str] = {
            **self.fields,
            **{f"{name} of the plain page": self.page_fields[name] for name in ("name", "email")},
            "said": self.said,
            "answered": self.answered,
            "noted": self.noted,
            "refused": self.never_taken,
            "user agent": self.user_agent,
            "device": self.device,
            "browser's version": self.version,
            "technical id": self.visit_id,
            "technical id of one who asks not to be followed": self.unasked_visit_id,
            **NETWORKS,
            **more,
        }
        return Markers(texts, {**ADDRESSES, **WITHIN})

    def batch(self, page: str, *events: Mapping[str, object], **differing: object) -> dict[str, object]:
        """A body of ``POST /api/events``."""
        told = {"batch_id": secrets.token_hex(16), "visit_id": self.visit_id, "page": page, "locale": "de-CH"}
        return {**told, "width": 1873, "height": 907, "events": list(events) or [OPENED], **differing}


OPENED = {"type": "widget_opened", "age": 1500}
