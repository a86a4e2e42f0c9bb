"""An internet address without whose it is, as the first thing that is done with it."""

from ipaddress import AddressValueError, IPv4Address, IPv6Address, IPv6Network
from typing import Final

UNKNOWN: Final = "0.0.0.0"  # noqa: S104 - told to Matomo, nothing listens there
"""What an address becomes that can not be read, and one that says nothing once it is anonymised."""

_KEPT_OF_IPV4: Final = 0xFFFF_0000
_KEPT_OF_IPV6: Final = 0xFFFF_FFFF << 96
"""Where a provider writes its customers' IPv4 addresses into the IPv6 ones behind a prefix of its own (6rd, RFC 5969),
the first 32 bits hold only the beginning of these, and less of it than is kept of an IPv4 address."""

_IPV4_LAST: Final = (
    IPv6Network("::/96"),  # IPv4-compatible, RFC 4291 section 2.5.5.1
    IPv6Network("::ffff:0:0/96"),  # IPv4-mapped, RFC 4291 section 2.5.5.2
    IPv6Network("::ffff:0:0:0/96"),  # IPv4-translated, RFC 2765 section 2.1
    IPv6Network("64:ff9b::/96"),  # NAT64, RFC 6052
)
_6TO4: Final = IPv6Network("2002::/16")  # RFC 3056

_SAYS_NOTHING: Final = (
    IPv6Network("::/32"),
    # A network's own NAT64 (RFC 8215): where the IPv4 address lies is known there alone, so nothing is kept.
    IPv6Network("64:ff9b::/32"),
)


def anonymised(address: str) -> str:
    """The first 16 bits of an IPv4 address, the first 32 of an IPv6 one, and zeros for the rest. Never raises.

    ``address`` may have a port, brackets or a zone. An IPv6 address that has an IPv4 one in it becomes what that
    becomes. What CloudFront tells always has a port, so the last number of an IPv6 address is taken for one.
    """
    found = _read(address)
    if isinstance(found, IPv6Address):
        found = _ipv4_in(found) or found
    if isinstance(found, IPv4Address):
        return str(IPv4Address(int(found) & _KEPT_OF_IPV4))
    return UNKNOWN if found is None or any(found in network for network in _SAYS_NOTHING) else _shortened(found)


def _shortened(address: IPv6Address) -> str:
    return str(IPv6Address(int(address) & _KEPT_OF_IPV6))


def _ipv4_in(address: IPv6Address) -> IPv4Address | None:
    if any(address in network for network in _IPV4_LAST):
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    # Of a Teredo address (RFC 4380) the first 32 bits are the same for everybody: neither server nor client is left.
    return IPv4Address(int(address) >> 80 & 0xFFFF_FFFF) if address in _6TO4 else None


def _read(text: str) -> IPv4Address | IPv6Address | None:
    """The zone, which names a card of the visitor's device, is left out."""
    for spelling in (_without_port(text.strip()), text.strip()):
        bare = spelling.removeprefix("[").removesuffix("]").partition("%")[0]
        for family in (IPv4Address, IPv6Address):
            try:
                return family(bare)
            except AddressValueError:
                continue
    return None


def _without_port(text: str) -> str:
    address, colon, port = text.rpartition(":")
    return address if colon and port.isascii() and port.isdecimal() else text
