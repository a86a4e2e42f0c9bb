"""What nobody can have chosen, and what looks like it."""

import base64
import random
import string

import pytest

from lambdas.errors.scrubber.tokens import without_tokens

BASE64URL = string.ascii_letters + string.digits + "-_"


@pytest.mark.parametrize(
    "token",
    [
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N",
        "sk_live_aaaaaaaaaaaa",
        "whsec_aaaaaaaaaaaa",
        "ghp_aaaaaaaaaaaa",
        "github_pat_aaaaaaaaaaaa",
        "glpat-aaaaaaaaaaaa",
        "xoxb-aaaaaaaaaaaa",
        "AKIAAAAAAAAAAAAA",
        "AIzaaaaaaaaaaa",
        "SG.aaaaaaaaaaaa",
        "GOCSPX-aaaaaaaa",
        "1//0aaaaaaaa",
        "sk-ant-aaaaaaaa",
        "cus_aaa1Aaaa",
        "-----BEGIN PRIVATE KEY----- aaaa bbbb -----END PRIVATE KEY-----",
        "-----BEGIN RSA PRIVATE KEY----- aaaa",
        "ssh-rsa aaaaaaaaaaaaaaaaaaaa",
        "$2b$12$EixZaYVK1fsbw1ZfbX3OXePaWxn96p36WQoeG6Lruj3vjPGga31lW",
        "550e8400-e29b-41d4-a716-446655440000",
        "550E8400E29B41D4A716446655440000",
        "5f4dcc3b5aa765d61d8327deb882cf99",
        "aaaaaaaaaaaaaaa1",
        "V1StGXR8_Z5jdHi6B-myT",
        "k3j9-x2m8-q1w7-e5r4",
        "session7k3j9x2m8q1w7e5r4",
        "JBSWY3DPEHPK3PXP",
        "MFRGGZDFMZTWQLK2",
        "abcd12efgh34ijkl56",
        "gsk_abcdefghijklmnopqrstuvwx",
        "hvs.CAESIabcdefghijklmnop",
        "dp.pt.abcdefghijklmnopqrstuvwxyz",
        "sntryu_abcdefghijklmnopqrstuvwx",
        "EAAAEabcdefghijklmnopqrst",
        "MTIzNDU2Nzg5MDEyMzQ1Njc4.Gabcde.abcdefghijklmnopqrstuvwxyzabcdefgh",
    ],
)
def test_a_token_goes(token: str) -> None:
    assert without_tokens(f"with {token}").strip() == "with [token]"


@pytest.mark.parametrize("scheme", ["Bearer", "basic", "DPoP"])
def test_of_an_authorization_its_scheme_stays(scheme: str) -> None:
    assert without_tokens(f"{scheme} mF_9.B5f") == f"{scheme} [token]"


def test_nearly_everything_random_is_found() -> None:
    """How many of what has letters alone, or small letters and digits, is printed by hand: about nine in ten."""
    chance = random.Random(1)  # noqa: S311
    random_ones = ["".join(chance.choices(BASE64URL, k=43)) for _ in range(1000)]
    assert sum(without_tokens(one) == "[token]" for one in random_ones) >= 998
    encoded = [base64.b64encode(chance.randbytes(24)).decode() for _ in range(1000)]
    assert sum("[token]" in without_tokens(one) for one in encoded) >= 990


@pytest.mark.parametrize(
    "text",
    [
        "ConditionalCheckFailedException",
        "HTMLButtonElement.addEventListener",
        "ERR_HTTP2_PROTOCOL_ERROR",
        "x86_64-unknown-linux-gnu",
        "python3.13/site-packages/botocore/client",
        "lambdas.errors.tunnel_handler",
        "base64UrlDecodeString",
        "base64urlencodedstring",
        "WebGL2RenderingContext",
        "Basic authentication",
        "bearer token is missing",
        "-------------------",
        "aaaaaaaaaaaaaaaaaaaa",
        "internationalisation",
        "feedfacefeedface",
    ],
)
def test_a_name_of_code_stays(text: str) -> None:
    assert without_tokens(text) == text
