"""Where somebody can be reached, in the spellings that people and systems use."""

import pytest

from lambdas.errors.scrubber.contacts import without_contacts, without_emails


@pytest.mark.parametrize(
    "address",
    [
        "anna@example.de",
        "Anna.Schmidt+x@a.b.example.co.uk",
        "o'brien@example.ie",
        "jürgen@müller.example",
        "anna@[192.0.2.17]",
        "anna@intranet",
        "anna (at) example (dot) de",
        "anna[at]example.de",
        "anna {ät} example {punkt} de",
        "anna at example dot de",
        "a" * 300 + "@example.de",
        "anna @ example.de",
        "anna=40example.de",
        "anna @ example . de",
        "anna#1!x%y&z@example.de",
        '"anna.schmidt"@example.de',
        "anna(a)example.de",
        "anna_at_example_dot_de",
        "anna @example.de",
        "anna@192.0.2.17",
    ],
)
def test_an_address_of_mail_goes(address: str) -> None:
    assert without_emails(f"to <{address}>; refused") == "to <[email]>; refused"


def test_who_owns_an_address_goes_with_it() -> None:
    assert without_emails("from Anna Maria Schmidt <anna@example.de>") == "from [person] <[email]>"


@pytest.mark.parametrize(
    "text", ["react@18.2.0", "widget@7XKQ2M4A", "@sentry/browser", "it is at line dot", "a @ b", "width=40px"]
)
def test_a_version_or_a_package_is_no_address(text: str) -> None:
    assert without_emails(text) == text
    assert without_contacts(text) == text


@pytest.mark.parametrize(
    "number",
    [
        "+49 30 23125 014",
        "+49 (0)30 23125-014",
        "(030) 23 12 50 14",
        "0152/288 17 386",
        "0171 \u2013 39 200 71",
        "+1 (555) 010-0199",
        "4111 1111 1111 1111",
        "86 095 742 719",
        "078-05-1120",
        "65 170839 J 003",
        "65170839J003",
        "B-AB 1234",
        "WÜ·KL 12H",
        "0151·2345·6789",
        "31.01.1980",
        "1234567",
        "5555_5555_5555_4444",
        "4000,0566,5566,5556",
        "+49_151_2345678",
    ],
)
def test_a_number_of_somebodys_goes(number: str) -> None:
    assert without_contacts(f"no {number}, sorry") == "no [number], sorry"


@pytest.mark.parametrize(
    "text", ["123456", "12:34:56", "1.2.3", "line 12, column 345", "65,536", "v20.11.1", "413 and 500"]
)
def test_a_number_of_a_programs_stays(text: str) -> None:
    assert without_contacts(text) == text


@pytest.mark.parametrize(
    "account",
    [
        "DE89370400440532013000",
        "DE89 3704 0044 0532 0130 00",
        "de89-3704-0044-0532-0130-00",
        "GB29 NWBK 6016 1331 9268 19",
        "MT84MALT011000012345MTLCAST001S",
        "DE89 3704 0044 0532 0130 00 (COBADEFFXXX",
    ],
)
def test_an_account_goes_with_its_bank_and_whatever_its_check_digits_say(account: str) -> None:
    assert without_contacts(f"IBAN {account}) unknown") == "IBAN [account]) unknown"


def test_words_that_begin_like_an_account_stay() -> None:
    assert without_contacts("in20 ways that some have been told") == "in20 ways that some have been told"


@pytest.mark.parametrize(
    "address",
    [
        "203.0.113.77",
        "ip-203-0-113-77",
        "2001:db8:85a3::8a2e:370:7334",
        "2001:0db8:85a3:0000:0000:8a2e:0370:7334",
        "::1",
        "fe80::1%eth0",
        "::ffff:203.0.113.77",
        "2001:db8:0:0:0:0:0:1:443",
        "00:1a:2b:3c:4d:5e",
        "00-1A-2B-3C-4D-5E",
        "001a.2b3c.4d5e",
        "p5b0a1b2c.dip0.t-ipconnect.de",
    ],
)
def test_an_address_goes(address: str) -> None:
    assert without_contacts(f"at {address} nobody") == "at [address] nobody"


@pytest.mark.parametrize(
    "text",
    [
        "1.2.3.4.5",
        "a::b",
        "div::before",
        "::",
        "12:34:56",
        "panel.js:1:23456",
        "deadbeef",
        "10115 Bytes",
        "at 1::x",
        "a:b:c",
    ],
)
def test_what_only_looks_like_an_address_stays(text: str) -> None:
    assert without_contacts(text) == text


@pytest.mark.parametrize("before", ["**** **** **** ", "XXXX-XXXX-XXXX-", "\u2022\u2022\u2022\u2022 "])
def test_the_last_digits_of_a_card_go(before: str) -> None:
    assert without_contacts(f"{before}4242 refused") == f"{before}[number] refused"


@pytest.mark.parametrize("name", ["Max-MacBook-Pro.local", "Annas-iPhone", "DESKTOP-AB12CD3", "anna.fritz.box"])
def test_a_device_that_is_named_after_its_owner_goes(name: str) -> None:
    assert without_contacts(f"host {name} is away") == "host [person] is away"


@pytest.mark.parametrize(
    "name", ["Frau Schmidt", "Herrn Dr. Max Müller", "Mrs. Smith-Jones", "Familie Schmidt", "Hr. Schmidt"]
)
def test_a_name_goes_behind_its_salutation(name: str) -> None:
    assert without_contacts(f"{name} is away") == f"{name.partition(' ')[0]} [person] is away"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Frau Dr. Anna Schmidt-Meier, hier", "Frau [person], hier"),
        ("Hallo Jens-Uwe Brandt, vielen Dank", "Hallo [person], vielen Dank"),
        ("Liebe Annika, deine", "Liebe [person], deine"),
        ("Viele Grüße, Anna", "Viele Grüße, [person]"),
        ("Kundin Anna Schmidt fehlt", "Kundin [person] fehlt"),
        ("mein Name ist Anna Schmidt", "mein Name ist [person]"),
        ("Allee c/o Petersen", "Allee c/o [person]"),
        ("Instagram @anna_schmidt_87 fehlt", "Instagram [person] fehlt"),
        ("Twitter: @annaschmidt fehlt", "Twitter: [person] fehlt"),
        ("arn:aws:iam::1:user/anna.schmidt may not", "arn:aws:iam::1:user/[person] may not"),
    ],
)
def test_who_is_addressed_goes(text: str, told: str) -> None:
    assert without_contacts(text) == told


@pytest.mark.parametrize(
    "text",
    [
        "@sentry/browser 11.12.0",
        "@media query",
        "icon@2x.png",
        "Hello World",
        "Hi-res timer",
        "Hey you",
        "Customer Not Found",
        "Kunde nicht gefunden",
        "Customer Service Error",
        "my-PC-based app",
    ],
)
def test_what_looks_like_somebody_stays(text: str) -> None:
    assert without_contacts(text) == text
