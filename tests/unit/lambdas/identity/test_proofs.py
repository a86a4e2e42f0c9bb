import hashlib
import json
from typing import Any

import jwt
import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from lambdas.identity.proofs import (
    AHEAD_SECONDS,
    OLDEST_SECONDS,
    PROOF_CHARACTERS,
    PROOF_KEPT_SECONDS,
    Proof,
    _Key,
    _thumbprint,
    verify_proof,
)
from lambdas.identity.rejection import Reason, Rejected
from tests.unit.lambdas.credentials import ADDRESS, NOW, VisitorKey, altered, base64url, segment

KEY = VisitorKey()
PROOF = KEY.proof()


def verify(proof: str, now: int = NOW) -> Proof:
    return verify_proof(proof, method="GET", address=ADDRESS, now=now)


def reason(proof: str, now: int = NOW) -> Reason:
    with pytest.raises(Rejected) as rejected:
        verify(proof, now)
    assert str(rejected.value) == rejected.value.reason.value
    return rejected.value.reason


def test_a_good_proof_says_who_it_is() -> None:
    canonical = json.dumps(KEY.jwk, sort_keys=True, separators=(",", ":")).encode()
    assert verify(KEY.proof(jti="a" * 16)) == Proof(
        visitor_id=base64url(hashlib.sha256(canonical).digest()), jti="a" * 16
    )


def test_the_thumbprint_is_the_one_of_the_specification() -> None:
    """RFC 9449, section 4.1 and its ``jkt`` of section 6.1."""
    jwk = {
        "kty": "EC",
        "crv": "P-256",
        "x": "l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs",
        "y": "9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA",
    }
    assert _thumbprint(msgspec.convert(jwk, _Key)) == "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"


@pytest.mark.parametrize("iat", [NOW - OLDEST_SECONDS, NOW, NOW + AHEAD_SECONDS])
def test_a_proof_in_date_is_good(iat: int) -> None:
    assert verify(KEY.proof(iat=iat))


@pytest.mark.parametrize("iat", [NOW - OLDEST_SECONDS - 1, NOW + AHEAD_SECONDS + 1, 0, -NOW, 10**30])
def test_a_proof_out_of_date_is_refused(iat: int) -> None:
    assert reason(KEY.proof(iat=iat)) is Reason.TIME


def test_a_proof_is_remembered_for_longer_than_it_is_good() -> None:
    assert PROOF_KEPT_SECONDS > OLDEST_SECONDS + AHEAD_SECONDS


@pytest.mark.parametrize(
    "claims",
    [
        {"htu": "https://chat.example.org/ws"},
        {"htu": "https://chat.example.com/ws/"},
        {"htu": "https://chat.example.com/ws?x"},
        {"htu": "http://chat.example.com/ws"},
        {"htm": "POST"},
        {"htm": "get"},
    ],
)
def test_a_proof_for_another_address_is_refused(claims: dict[str, Any]) -> None:
    assert reason(KEY.proof(**claims)) is Reason.ADDRESS


@pytest.mark.parametrize(
    "claims",
    [
        {"htm": None},
        {"htu": None},
        {"iat": None},
        {"jti": None},
        {"iat": str(NOW)},
        {"iat": NOW + 0.5},
        {"iat": True},
        {"jti": "short"},
        {"jti": "a" * 65},
        {"jti": "a" * 16 + "\n"},
        {"jti": "ä" * 16},
        {"jti": ["a" * 16]},
        {"htu": [ADDRESS]},
    ],
)
def test_a_proof_with_a_missing_or_odd_claim_is_refused(claims: dict[str, Any]) -> None:
    assert reason(KEY.proof(**claims)) is Reason.MALFORMED


@pytest.mark.parametrize(
    "header",
    [
        {"typ": "JWT"},
        {"typ": None},
        {"kid": "x"},
        {"jku": "https://evil.example"},
        {"crit": ["exp"]},
        {"jwk": None},
        {"jwk": "x"},
        {"jwk": {**KEY.jwk, "d": base64url(KEY.private.private_numbers().private_value.to_bytes(32))}},
        {"jwk": {**KEY.jwk, "ext": True}},
        {"jwk": {**KEY.jwk, "kty": "RSA"}},
        {"jwk": {**KEY.jwk, "crv": "P-384"}},
        {"jwk": {**KEY.jwk, "x": KEY.jwk["x"] + "="}},
        {"jwk": {**KEY.jwk, "x": KEY.jwk["x"][:-1]}},
        {"jwk": {**KEY.jwk, "x": "A" * 3_000}},
        {"jwk": {"kty": "oct", "k": base64url(b"k" * 32)}},
    ],
)
def test_a_header_of_another_form_is_refused(header: dict[str, Any]) -> None:
    assert reason(KEY.proof(header=header)) is Reason.MALFORMED


def test_a_key_of_another_curve_is_refused() -> None:
    assert reason(VisitorKey(ec.SECP384R1()).proof(alg="ES384")) is Reason.MALFORMED
    large = VisitorKey(ec.SECP384R1())
    signed = large.proof(alg="ES384").split(".")[1:]
    header = segment({"typ": "dpop+jwt", "alg": "ES256", "jwk": {**large.jwk, "crv": "P-384"}})
    assert reason(".".join([header, *signed])) is Reason.MALFORMED


def test_a_point_off_the_curve_is_refused() -> None:
    for y in (KEY.jwk["x"], base64url(b"\xff" * 32), base64url(b"\x00" * 32)):
        assert reason(KEY.proof(header={"jwk": {**KEY.jwk, "y": y}})) is Reason.KEY


def test_a_second_spelling_of_the_same_key_is_refused() -> None:
    """The last character holds two bits that mean nothing: they must not make another visitor of one key."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    x = KEY.jwk["x"]
    other = x[:-1] + alphabet[alphabet.index(x[-1]) ^ 1]
    assert reason(KEY.proof(header={"jwk": {**KEY.jwk, "x": other}})) is Reason.KEY


def test_another_key_than_the_one_named_is_refused() -> None:
    assert reason(KEY.proof(header={"jwk": VisitorKey().jwk})) is Reason.SIGNATURE


def test_no_algorithm_but_es256_is_good() -> None:
    payload = segment({"htm": "GET", "htu": ADDRESS, "iat": NOW, "jti": "a" * 16})
    for alg in ("none", "None", "", "HS256", "RS256", "ES384"):
        header = segment({"typ": "dpop+jwt", "alg": alg, "jwk": KEY.jwk})
        for signature in ("", base64url(b"s" * 64)):
            assert reason(f"{header}.{payload}.{signature}") is Reason.MALFORMED


def test_the_public_key_is_no_shared_secret() -> None:
    public = KEY.private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    assert reason(KEY.proof(alg="HS256", key=public)) is Reason.MALFORMED
    forged = KEY.proof(alg="HS256", key=public).split(".")
    forged[0] = segment({"typ": "dpop+jwt", "alg": "ES256", "jwk": KEY.jwk})
    assert reason(".".join(forged)) in (Reason.SIGNATURE, Reason.MALFORMED)


@pytest.mark.parametrize("part", [0, 1, 2])
@given(st.data())
def test_a_proof_with_any_character_changed_is_refused(part: int, data: st.DataObject) -> None:
    with pytest.raises(Rejected):
        verify(altered(PROOF, part, data))


@given(st.text() | st.text(alphabet="abcABC012-_.", max_size=300))
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(Rejected):
        verify(text)


def test_a_bomb_is_refused() -> None:
    assert reason("a" * (PROOF_CHARACTERS + 1)) is Reason.MALFORMED
    deep = base64url(b"[" * 1_000)
    assert reason(f"{deep}.{deep}.{deep}") is Reason.MALFORMED
    assert reason(KEY.proof(padding="x" * PROOF_CHARACTERS)) is Reason.MALFORMED


def test_two_signatures_of_one_proof_have_one_id() -> None:
    """Whoever twists the signature into its other form still presents the same ``jti``."""
    order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
    head, payload, signature = KEY.proof().split(".")
    octets = jwt.utils.base64url_decode(signature)
    twisted = octets[:32] + (order - int.from_bytes(octets[32:])).to_bytes(32)
    assert verify(f"{head}.{payload}.{base64url(twisted)}") == verify(f"{head}.{payload}.{signature}")
