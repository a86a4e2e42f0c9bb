"""What identifies the sender of a case, and must be found nowhere afterwards."""

from ipaddress import IPv4Address, IPv6Address
from random import Random
from typing import NamedTuple

_LETTERS = "bcdfghjkmnpqrstvwxz"


class Secrets(NamedTuple):
    """``number`` is an order's, ``word`` stands for all else that a person or a device may be known by.

    Neither is part of anything else.
    """

    address: str
    word: str
    number: str

    def found_in(self, text: str) -> list[str]:
        return [secret for secret in self if secret in text]


def secrets_of(chance: Random) -> Secrets:
    word = "".join(chance.choices(_LETTERS, k=10))
    return Secrets(address=_address(chance), word=word, number=str(chance.randrange(10**11, 10**12)))


def _address(chance: Random) -> str:
    """Of each family, and never the first of its network, which is what is left of it."""
    ipv4 = chance.getrandbits(32) | 0x0101_0101
    holders = (0xFFFF << 32 | ipv4, 0x2002 << 112 | ipv4 << 80 | 1, 0x64_FF9B << 96 | ipv4, chance.getrandbits(128) | 1)
    return str(IPv4Address(ipv4) if chance.random() < 0.5 else IPv6Address(chance.choice(holders)))
