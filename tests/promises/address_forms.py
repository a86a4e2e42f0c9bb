"""How an address may be written, apart from how any text may be."""

import base64
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address, ip_address

from tests.promises.text_forms import digests, forms_of_text


def packed(address: str) -> bytes:
    return ip_address(address).packed


def forms_of_address(address: str) -> Iterator[tuple[str, str]]:
    """Each form that is searched for, folded, by the form's name."""
    for name, spelt in _spellings(address):
        for form, needle in forms_of_text(spelt):
            yield f"{form}, {name}", needle
    octets = packed(address)
    for encoding, encoded in digests(octets):
        yield f"{encoding} of octets", encoded.casefold()
    yield "hexadecimal of octets", octets.hex()
    for write in (base64.b64encode, base64.urlsafe_b64encode):
        yield "base64 of octets", write(octets).decode().rstrip("=").casefold()


def _spellings(address: str) -> Iterator[tuple[str, str]]:
    """Each by its name; the one that was given first."""
    yield "as given", address
    parsed = ip_address(address)
    yield "integer", str(int(parsed))
    yield "integer, reversed", str(int.from_bytes(parsed.packed, "little"))
    yield "reverse pointer", parsed.reverse_pointer
    yield from _of_four(parsed) if isinstance(parsed, IPv4Address) else _of_six(parsed)


def _of_four(address: IPv4Address) -> Iterator[tuple[str, str]]:
    octets = address.packed
    yield "hexadecimal number", f"0x{octets.hex()}"
    yield "leading zeros", ".".join(f"{octet:03}" for octet in octets)
    yield "octets reversed", ".".join(str(octet) for octet in reversed(octets))
    # As mapped, 6to4, NAT64 and compatible addresses carry it.
    first, last = octets[:2], octets[2:]
    yield "within an IPv6 address", f"{first.hex()}:{last.hex()}"
    yield "within a short IPv6 address", f"{int.from_bytes(first):x}:{int.from_bytes(last):x}"
    # RFC 4380, section 4: a Teredo address carries the bits of its client's inverted.
    hidden = bytes(octet ^ 0xFF for octet in octets)
    yield "within a Teredo address", f"{int.from_bytes(hidden[:2]):x}:{int.from_bytes(hidden[2:]):x}"


def _of_six(address: IPv6Address) -> Iterator[tuple[str, str]]:
    groups = address.exploded.split(":")
    yield "compressed", address.compressed
    yield "exploded", address.exploded
    yield "no group left out", ":".join(group.lstrip("0") or "0" for group in groups)
    yield "last four groups", ":".join(group.lstrip("0") or "0" for group in groups[4:])
