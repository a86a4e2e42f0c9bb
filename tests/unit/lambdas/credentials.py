"""Proofs and tokens for tests, made as a browser and a user pool make them."""

import base64
import json
from typing import Any

import boto3
import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from hypothesis import strategies as st

from tests.unit.lambdas.world import ENVIRONMENT, START

NOW = START // 1000
ADDRESS = f"{ENVIRONMENT['PUBLIC_URL']}/ws"
EDGE = "the-secret-of-the-edge"
"""What CloudFront sends in ``x-tresen-edge``."""


def write_edge_secret(*, current: str, previous: str = "") -> None:
    """In moto's Secrets Manager, where the functions look for it."""
    client, name = boto3.client("secretsmanager"), ENVIRONMENT["EDGE_SECRET"]
    text = json.dumps({"current": current, "previous": previous})
    if any(secret["Name"] == name for secret in client.list_secrets()["SecretList"]):
        client.put_secret_value(SecretId=name, SecretString=text)
    else:
        client.create_secret(Name=name, SecretString=text)


def base64url(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def altered(credential: str, part: int, data: st.DataObject) -> str:
    """With another character somewhere in one of its parts, but for the last: that may hold bits that mean nothing."""
    parts = credential.split(".")
    place = data.draw(st.integers(0, len(parts[part]) - 2))
    other = data.draw(st.characters(codec="ascii", exclude_characters=parts[part][place]))
    parts[part] = parts[part][:place] + other + parts[part][place + 1 :]
    return ".".join(parts)


def segment(value: object) -> str:
    return base64url(json.dumps(value).encode())


class VisitorKey:
    def __init__(self, curve: ec.EllipticCurve | None = None) -> None:
        self.private = ec.generate_private_key(curve or ec.SECP256R1())
        numbers = self.private.public_key().public_numbers()
        self.jwk: dict[str, Any] = {
            "kty": "EC",
            "crv": "P-256",
            "x": base64url(numbers.x.to_bytes(32)) if curve is None else base64url(numbers.x.to_bytes(48)),
            "y": base64url(numbers.y.to_bytes(32)) if curve is None else base64url(numbers.y.to_bytes(48)),
        }

    def proof(self, *, header: dict[str, Any] | None = None, key: Any = None, alg: str = "ES256", **claims: Any) -> str:
        """A good proof, but for what is given. A claim that is ``None`` is left out."""
        payload = {"htm": "GET", "htu": ADDRESS, "iat": NOW, "jti": base64url(b"j" * 16), **claims}
        return jwt.encode(
            {name: value for name, value in payload.items() if value is not None},
            key or self.private,
            algorithm=alg,
            headers={"typ": "dpop+jwt", "jwk": self.jwk, **(header or {})},
        )


class Pool:
    """A user pool with one signing key."""

    def __init__(self, kid: str = "key-1") -> None:
        self.kid = kid
        self.private = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    @property
    def jwks(self) -> dict[str, Any]:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.private.public_key()))
        return {"keys": [{**public, "kid": self.kid, "use": "sig", "alg": "RS256"}]}

    @property
    def keys(self) -> dict[str, jwt.PyJWK]:
        return {self.kid: jwt.PyJWK(self.jwks["keys"][0], algorithm="RS256")}

    def token(self, *, header: dict[str, Any] | None = None, key: Any = None, alg: str = "RS256", **claims: Any) -> str:
        """A good access token, but for what is given. A claim that is ``None`` is left out."""
        payload = {
            "iss": ENVIRONMENT["AGENT_ISSUER"],
            "sub": "5f1c8a2e-0000-4000-8000-000000000001",
            "token_use": "access",
            "client_id": ENVIRONMENT["AGENT_CLIENT_ID"],
            "scope": "openid",
            "iat": NOW,
            "exp": NOW + 3600,
            "cognito:groups": ["shop.service"],
            **claims,
        }
        return jwt.encode(
            {name: value for name, value in payload.items() if value is not None},
            key or self.private,
            algorithm=alg,
            headers={"kid": self.kid, **(header or {})},
        )


class SiteKey:
    """With which a site's own server says who a visitor is."""

    def __init__(self, curve: ec.EllipticCurve | None = None) -> None:
        self.private = ec.generate_private_key(curve or ec.SECP256R1())
        spki = serialization.PublicFormat.SubjectPublicKeyInfo
        self.pem = self.private.public_key().public_bytes(serialization.Encoding.PEM, spki).decode()

    def token(self, *, header: dict[str, Any] | None = None, key: Any = None, alg: str = "ES256", **claims: Any) -> str:
        """A good token, but for what is given. A claim that is ``None`` is left out."""
        payload = {"aud": ENVIRONMENT["PUBLIC_URL"], "sub": "K-1042", "iat": NOW, "exp": NOW + 300, **claims}
        given = {name: value for name, value in payload.items() if value is not None}
        return jwt.encode(given, key or self.private, algorithm=alg, headers=header)
