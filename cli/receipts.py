"""``receipts verify``: whether a receipt of an erasure is one, and what it says."""

import sys
from argparse import Namespace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import msgspec

from cli.answer import Answer, Say
from cli.deployment import Deployment
from cli.errors import WrongUse
from lambdas.privacy.receipts import InvalidReceipt, ReceiptKey, verified
from lambdas.protocol.privacy import Jwks, Receipt

_LONGEST: Final = 16 * 1024


def verify(deployment: Deployment, arguments: Namespace, _: Say) -> Answer:
    """Exit status 1 for one that is none."""
    text = _read(arguments.receipt).strip()
    keys = _keys(deployment, arguments.key)
    try:
        receipt = verified(text, keys)
    except InvalidReceipt as invalid:
        return Answer(data={"valid": False, "reason": str(invalid)}, text=f"not valid: {invalid}", status=1)
    return Answer(data={"valid": True, "receipt": msgspec.to_builtins(receipt)}, text=_in_words(receipt))


def _keys(deployment: Deployment, path: str | None) -> Jwks:
    """Of a file, as ``/api/privacy/receipt-key`` answers it; else of the deployment."""
    if path is None:
        secrets = deployment.session.client("secretsmanager")
        secret = secrets.get_secret_value(SecretId=deployment.output("ReceiptSecret"))["SecretString"]
        return Jwks(keys=[ReceiptKey(secret).jwk])
    try:
        return msgspec.json.decode(_read(path), type=Jwks)
    except msgspec.DecodeError as error:
        raise WrongUse(f"{path}: expected the keys that /api/privacy/receipt-key answers with") from error


def _read(path: str) -> str:
    try:
        if path == "-":
            return sys.stdin.read(_LONGEST)
        with Path(path).open(encoding="utf-8") as file:
            return file.read(_LONGEST)
    except OSError as error:
        raise WrongUse(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise WrongUse(f"{path}: expected text") from error


def _in_words(receipt: Receipt) -> str:
    erased = ", ".join(f"{kind} {count}" for kind, count in sorted(receipt.erased.items())) or "nothing was there"
    return "\n".join(
        [
            "valid",
            f"issued by      {receipt.iss}",
            f"receipt        {receipt.receipt_id}",
            f"erased         {_time(receipt.erased_at)}, on request of the {receipt.by}",
            f"deleted items  {erased}",
            f"backups        hold it until {_time(receipt.backups_until)}",
        ]
    )


def _time(seconds: int) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M:%S} UTC"
