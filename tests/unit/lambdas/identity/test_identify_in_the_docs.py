"""What docs/identify.md tells a site to do is what the server takes."""

import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from lambdas.identity.customers import LEEWAY_SECONDS, LONGEST_SECONDS, verify_customer
from lambdas.protocol.limits import ATTRIBUTE_CHARACTERS, ATTRIBUTES, ATTRIBUTES_BYTES, IDENTITY_TOKEN_CHARACTERS
from tests.unit.lambdas.credentials import SiteKey

PAGE = (Path(__file__).parents[4] / "docs" / "identify.md").read_text(encoding="utf-8")
KEY = SiteKey()
PRIVATE = KEY.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
ARGUMENTS = '("K-1042", "Zoë Müller", "zoe@example.org")'


def example(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    assert found
    return found[1]


@pytest.mark.parametrize(
    ("language", "command", "call"),
    [
        ("python", [sys.executable, "-"], f"print(identify_token{ARGUMENTS})"),
        ("js", ["node", "--input-type=module", "-"], f"console.log(identifyToken{ARGUMENTS});"),
    ],
)
def test_an_example_makes_a_token_that_counts(
    language: str, command: list[str], call: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IDENTIFY_KEY", PRIVATE)
    done = subprocess.run(  # noqa: S603 - the example of our own page
        command, input=f"{example(language)}\n{call}", capture_output=True, text=True, check=True
    )
    customer = verify_customer(done.stdout.strip(), KEY.pem, audience="https://chat.example.com", now=int(time.time()))
    assert (customer.customer_id, customer.name, customer.email) == ("K-1042", "Zoë Müller", "zoe@example.org")


@pytest.mark.parametrize(
    "said",
    [
        f"at most {LONGEST_SECONDS} seconds apart",
        f"differ by {LEEWAY_SECONDS} seconds",
        f"at most {IDENTITY_TOKEN_CHARACTERS:,} characters",
        f"At most {ATTRIBUTES}, names",
        f"at most {ATTRIBUTE_CHARACTERS} characters",
        f"{ATTRIBUTES_BYTES:,} bytes",
    ],
)
def test_each_limit_is_the_one_that_holds(said: str) -> None:
    assert said in PAGE
