"""Anonymising, held against what the standard library knows of each family of addresses."""

import ipaddress
from collections.abc import Callable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.analytics.addresses import UNKNOWN, anonymised
from tests.promises.promise import promise

IPV4 = st.ip_addresses(v=4).map(lambda it: IPv4Address(str(it)))
IPV6 = st.ip_addresses(v=6).map(lambda it: IPv6Address(str(it)))
PORTS = st.integers(0, 65_535)


def network_of(address: IPv4Address) -> str:
    """By the standard library: the network that it lies in."""
    return str(IPv4Network((address, 16), strict=False).network_address)


def mapped(address: IPv4Address) -> IPv6Address:
    made = IPv6Address(0xFFFF << 32 | int(address))
    assert made.ipv4_mapped == address
    return made


def translated(address: IPv4Address) -> IPv6Address:
    return IPv6Address(0xFFFF << 48 | int(address))


def compatible(address: IPv4Address) -> IPv6Address:
    return IPv6Address(int(address))


def sixtofour(address: IPv4Address, rest: int = 0x1_0000_0000_0000_0001) -> IPv6Address:
    made = IPv6Address(0x2002 << 112 | int(address) << 80 | rest)
    assert made.sixtofour == address
    return made


def nat64(address: IPv4Address) -> IPv6Address:
    made = IPv6Network("64:ff9b::/96")[int(address)]
    assert isinstance(made, IPv6Address)
    return made


def teredo(server: IPv4Address, client: IPv4Address) -> IPv6Address:
    made = IPv6Address(0x2001 << 112 | int(server) << 64 | 0x8000_F227 << 32 | int(client) ^ 0xFFFF_FFFF)
    assert made.teredo == (server, client)
    return made


EMBEDS: list[Callable[[IPv4Address], IPv6Address]] = [mapped, translated, compatible, sixtofour, nat64]
EMBEDDED = st.sampled_from(EMBEDS)


@st.composite
def addresses(draw: st.DrawFn) -> IPv4Address | IPv6Address:
    """Of every family alike: those with an IPv4 address in them are rare among all."""
    ipv4, server = draw(IPV4), draw(IPV4)
    made: list[IPv4Address | IPv6Address] = [ipv4, draw(IPV6), draw(EMBEDDED)(ipv4), teredo(server, ipv4)]
    return draw(st.sampled_from(made))


SPELLINGS: list[Callable[[IPv6Address], str]] = [
    str,
    lambda address: address.exploded,
    lambda address: str(address).upper(),
    lambda address: f"[{address}]",
    lambda address: f"  {address.exploded}",
    lambda address: f"{address}%eth0",
    lambda address: f"[{address}%25wlan1]",
]


class TestEachFamily:
    @given(IPV4)
    def test_of_an_ipv4_address_the_network_is_left(self, address: IPv4Address) -> None:
        assert anonymised(str(address)) == network_of(address)

    @given(IPV6.filter(lambda it: int(it) >> 96 not in {0, 0x64_FF9B} and it.sixtofour is None))
    def test_of_an_ipv6_address_the_first_32_bits_are_left(self, address: IPv6Address) -> None:
        assert anonymised(f"{address}:443") == str(IPv6Network((address, 32), strict=False).network_address)

    @given(IPV4, EMBEDDED)
    def test_an_embedded_ipv4_address_becomes_what_it_becomes_alone(
        self, address: IPv4Address, embed: Callable[[IPv4Address], IPv6Address]
    ) -> None:
        assert anonymised(f"{embed(address)}:443") == network_of(address)

    @given(IPV4, IPV4)
    def test_of_a_teredo_address_neither_server_nor_client_is_left(
        self, server: IPv4Address, client: IPv4Address
    ) -> None:
        assert anonymised(f"{teredo(server, client)}:443") == "2001::"

    @given(st.integers(0, 2**80 - 1))
    def test_of_a_networks_own_nat64_nothing_is_left(self, rest: int) -> None:
        assert anonymised(f"{IPv6Network('64:ff9b:1::/48')[rest]}:443") == UNKNOWN

    @given(st.integers(2**33, 2**96 - 1).map(IPv6Address))
    def test_of_an_address_that_begins_with_zeros_nothing_is_left(self, address: IPv6Address) -> None:
        embeds = address.ipv4_mapped is not None or int(address) >> 32 == 0xFFFF << 16
        assert embeds or anonymised(f"{address}:443") == UNKNOWN

    @given(st.integers(0, 2**80 - 1), IPV4)
    def test_what_a_6to4_address_says_of_its_own_network_is_not_left(self, rest: int, address: IPv4Address) -> None:
        assert anonymised(f"{sixtofour(address, rest)}:443") == network_of(address)

    @pytest.mark.parametrize("address", ["::", "::1", "::ffff:0.0.0.0", UNKNOWN, "127.0.0.1", "fe80::1", "fd00::1"])
    def test_addresses_of_no_network_of_the_internets_are_no_exception(self, address: str) -> None:
        expected = {"127.0.0.1": "127.0.0.0", "fe80::1": "fe80::", "fd00::1": "fd00::"}
        assert anonymised(address) == expected.get(address, UNKNOWN)


class TestNothingElse:
    @promise("P6", "addresses are anonymised before anything else is done with a request")
    @given(addresses(), st.integers(0, 2**112 - 1), PORTS)
    def test_two_addresses_of_one_network_are_told_apart_no_more(
        self, address: IPv4Address | IPv6Address, other: int, port: int
    ) -> None:
        neighbour = neighbour_of(address, other)
        assert anonymised(f"{address}:{port}") == anonymised(f"{neighbour}:{port}")

    @given(addresses(), PORTS)
    def test_no_bit_survives_beyond_the_prefix(self, address: IPv4Address | IPv6Address, port: int) -> None:
        left = ipaddress.ip_address(anonymised(f"{address}:{port}"))
        hidden = 16 if isinstance(left, IPv4Address) else 96
        assert int(left) & (1 << hidden) - 1 == 0

    @given(IPV4.filter(lambda it: int(it) & 0xFFFF), IPV4, st.data())
    def test_no_embedded_ipv4_address_survives_in_any_notation(
        self, address: IPv4Address, server: IPv4Address, data: st.DataObject
    ) -> None:
        holder = data.draw(st.sampled_from([*(embed(address) for embed in EMBEDS), teredo(server, address)]))
        left = ipaddress.ip_address(anonymised(f"{holder}:443")).packed.hex()
        assert address.packed.hex() not in left
        assert f"{int(address) ^ 0xFFFF_FFFF:08x}" not in left or set(left[4:]) == {"0"}

    @given(addresses(), PORTS)
    def test_again_it_stays_what_it_is(self, address: IPv4Address | IPv6Address, port: int) -> None:
        once = anonymised(f"{address}:{port}")
        assert anonymised(once) == once
        assert anonymised(f"{once}:{port}") == once

    @given(addresses())
    def test_what_is_left_can_be_read_as_an_address(self, address: IPv4Address | IPv6Address) -> None:
        assert str(ipaddress.ip_address(anonymised(str(address)))) == anonymised(str(address))


def neighbour_of(address: IPv4Address | IPv6Address, other: int) -> IPv4Address | IPv6Address:
    """Another of the same network: what is hidden of it is ``other``'s."""
    if isinstance(address, IPv4Address):
        return IPv4Address(int(address) & 0xFFFF_0000 | other & 0xFFFF)
    if address.sixtofour is not None:
        return IPv6Address(int(address) >> 96 << 96 | other & (1 << 96) - 1)
    if any(address in IPv6Network(prefix) for prefix in ("::/96", "::ffff:0:0/96", "::ffff:0:0:0/96", "64:ff9b::/96")):
        return IPv6Address(int(address) >> 16 << 16 | other & 0xFFFF)
    moved = IPv6Address(int(address) >> 96 << 96 | other & (1 << 96) - 1)
    return address if int(moved) >> 96 in {0, 0x64_FF9B} else moved


class TestSpellings:
    @given(IPV6, PORTS, st.sampled_from(SPELLINGS))
    def test_each_spelling_of_an_ipv6_address_with_a_port_is_the_same(
        self, address: IPv6Address, port: int, spelled: Callable[[IPv6Address], str]
    ) -> None:
        assert anonymised(f"{spelled(address)}:{port}") == anonymised(f"{address}:{port}")

    @given(IPV4, PORTS)
    def test_an_ipv4_address_is_the_same_with_a_port_and_without(self, address: IPv4Address, port: int) -> None:
        assert anonymised(f"{address}:{port}") == anonymised(f" {address} ") == network_of(address)

    @given(IPV4, PORTS)
    def test_an_embedded_address_may_be_written_with_dots(self, address: IPv4Address, port: int) -> None:
        for prefix in ("::ffff:", "::", "64:ff9b::", "::ffff:0:", "[::FFFF:"):
            end = "]" * prefix.startswith("[")
            assert anonymised(f"{prefix}{address}{end}:{port}") == network_of(address)
            assert anonymised(f"{prefix}{address}{end}") == network_of(address)

    @given(IPV6.filter(lambda it: "::" not in str(it)))
    def test_a_full_address_needs_no_port(self, address: IPv6Address) -> None:
        assert anonymised(str(address)) == anonymised(f"{address}:443")

    @pytest.mark.parametrize(
        "address",
        [
            "198.51.100.7:\N{ARABIC-INDIC DIGIT THREE}",
            "198.51.100.7: 443",
            "[2001:db8::1]443",
            "\N{FULLWIDTH DIGIT TWO}001:db8::1:443",
        ],
    )
    def test_what_is_no_port_is_not_taken_for_one(self, address: str) -> None:
        assert anonymised(address) == UNKNOWN


UNREADABLE = """
    : :::: [] []:1 % x unknown 198.51.100 198.51.100.7.9 198.51.100.256 0x7f.1.1.1 198.051.100.7 198.51.100.7:80:80
    198.51.100.7,203.0.113.9 2001:db8::1:443,2001:db8::2:443 2001:db8:::::1 2001:db8::g 12345:: 1:2:3:4:5:6:7:8:9:1
"""


class TestTheUnreadable:
    @pytest.mark.parametrize("address", ["", " ", "198.51.100.7, 203.0.113.9", *UNREADABLE.split()])
    def test_it_is_unknown(self, address: str) -> None:
        assert anonymised(address) == UNKNOWN

    @given(st.text())
    def test_no_text_raises_or_comes_through(self, address: str) -> None:
        left = ipaddress.ip_address(anonymised(address))
        assert int(left) & 0xFFFF == 0

    @given(st.text(alphabet="0123456789abcdefF:.[]% ", max_size=60))
    def test_nor_does_what_looks_like_one(self, address: str) -> None:
        left = ipaddress.ip_address(anonymised(address))
        assert int(left) & (0xFFFF if left.version == 4 else (1 << 96) - 1) == 0
