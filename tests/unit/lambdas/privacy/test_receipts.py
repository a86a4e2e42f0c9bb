import jwt
import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lambdas.privacy.receipts import TYPE, InvalidReceipt, ReceiptKey, verified
from lambdas.protocol.privacy import Jwks, Receipt

KEY = ReceiptKey("s" * 64)
KEYS = Jwks(keys=[KEY.jwk])
RECEIPT = Receipt(
    iss="https://chat.example.com",
    receipt_id="r" * 36,
    erased_at=1_750_000_000,
    backups_until=1_750_604_800,
    by="visitor",
    erased={"conversation": 3},
)


def test_a_receipt_says_what_was_signed() -> None:
    assert verified(KEY.sign(RECEIPT), KEYS) == RECEIPT


def test_the_same_erasure_has_the_same_receipt() -> None:
    """So it need not be kept."""
    assert ReceiptKey("s" * 64).sign(RECEIPT) == KEY.sign(RECEIPT)
    assert ReceiptKey("t" * 64).jwk != KEY.jwk


def test_the_key_of_a_secret_never_changes() -> None:
    """Receipts are checked years later."""
    assert KEY.jwk.x == "Wj2JWx1t8rfcrJFvkL2k4PS5rPW5UpjJoI6YupKhnxs"
    assert KEY.jwk.kid == "8CPGJftowragAC_FAE8lT-6wfEUk6gapZ93yExokipk"


def test_what_was_changed_is_no_receipt() -> None:
    head, claims, signature = KEY.sign(RECEIPT).split(".")
    with pytest.raises(InvalidReceipt, match="changed"):
        verified(f"{head}.{claims[:-2]}{'AA' if claims[-2:] != 'AA' else 'BB'}.{signature}", KEYS)


def test_what_another_key_signed_is_no_receipt() -> None:
    with pytest.raises(InvalidReceipt, match="another key"):
        verified(ReceiptKey("t" * 64).sign(RECEIPT), KEYS)
    forged = jwt.encode({}, Ed25519PrivateKey.generate(), "EdDSA", headers={"typ": TYPE, "kid": KEY.jwk.kid})
    with pytest.raises(InvalidReceipt, match="somebody else"):
        verified(forged, KEYS)


@pytest.mark.parametrize("header", [{"typ": "JWT"}, {"typ": TYPE, "alg": "none"}])
def test_another_kind_of_token_is_no_receipt(header: dict[str, str]) -> None:
    unsigned = jwt.encode({}, None, "none", headers={"kid": KEY.jwk.kid, **header})  # type: ignore[arg-type]
    with pytest.raises(InvalidReceipt):
        verified(unsigned, KEYS)


@pytest.mark.parametrize("text", ["", "a.b.c", "x" * 5000, "....", "ä"])
def test_what_is_no_token_is_no_receipt(text: str) -> None:
    with pytest.raises(InvalidReceipt):
        verified(text, KEYS)


@pytest.mark.parametrize(
    "hostile",
    [{"kty": "oct", "x": ""}, {"kty": "RSA"}, {"crv": "X25519"}, {"x": "!"}, {"alg": "HS256"}, {"alg": "none"}],
)
def test_a_key_of_another_kind_with_the_same_name_checks_nothing(hostile: dict[str, str]) -> None:
    keys = Jwks(keys=[msgspec.structs.replace(KEY.jwk, **hostile)])
    with pytest.raises(InvalidReceipt):
        verified(KEY.sign(RECEIPT), keys)
