import base64
import hmac
from functools import partial
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from lambdas.identity.customers import LEEWAY_SECONDS, LONGEST_SECONDS, Customer, verify_customer
from lambdas.identity.rejection import Reason, Rejected
from tests.unit.lambdas.credentials import NOW, SiteKey, altered, base64url, segment
from tests.unit.lambdas.world import ENVIRONMENT

KEY = SiteKey()
TOKEN = KEY.token(name="Rose")
AUDIENCE = ENVIRONMENT["PUBLIC_URL"]
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""Of P-256's group: https://csrc.nist.gov/pubs/sp/800/186/final, section 3.2.1.3."""

verified = partial(verify_customer, key=KEY.pem, audience=AUDIENCE, now=NOW)


def reason_of(token: str, **fields: Any) -> Reason:
    with pytest.raises(Rejected) as rejected:
        verified(token, **fields)
    assert str(rejected.value) == rejected.value.reason
    return rejected.value.reason


def who(customer: Customer) -> tuple[str, str | None, str | None]:
    return (customer.customer_id, customer.name, customer.email)


def test_a_token_says_who_the_visitor_is_to_the_site() -> None:
    assert who(verified(KEY.token())) == ("K-1042", None, None)
    full = KEY.token(name="Rose Tyler", email="rose@example.org")
    assert who(verified(full)) == ("K-1042", "Rose Tyler", "rose@example.org")


def test_claims_that_nobody_asks_for_are_ignored() -> None:
    token = KEY.token(iss="https://www.example.com", jti="1", role="admin", header={"typ": "JWT", "kid": "2026"})
    assert who(verified(token)) == ("K-1042", None, None)


@pytest.mark.parametrize("text", ["ß", "\u0639\u0644\u06cc\u200c\u0631\u0636\u0627", "👩\u200d🚀 Ada", "x" * 120])
def test_a_name_is_of_any_script(text: str) -> None:
    assert verified(KEY.token(name=text)).name == text


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        ({"aud": "https://other.example.com"}, Reason.AUDIENCE),
        ({"aud": f"{AUDIENCE}/"}, Reason.AUDIENCE),
        ({"aud": [AUDIENCE]}, Reason.MALFORMED),
        ({"aud": None}, Reason.MALFORMED),
        ({"sub": None}, Reason.MALFORMED),
        ({"sub": ""}, Reason.MALFORMED),
        ({"sub": " "}, Reason.MALFORMED),
        ({"sub": 1042}, Reason.MALFORMED),
        ({"sub": "x" * 65}, Reason.MALFORMED),
        ({"sub": "K\n1042"}, Reason.MALFORMED),
        ({"name": ""}, Reason.MALFORMED),
        ({"name": "x" * 121}, Reason.MALFORMED),
        ({"name": "Rose\x00"}, Reason.MALFORMED),
        ({"name": ["Rose"]}, Reason.MALFORMED),
        ({"email": "rose"}, Reason.MALFORMED),
        ({"email": "rose@example.org\n"}, Reason.MALFORMED),
        ({"email": "rose@@example.org"}, Reason.MALFORMED),
        ({"email": f"{'x' * 250}@example.org"}, Reason.MALFORMED),
        ({"iat": None}, Reason.MALFORMED),
        ({"exp": None}, Reason.MALFORMED),
        ({"exp": "soon"}, Reason.MALFORMED),
        ({"exp": NOW + LONGEST_SECONDS + 1}, Reason.TIME),
        ({"exp": NOW}, Reason.TIME),
        ({"iat": NOW + LEEWAY_SECONDS + 1}, Reason.TIME),
        ({"iat": NOW - 331, "exp": NOW - LEEWAY_SECONDS}, Reason.EXPIRED),
        ({"iat": NOW - 9000, "exp": NOW - 8500}, Reason.EXPIRED),
    ],
)
def test_a_claim_that_is_not_as_it_should_be(claims: dict[str, Any], reason: Reason) -> None:
    assert reason_of(KEY.token(**claims)) is reason


@pytest.mark.parametrize(("iat", "exp"), [(30, 330), (0, 600), (-600, -29), (29, 629)])
def test_clocks_may_differ_a_little(iat: int, exp: int) -> None:
    assert verified(KEY.token(iat=NOW + iat, exp=NOW + exp)).ends_at == NOW + exp + LEEWAY_SECONDS


def test_only_the_sites_own_key_counts() -> None:
    assert reason_of(SiteKey().token()) is Reason.SIGNATURE
    assert reason_of(KEY.token(), key=SiteKey().pem) is Reason.SIGNATURE


@pytest.mark.parametrize("alg", ["HS256", "ES384", "RS256", "none", "es256"])
def test_only_es256_counts_whatever_the_header_claims(alg: str) -> None:
    header, claims = segment({"alg": alg, "typ": "JWT"}), KEY.token().split(".")[1]
    assert reason_of(f"{header}.{claims}.{base64url(b'x' * 64)}") is Reason.MALFORMED


def test_the_public_key_is_no_secret_to_sign_with() -> None:
    """As libraries once took it that let the header choose: https://www.rfc-editor.org/rfc/rfc8725#section-2.1"""
    signed = f"{segment({'alg': 'HS256'})}.{KEY.token().split('.')[1]}"
    signature = hmac.digest(KEY.pem.encode(), signed.encode(), "sha256")
    assert reason_of(f"{signed}.{base64url(signature)}") is Reason.MALFORMED


def test_what_a_header_calls_critical_is_not_understood() -> None:
    assert reason_of(KEY.token(header={"crit": ["exp"], "exp": 1})) is Reason.MALFORMED


@pytest.mark.parametrize("token", ["", "a.b.c", "..", "é.é.é", segment({"alg": "ES256"}) + ".x", "x" * 4096])
def test_what_is_no_token_is_malformed(token: str) -> None:
    assert reason_of(token) is Reason.MALFORMED


@given(st.data())
def test_a_token_that_was_changed_is_refused(data: st.DataObject) -> None:
    reason_of(altered(TOKEN, data.draw(st.integers(0, 2)), data))


def test_the_second_spelling_of_a_signature_is_the_same_token() -> None:
    """Of (r, s) and (r, -s) both are right, so that a hash of all would tell them apart."""
    token = KEY.token()
    signed, _, signature = token.rpartition(".")
    octets = base64.urlsafe_b64decode(signature + "==")
    other = octets[:32] + (ORDER - int.from_bytes(octets[32:])).to_bytes(32)
    again = f"{signed}.{base64url(other)}"
    assert again != token
    assert verified(again).token_id == verified(token).token_id != verified(KEY.token(exp=NOW + 301)).token_id


def test_a_key_that_is_none_for_this_is_a_fault_of_the_settings() -> None:
    with pytest.raises(TypeError):
        verified(KEY.token(), key=SiteKey(ec.SECP384R1()).pem)
    with pytest.raises(ValueError, match="PEM"):
        verified(KEY.token(), key="nothing")
